import type { AttributeValue, Item } from './attribute-value.ts'

/** The most that an item may weigh, names included. */
export const MAX_ITEM_BYTES = 409_600

/** The bytes that a value counts for in an item's size. */
export function valueSizeBytes(value: AttributeValue): number {
  throw new Error(`not yet: ${value}`)
}

/**
 * An item's size in bytes: UTF-8 names and values.
 *
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/CapacityUnitCalculations.html
 */
export function itemSizeBytes(item: Item): number {
  throw new Error(`not yet: ${item}`)
}
