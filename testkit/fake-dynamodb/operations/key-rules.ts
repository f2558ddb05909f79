import { type AttributeValue, type Item, typeOf } from '../attributes/attribute-value.ts'
import { validationException } from '../exceptions.ts'
import type { KeyAttribute, KeySchema, TableDefinition } from '../store/table-definition.ts'

const MAX_HASH_BYTES = 2048
const MAX_RANGE_BYTES = 1024

const INVALID = 'One or more parameter values were invalid: '
const NOT_VALID = 'One or more parameter values are not valid. '
const NO_MATCH = 'The provided key element does not match the schema'

/**
 * Refuses a key that is not exactly the key attributes, of their types, not empty, and within 2048 and 1024
 * bytes.
 *
 * @throws DynamoDBException `ValidationException`
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Constraints.html
 */
export function assertKey(key: Item, keys: KeySchema): void {
  let names = 0
  for (const _ in key) names += 1
  if (names !== (keys.range ? 2 : 1)) throw validationException(NO_MATCH)
  assertKeyAttributes(key, keys)
}

/** {@link assertKey} for an item that has other attributes too. */
export function assertKeyAttributes(item: Item, keys: KeySchema): void {
  assertKeyAttribute(item[keys.hash.name], keys.hash, true)
  if (keys.range) assertKeyAttribute(item[keys.range.name], keys.range, false)
}

/** Refuses an item without its table's key, or with an index key attribute that cannot be indexed. */
export function assertItemKeys(item: Item, table: TableDefinition): void {
  assertItemKeyAttribute(item[table.keys.hash.name], table.keys.hash, true)
  if (table.keys.range) assertItemKeyAttribute(item[table.keys.range.name], table.keys.range, false)
  assertIndexKeys(item, table, 'put')
}

/**
 * Refuses an item with an index key attribute of another type, empty or too long. An index key that is
 * missing is not indexed.
 */
export function assertIndexKeys(item: Item, table: TableDefinition, by: 'put' | 'update'): void {
  for (const { name, keys } of table.indexes) {
    for (const hash of keys.hashes) assertIndexKey(item[hash.name], hash, MAX_HASH_BYTES, name, by)
    for (const range of keys.ranges) assertIndexKey(item[range.name], range, MAX_RANGE_BYTES, name, by)
  }
}

/**
 * Whether an exception is about an empty key. A transaction is refused for it as a whole, before it begins,
 * whereas any other key that does not fit cancels it with a reason.
 */
export function isEmptyKeyException(error: unknown): boolean {
  return error instanceof Error && error.message.startsWith(NOT_VALID)
}

/** Refuses a value that a key attribute of a query or start key cannot have. */
export function assertKeyAttribute(
  value: AttributeValue | undefined,
  attribute: KeyAttribute,
  isHash: boolean,
): void {
  if (!value || typeOf(value) !== attribute.type) throw validationException(NO_MATCH)
  assertNotEmpty(value, attribute)
  assertSize(value, isHash)
}

function assertItemKeyAttribute(
  value: AttributeValue | undefined,
  attribute: KeyAttribute,
  isHash: boolean,
): void {
  const { name, type } = attribute
  if (!value) throw validationException(`${INVALID}Missing the key ${name} in the item`)
  const actual = typeOf(value)
  if (actual !== type) {
    throw validationException(`${INVALID}Type mismatch for key ${name} expected: ${type} actual: ${actual}`)
  }
  assertNotEmpty(value, attribute)
  assertSize(value, isHash)
}

function assertNotEmpty(value: AttributeValue, { name }: KeyAttribute): void {
  const empty = emptyKind(value)
  if (!empty) return
  throw validationException(
    `${NOT_VALID}The AttributeValue for a key attribute cannot contain an empty ${empty} value. Key: ${name}`,
  )
}

function assertSize(value: AttributeValue, isHash: boolean): void {
  if (keyBytes(value) <= (isHash ? MAX_HASH_BYTES : MAX_RANGE_BYTES)) return
  throw validationException(
    isHash
      ? `${INVALID}Size of hashkey has exceeded the maximum size limit of${MAX_HASH_BYTES} bytes`
      : `${INVALID}Aggregated size of all range keys has exceeded the size limit of ${MAX_RANGE_BYTES} bytes`,
  )
}

function assertIndexKey(
  value: AttributeValue | undefined,
  { name, type }: KeyAttribute,
  maxBytes: number,
  indexName: string,
  by: 'put' | 'update',
): void {
  if (!value) return
  const actual = typeOf(value)
  if (actual !== type) {
    throw validationException(
      `${INVALID}Type mismatch for Index Key ${name} Expected: ${type} Actual: ${actual} IndexName: ` +
        `${indexName}`,
    )
  }
  const empty = emptyKind(value)
  if (empty) {
    const problem = `The AttributeValue for a key attribute cannot contain an empty ${empty} value.`
    throw validationException(
      by === 'put'
        ? `${NOT_VALID}A value specified for a secondary index key is not supported. ${problem} ` +
            `IndexName: ${indexName}, IndexKey: ${name}`
        : `${NOT_VALID}The update expression attempted to update a secondary index key to a value that ` +
            `is not supported. ${problem}`,
    )
  }
  if (keyBytes(value) <= maxBytes) return
  throw validationException(
    by === 'put'
      ? `${INVALID}Size of a secondary index key has exceeded the size limit of ${maxBytes} bytes. ` +
          `IndexName: ${indexName}, IndexKey: ${name}`
      : 'The update expression attempted to update the secondary index key beyond allowed size limits',
  )
}

function emptyKind(value: AttributeValue): 'string' | 'binary' | undefined {
  if ('S' in value) return value.S === '' ? 'string' : undefined
  return 'B' in value && value.B === '' ? 'binary' : undefined
}

function keyBytes(value: AttributeValue): number {
  if ('S' in value) return Buffer.byteLength(value.S)
  return 'B' in value ? Buffer.byteLength(value.B, 'base64') : 0
}
