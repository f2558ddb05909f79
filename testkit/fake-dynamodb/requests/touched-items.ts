import { parseItem } from '../attributes/attribute-validation.ts'
import type { Item } from '../attributes/attribute-value.ts'
import { keyNames } from '../store/table-definition.ts'
import type { TableStore } from '../store/table-store.ts'
import type { RequestInput } from './shape.ts'

/** What a request does with items, as far as transactions care. */
export interface TouchedItems {
  readonly kind: 'transact-write' | 'transact-get' | 'single-write' | 'batch-write'
  /**
   * One per action, in their order; `undefined` where the request is not valid, which its operation will say.
   */
  readonly items: readonly (string | undefined)[]
}

const KINDS: Readonly<Record<string, TouchedItems['kind']>> = {
  PutItem: 'single-write',
  UpdateItem: 'single-write',
  DeleteItem: 'single-write',
  BatchWriteItem: 'batch-write',
  TransactWriteItems: 'transact-write',
  TransactGetItems: 'transact-get',
}

/**
 * The items that a request writes, or reads in a transaction. `undefined` for operations that meet no
 * transaction.
 */
export function touchedItemsOf(
  operation: string,
  input: RequestInput,
  store: TableStore,
): TouchedItems | undefined {
  const kind = KINDS[operation]
  if (!kind) return undefined
  return { kind, items: actionsOf(kind, input).map((action) => placeOf(action, store)) }
}

function actionsOf(kind: TouchedItems['kind'], input: RequestInput): RequestInput[] {
  if (kind === 'single-write') return [input]
  if (kind !== 'batch-write')
    return list(input['TransactItems']).map((item) => object(Object.values(item)[0]))
  return Object.entries(object(input['RequestItems'])).flatMap(([TableName, requests]) =>
    list(requests).map((request) => ({ ...object(Object.values(request)[0]), TableName })),
  )
}

function placeOf(action: RequestInput, store: TableStore): string | undefined {
  const table = store.find(store.nameOf(String(action['TableName'])))
  if (!table) return undefined
  const raw = object(action['Item'] ?? action['Key'])
  try {
    const key: Item = parseItem(
      Object.fromEntries(keyNames(table.definition.keys).map((name) => [name, raw[name]])),
    )
    return `${table.name}/${table.idOf(key)}`
  } catch {
    return undefined
  }
}

function list(value: unknown): RequestInput[] {
  return Array.isArray(value) ? value.map(object) : []
}

function object(value: unknown): RequestInput {
  return typeof value === 'object' && value !== null ? (value as RequestInput) : {}
}
