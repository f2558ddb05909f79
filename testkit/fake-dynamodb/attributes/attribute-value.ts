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
 * Attributes by name. Made by {@link createAttributeMap} and inheriting nothing, so that `__proto__`,
 * `constructor` and the like are names as any other: `map[name]` is the attribute or `undefined`, never
 * something inherited.
 *
 * Values are immutable by convention: to change an item, build a new one, which may share the unchanged
 * parts.
 */
export interface AttributeMap {
  /** The value of the attribute of this name. */
  [name: string]: AttributeValue
}

/** The attributes of a whole item. */
export type Item = AttributeMap

/** An empty map that inherits nothing. */
export function createAttributeMap(): AttributeMap {
  return new (EmptyMap as unknown as new () => AttributeMap)()
}

/** A shallow copy that again inherits nothing. */
export function copyAttributeMap(map: AttributeMap): AttributeMap {
  return Object.assign(createAttributeMap(), map)
}

/** The type of a value: its only key. */
export function typeOf(value: AttributeValue): AttributeType {
  for (const type in value) return type as AttributeType
  throw new TypeError('an attribute value has exactly one type')
}

/**
 * Objects of a constructor with an empty prototype inherit no more than those of `Object.create(null)`. But
 * V8 gives them shapes instead of hash tables, which makes a whole request about a fifth cheaper.
 */
function EmptyMap(): void {}
EmptyMap.prototype = Object.create(null)
