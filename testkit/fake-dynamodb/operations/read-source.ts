import { parseItem } from '../attributes/attribute-validation.ts'
import { createAttributeMap, type Item, typeOf } from '../attributes/attribute-value.ts'
import { DynamoDBException, validationException } from '../exceptions.ts'
import type { RequestInput } from '../requests/shape.ts'
import { encodeTieBreaker } from '../store/key-encoding.ts'
import type { SecondaryIndex } from '../store/secondary-index.ts'
import type { Walkable } from '../store/sorted-entries.ts'
import type { StoredItem } from '../store/stored-item.ts'
import type { Table } from '../store/table.ts'
import {
  entryKeyNames,
  type IndexDefinition,
  type KeyAttribute,
  keyNames,
  type QueryKeys,
} from '../store/table-definition.ts'
import { assertKey, assertKeyAttribute } from './key-rules.ts'
import { type OperationContext, tableOf } from './operation-context.ts'

/** The table or index that a query or scan reads. */
export interface ReadSource {
  readonly table: Table
  readonly index: SecondaryIndex | undefined
  readonly definition: IndexDefinition | undefined
  readonly keys: QueryKeys
  readonly entries: Walkable<StoredItem>
}

/**
 * @throws DynamoDBException `ResourceNotFoundException`, or `ValidationException` for an index that is not
 * there or not consistent
 */
export function readSourceOf(input: RequestInput, context: OperationContext): ReadSource {
  const table = tableOf(input, context)
  const indexName = input['IndexName'] as string | null | undefined
  if (indexName === undefined || indexName === null) {
    return {
      table,
      index: undefined,
      definition: undefined,
      keys: table.definition.queryKeys,
      entries: table.items,
    }
  }
  const index = table.indexes.get(indexName)
  if (!index) throw validationException(`The table does not have the specified index: ${indexName}`)
  const { definition } = index
  if (definition.kind === 'global' && input['ConsistentRead'] === true) {
    throw validationException('Consistent reads are not supported on global secondary indexes')
  }
  return { table, index, definition, keys: definition.keys, entries: index.entriesAt(context.now) }
}

const INVALID_START = 'The provided starting key is invalid'

/** `ExclusiveStartKey` as far as it can be checked without its table. */
export function parseStartKey(input: RequestInput): Item | undefined {
  const raw = input['ExclusiveStartKey']
  if (raw === undefined || raw === null) return undefined
  return explained(() => parseItem(raw))
}

/**
 * Where the entry of a start key stands, whether it still exists or not.
 *
 * @throws DynamoDBException `ValidationException` for a start key that cannot come from this table or index
 */
export function locateStartKey(startKey: Item, source: ReadSource, operation: 'Query' | 'Scan'): string {
  const { table, index, definition } = source
  assertStartKeySchema(startKey, source, operation)
  if (definition) {
    const { hashes, ranges } = definition.keys
    for (const hash of hashes) explained(() => assertKeyAttribute(startKey[hash.name], hash, true))
    for (const range of ranges) explained(() => assertKeyAttribute(startKey[range.name], range, false))
  }
  const tableKey = pick(startKey, keyNames(table.definition.keys))
  explained(() => assertKey(tableKey, table.definition.keys))
  const place = table.placeOf(tableKey)
  return index?.entryKeyOf(startKey, encodeTieBreaker(place)) ?? place
}

/** Only a scan of a table says why. */
function assertStartKeySchema(
  startKey: Item,
  { table, definition }: ReadSource,
  operation: 'Query' | 'Scan',
): void {
  const attributes = [
    ...keyAttributes(table.definition.queryKeys),
    ...(definition ? keyAttributes(definition.keys) : []),
  ]
  const names = entryKeyNames(table.definition, definition)
  const matches =
    Object.keys(startKey).length === names.length &&
    attributes.every(({ name, type }) => {
      const value = startKey[name]
      return value !== undefined && typeOf(value) === type
    })
  if (matches) return
  throw validationException(
    definition || operation === 'Query'
      ? INVALID_START
      : `${INVALID_START}: The provided key element does not match the schema`,
  )
}

function keyAttributes({ hashes, ranges }: QueryKeys): readonly KeyAttribute[] {
  return [...hashes, ...ranges]
}

/** The attributes of an item that identify its entry, as in `LastEvaluatedKey`. */
export function entryKeyOf(item: Item, { table, definition }: ReadSource): Item {
  return pick(item, entryKeyNames(table.definition, definition))
}

function pick(item: Item, names: readonly string[]): Item {
  const picked = createAttributeMap()
  for (const name of names) {
    const value = item[name]
    if (value) picked[name] = value
  }
  return picked
}

function explained<T>(check: () => T): T {
  try {
    return check()
  } catch (error) {
    if (error instanceof DynamoDBException && error.name === 'ValidationException') {
      throw validationException(`${INVALID_START}: ${error.message}`)
    }
    throw error
  }
}
