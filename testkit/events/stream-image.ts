import type { AttributeValue } from 'aws-lambda'

/**
 * An item with plain values, or with attribute values of DynamoDB's JSON, such as `{ total: { N: '3' } }`.
 */
export type ImageInput = Readonly<Record<string, unknown>>

export type StreamImage = { [name: string]: AttributeValue }

const readers: Readonly<Record<string, (value: unknown) => boolean>> = {
  S: isString,
  N: isString,
  B: (value) => isString(value) || value instanceof Uint8Array,
  BOOL: (value) => typeof value === 'boolean',
  NULL: (value) => value === true,
  M: (value) => isPlainObject(value) && Object.values(value).every(isAttributeValue),
  L: (value) => Array.isArray(value) && value.every(isAttributeValue),
  SS: isListOf(isString),
  NS: isListOf(isString),
  BS: isListOf((value) => isString(value) || value instanceof Uint8Array),
}

/**
 * The image as a stream record holds it, bytes as base64. It counts as marshalled already where every
 * attribute is an attribute value; an item with any plain value is plain throughout.
 *
 * @throws TypeError for a value that DynamoDB has no type for
 */
export function streamImage(image: ImageInput): StreamImage {
  const attributes = Object.entries(image).filter(([, value]) => value !== undefined)
  const isMarshalled = attributes.every(([, value]) => isAttributeValue(value))
  return Object.fromEntries(
    attributes.map(([name, value]) => [name, isMarshalled ? withBase64(value) : marshalled(value, name)]),
  )
}

function marshalled(value: unknown, path: string): AttributeValue {
  if (value === null) return { NULL: true }
  if (typeof value === 'string') return { S: value }
  if (typeof value === 'boolean') return { BOOL: value }
  if (typeof value === 'bigint' || Number.isFinite(value)) return { N: String(value) }
  if (value instanceof Uint8Array) return { B: base64(value) }
  if (value instanceof Set) return marshalledSet([...value], path)
  if (Array.isArray(value)) return { L: value.map((member, i) => marshalled(member, `${path}[${i}]`)) }
  if (isPlainObject(value)) {
    const members = Object.entries(value).filter(([, member]) => member !== undefined)
    return {
      M: Object.fromEntries(members.map(([name, member]) => [name, marshalled(member, `${path}.${name}`)])),
    }
  }
  throw new TypeError(`${path} has a value that DynamoDB has no type for: ${String(value)}`)
}

function marshalledSet(members: readonly unknown[], path: string): AttributeValue {
  if (members.length === 0) throw new TypeError(`${path} is an empty set, which DynamoDB refuses`)
  if (members.every(isString)) return { SS: [...members] }
  if (members.every((member) => typeof member === 'bigint' || Number.isFinite(member)))
    return { NS: members.map(String) }
  if (members.every((member) => member instanceof Uint8Array)) return { BS: members.map(base64) }
  throw new TypeError(`${path} is a set of more than one type, or of a type that has no sets`)
}

/** A copy of an attribute value in which bytes are base64. */
function withBase64(value: unknown): AttributeValue {
  if (value instanceof Uint8Array) return base64(value) as never
  if (Array.isArray(value)) return value.map(withBase64) as never
  if (!isPlainObject(value)) return value as never
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => [name, withBase64(member)]),
  ) as never
}

function isAttributeValue(value: unknown): boolean {
  if (!isPlainObject(value)) return false
  const [[type, content] = [], ...others] = Object.entries(value)
  const isValid = type !== undefined && Object.hasOwn(readers, type) ? readers[type] : undefined
  return others.length === 0 && isValid !== undefined && isValid(content)
}

function isPlainObject(value: unknown): value is Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null) return false
  const prototype = Object.getPrototypeOf(value)
  return prototype === Object.prototype || prototype === null
}

function isString(value: unknown): value is string {
  return typeof value === 'string'
}

function isListOf(isMember: (value: unknown) => boolean): (value: unknown) => boolean {
  return (value) => Array.isArray(value) && value.length > 0 && value.every(isMember)
}

function base64(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('base64')
}
