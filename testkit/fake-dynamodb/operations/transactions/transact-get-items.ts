import { parseItem } from '../../attributes/attribute-validation.ts'
import type { Item } from '../../attributes/attribute-value.ts'
import { readUnits } from '../../capacity.ts'
import { type CancellationReason, validationException } from '../../exceptions.ts'
import type { Projection } from '../../expressions/expression-tree.ts'
import type { RequestInput } from '../../requests/shape.ts'
import type { Table } from '../../store/table.ts'
import { compileProjection, project } from '../get-item.ts'
import { assertKey } from '../key-rules.ts'
import type { Operation, OperationContext } from '../operation-context.ts'
import { assertScalarKeys, nestedPathsOf } from '../path-rules.ts'
import { NO_REASON, transactionCanceled, validationReason } from './transaction-cancellation.ts'
import { assertTransactionSize } from './transaction-size.ts'

/** A transactional read costs two reads. */
const UNITS_FACTOR = 2

interface Get {
  readonly raw: RequestInput
  readonly tableName: string
  readonly key: Item
  readonly projection: Projection | undefined
}

interface LocatedGet extends Get {
  readonly table: Table
  readonly id: string
  readonly reason: CancellationReason
}

export const transactGetItems: Operation = (input, context) => {
  const gets = (input['TransactItems'] as readonly RequestInput[]).map(parse)
  const located = gets.map((get) => locate(get, context))
  if (located.some(({ reason }) => reason !== NO_REASON)) {
    throw transactionCanceled(located.map(({ reason }) => reason))
  }
  if (new Set(located.map(({ tableName, id }) => `${tableName}/${id}`)).size < located.length) {
    throw validationException('Transaction request cannot include multiple operations on one item')
  }
  const found = located.map(({ table, id }) => table.items.get(id))
  assertTransactionSize(found.map((stored) => stored?.bytes ?? 0))
  const responses = located.map(({ table, projection }, i) => {
    const stored = found[i]
    context.capacity.read(table.name, readUnits(stored?.bytes ?? 0, true) * UNITS_FACTOR)
    return stored ? { Item: project(stored.item, projection) } : {}
  })
  return {
    Responses: responses,
    ConsumedCapacity: context.capacity.reportAll('transaction'),
  }
}

function parse(raw: RequestInput): Get {
  const get = raw['Get'] as RequestInput
  const projection = compileProjection(get)
  return { raw: get, tableName: get['TableName'] as string, key: parseItem(get['Key']), projection }
}

function locate(get: Get, { store }: OperationContext): LocatedGet {
  const table = store.get(get.tableName)
  try {
    assertKey(get.key, table.definition.keys)
    if (get.projection)
      assertScalarKeys(nestedPathsOf({ projection: get.projection }, get.raw), table.definition)
    return { ...get, table, id: table.idOf(get.key), reason: NO_REASON }
  } catch (error) {
    return { ...get, table, id: '', reason: validationReason(error) }
  }
}
