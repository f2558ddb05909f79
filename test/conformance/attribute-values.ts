import type { AttributeValue } from '@aws-sdk/client-dynamodb'

/**
 * What a case writes for an attribute value: plain data, or an {@link AttributeValue} made by a function
 * below.
 */
export type Plain =
  | string
  | number
  | boolean
  | null
  | Uint8Array
  | readonly Plain[]
  | Typed
  | { readonly [name: string]: Plain }

/** An attribute value in its wire form, kept apart from a plain map. */
export class Typed {
  readonly value: AttributeValue

  constructor(value: AttributeValue) {
    this.value = value
  }
}

/** A number by its digits, where JavaScript would lose some or write them otherwise. */
export function num(digits: string): Typed {
  return new Typed({ N: digits })
}

/** A string set. */
export function strings(...members: string[]): Typed {
  return new Typed({ SS: members })
}

/** A number set, by digits. */
export function numbers(...members: string[]): Typed {
  return new Typed({ NS: members })
}

/** A binary set of UTF-8 texts. */
export function binaries(...members: string[]): Typed {
  return new Typed({ BS: members.map(bytes) })
}

/** The UTF-8 bytes of `text`. */
export function bytes(text: string): Uint8Array {
  return new Uint8Array(Buffer.from(text))
}

/** One attribute value. */
export function value(plain: Plain): AttributeValue {
  if (plain === null) return { NULL: true }
  if (typeof plain === 'string') return { S: plain }
  if (typeof plain === 'number') return { N: String(plain) }
  if (typeof plain === 'boolean') return { BOOL: plain }
  if (plain instanceof Uint8Array) return { B: plain }
  if (plain instanceof Typed) return plain.value
  if (Array.isArray(plain)) return { L: plain.map(value) }
  return { M: item(plain as Record<string, Plain>) }
}

/** A map of attribute values: an item, a key, or expression attribute values. */
export function item(plain: Readonly<Record<string, Plain>>): Record<string, AttributeValue> {
  return Object.fromEntries(Object.entries(plain).map(([name, member]) => [name, value(member)]))
}
