import { type AttributeMap, type AttributeValue, typeOf } from './attribute-value.ts'
import { compareNumbers } from './decimal.ts'

/** Deep equality. Values canonical, so that sets are in order and numbers equal as texts. */
export function valuesEqual(left: AttributeValue, right: AttributeValue): boolean {
  if (left === right) return true
  if ('S' in left) return 'S' in right && left.S === right.S
  if ('N' in left) return 'N' in right && left.N === right.N
  if ('B' in left) return 'B' in right && left.B === right.B
  if ('BOOL' in left) return 'BOOL' in right && left.BOOL === right.BOOL
  if ('NULL' in left) return 'NULL' in right
  if ('M' in left) return 'M' in right && mapsEqual(left.M, right.M)
  if ('L' in left) return 'L' in right && listsEqual(left.L, right.L)
  return typeOf(left) === typeOf(right) && membersEqual(setMembers(left), setMembers(right))
}

/**
 * DynamoDB's order of two scalar values of the same type S, N or B: strings by UTF-8 bytes, binary by
 * unsigned bytes, numbers exactly. `undefined` when they do not compare (other types, or types that differ).
 */
export function compareValues(left: AttributeValue, right: AttributeValue): number | undefined {
  if ('S' in left) return 'S' in right ? compareStrings(left.S, right.S) : undefined
  if ('N' in left) return 'N' in right ? compareNumbers(left.N, right.N) : undefined
  if ('B' in left) return 'B' in right ? compareBinary(left.B, right.B) : undefined
  return undefined
}

/**
 * The order of strings by their UTF-8 bytes (which is not that of UTF-16 units). Negative, zero or positive.
 */
export function compareStrings(left: string, right: string): number {
  const length = Math.min(left.length, right.length)
  for (let index = 0; index < length; index++) {
    const leftUnit = left.charCodeAt(index)
    const rightUnit = right.charCodeAt(index)
    if (leftUnit !== rightUnit) return codePointOrder(leftUnit) - codePointOrder(rightUnit)
  }
  return left.length - right.length
}

/** The order of two base64 texts by the bytes they stand for, unsigned. */
export function compareBinary(left: string, right: string): number {
  return Buffer.compare(Buffer.from(left, 'base64'), Buffer.from(right, 'base64'))
}

/** The members of a set of any type; none for other values. */
export function setMembers(value: AttributeValue): readonly string[] {
  if ('SS' in value) return value.SS
  if ('NS' in value) return value.NS
  if ('BS' in value) return value.BS
  return []
}

/**
 * Moves surrogates, which stand for the code points above U+FFFF, behind the units that stand for themselves.
 */
function codePointOrder(unit: number): number {
  if (unit < 0xd800) return unit
  return unit < 0xe000 ? unit + 0x2000 : unit - 0x800
}

/** Deep equality of items or maps. */
export function mapsEqual(left: AttributeMap, right: AttributeMap): boolean {
  if (left === right) return true
  const names = Object.keys(left)
  if (names.length !== Object.keys(right).length) return false
  return names.every((name) => {
    const leftValue = left[name]
    const rightValue = right[name]
    return leftValue !== undefined && rightValue !== undefined && valuesEqual(leftValue, rightValue)
  })
}

function listsEqual(left: readonly AttributeValue[], right: readonly AttributeValue[]): boolean {
  return (
    left.length === right.length &&
    left.every((value, index) => {
      const other = right[index]
      return other !== undefined && valuesEqual(value, other)
    })
  )
}

function membersEqual(left: readonly string[], right: readonly string[]): boolean {
  return left.length === right.length && left.every((member, index) => member === right[index])
}
