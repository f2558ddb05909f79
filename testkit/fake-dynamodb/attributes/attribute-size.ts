import type { AttributeValue, Item } from './attribute-value.ts'
import { numberSizeBytes } from './decimal.ts'

/** The most that an item may weigh, names included. */
export const MAX_ITEM_BYTES = 409_600

/** What a list or map weighs besides its elements, and what each element adds to its own size. */
const CONTAINER_BYTES = 3
const ELEMENT_BYTES = 1

/** The bytes that a value counts for in an item's size. */
export function valueSizeBytes(value: AttributeValue): number {
  if ('S' in value) return Buffer.byteLength(value.S)
  if ('N' in value) return numberSizeBytes(value.N)
  if ('B' in value) return binarySizeBytes(value.B)
  if ('BOOL' in value || 'NULL' in value) return 1
  if ('M' in value)
    return CONTAINER_BYTES + itemSizeBytes(value.M) + ELEMENT_BYTES * Object.keys(value.M).length
  if ('L' in value)
    return value.L.reduce((size, element) => size + ELEMENT_BYTES + valueSizeBytes(element), CONTAINER_BYTES)
  if ('SS' in value) return value.SS.reduce((size, member) => size + Buffer.byteLength(member), 0)
  if ('NS' in value) return value.NS.reduce((size, member) => size + numberSizeBytes(member), 0)
  return value.BS.reduce((size, member) => size + binarySizeBytes(member), 0)
}

/**
 * An item's size in bytes: UTF-8 names and values.
 *
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/CapacityUnitCalculations.html
 */
export function itemSizeBytes(item: Item): number {
  let size = 0
  for (const name in item) {
    const value = item[name]
    if (value !== undefined) size += Buffer.byteLength(name) + valueSizeBytes(value)
  }
  return size
}

/** The bytes that a base64 text stands for. */
export function binarySizeBytes(base64: string): number {
  return Buffer.byteLength(base64, 'base64')
}
