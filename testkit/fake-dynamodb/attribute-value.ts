/** An attribute value in the form of DynamoDB's JSON protocol, tagged with its type. */
export type AttributeValue =
  | { S: string }
  | { N: string }
  | { B: string }
  | { BOOL: boolean }
  | { NULL: true }
  | { M: AttributeMap }
  | { L: AttributeValue[] }
  | { SS: string[] }
  | { NS: string[] }
  | { BS: string[] }

/** The descriptor of an attribute's type, as `attribute_type` takes it. */
export type AttributeType = 'S' | 'N' | 'B' | 'BOOL' | 'NULL' | 'M' | 'L' | 'SS' | 'NS' | 'BS'

/**
 * Attributes by name. Always without a prototype (made by {@link createAttributeMap}), so that `__proto__`,
 * `constructor` and the like are names as any other: `map[name]` is the attribute or `undefined`, never something inherited.
 *
 * Values are immutable by convention: whoever changes an item builds a new one and may share what did not change.
 */
export interface AttributeMap {
  [name: string]: AttributeValue
}

/** The attributes of a whole item. */
export type Item = AttributeMap

/** An empty map without a prototype. */
export function createAttributeMap(): AttributeMap {
  return Object.create(null)
}

/** A shallow copy that is again without a prototype. */
export function copyAttributeMap(map: AttributeMap): AttributeMap {
  return Object.assign(createAttributeMap(), map)
}

/** The type of a value: its only key. */
export function typeOf(value: AttributeValue): AttributeType {
  for (const type in value) return type as AttributeType
  throw new TypeError('an attribute value has exactly one type')
}
