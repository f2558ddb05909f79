import type { AttributeValue } from './attribute-value.ts'

/** Deep equality; members of sets in any order. Values canonical. */
export function valuesEqual(left: AttributeValue, right: AttributeValue): boolean {
  throw new Error(`not yet: ${left} ${right}`)
}

/**
 * DynamoDB's order of two scalar values of the same type S, N or B: strings by UTF-8 bytes, binary by unsigned bytes, numbers
 * exactly. `undefined` when they do not compare (other types, or types that differ).
 */
export function compareValues(left: AttributeValue, right: AttributeValue): number | undefined {
  throw new Error(`not yet: ${left} ${right}`)
}

/** The order of strings by their UTF-8 bytes (which is not that of UTF-16 units). Negative, zero or positive. */
export function compareStrings(left: string, right: string): number {
  throw new Error(`not yet: ${left} ${right}`)
}
