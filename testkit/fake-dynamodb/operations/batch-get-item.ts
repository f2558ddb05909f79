import { itemSizeBytes } from '../attributes/attribute-size.ts'
import { parseItem } from '../attributes/attribute-validation.ts'
import type { Item } from '../attributes/attribute-value.ts'
import { readUnits } from '../capacity.ts'
import { validationException } from '../exceptions.ts'
import type { Projection } from '../expressions/expression-tree.ts'
import type { RequestInput } from '../requests/shape.ts'
import type { StoredItem } from '../store/stored-item.ts'
import type { Table } from '../store/table.ts'
import { compileProjection, project } from './get-item.ts'
import { assertKey } from './key-rules.ts'
import type { Operation, OperationContext } from './operation-context.ts'
import { assertScalarKeys, nestedPathsOf } from './path-rules.ts'

const MAX_KEYS = 100
const MAX_RESPONSE_BYTES = 16 * 1_048_576

interface TableRead {
  readonly tableName: string
  readonly raw: RequestInput
  readonly keys: readonly Item[]
  readonly projection: Projection | undefined
}

interface Lookup {
  readonly read: TableRead
  readonly table: Table
  readonly id: string
  readonly place: string
  readonly rawKey: unknown
}

export const batchGetItem: Operation = (input, context) => {
  const reads = Object.entries(input['RequestItems'] as Readonly<Record<string, RequestInput>>).map(parse)
  if (reads.reduce((sum, { keys }) => sum + keys.length, 0) > MAX_KEYS) {
    throw validationException('Too many items requested for the BatchGetItem call')
  }
  const lookups = reads.flatMap((read) => locate(read, context))
  const responses = new Map(reads.map(({ tableName }): [string, Item[]] => [tableName, []]))
  const unprocessed: Lookup[] = []
  let bytes = 0
  for (const [i, lookup] of lookups.entries()) {
    const stored = lookup.table.items.get(lookup.id)
    const size = stored ? itemSizeBytes(stored.item) : 0
    if (i >= context.batchLimit || (bytes > 0 && bytes + size > MAX_RESPONSE_BYTES)) {
      unprocessed.push(lookup)
      continue
    }
    bytes += size
    charge(lookup, stored, context)
    if (stored) responses.get(lookup.read.tableName)?.push(project(stored.item, lookup.read.projection))
  }
  return {
    Responses: Object.fromEntries(responses),
    UnprocessedKeys: groupUnprocessed(unprocessed),
    ConsumedCapacity: context.capacity.reportAll(),
  }
}

function parse([tableName, raw]: [string, RequestInput]): TableRead {
  const projection = compileProjection(raw)
  return { tableName, raw, projection, keys: (raw['Keys'] as readonly unknown[]).map(parseItem) }
}

/** The places to read, in the table's order: as in DynamoDB, not in the order of the request. */
function locate(read: TableRead, { store }: OperationContext): Lookup[] {
  const table = store.get(read.tableName)
  if (read.projection)
    assertScalarKeys(nestedPathsOf({ projection: read.projection }, read.raw), table.definition)
  const rawKeys = read.raw['Keys'] as readonly unknown[]
  const lookups = read.keys.map((key, i): Lookup => {
    assertKey(key, table.definition.keys)
    return { read, table, id: table.idOf(key), place: table.placeOf(key), rawKey: rawKeys[i] }
  })
  if (new Set(lookups.map(({ place }) => place)).size < lookups.length) {
    throw validationException('Provided list of item keys contains duplicates')
  }
  return lookups.sort((a, b) => (a.place < b.place ? -1 : 1))
}

function charge(
  { read, table }: Lookup,
  stored: StoredItem | undefined,
  { capacity }: OperationContext,
): void {
  capacity.read(table.name, readUnits(stored?.bytes ?? 0, read.raw['ConsistentRead'] === true))
}

function groupUnprocessed(lookups: readonly Lookup[]): Record<string, object> {
  const byTable = new Map<TableRead, unknown[]>()
  for (const { read, rawKey } of lookups) byTable.set(read, [...(byTable.get(read) ?? []), rawKey])
  return Object.fromEntries([...byTable].map(([{ tableName, raw }, Keys]) => [tableName, { ...raw, Keys }]))
}
