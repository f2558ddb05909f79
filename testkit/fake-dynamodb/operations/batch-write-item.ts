import { validationException } from '../exceptions.ts'
import type { RequestInput } from '../requests/shape.ts'
import { groupByTable } from './group-by-table.ts'
import { itemCollectionMetricsOf } from './item-collection-metrics.ts'
import { assertKeyAttributes } from './key-rules.ts'
import type { Operation } from './operation-context.ts'
import { commitWrite, computeWrite, locateWrite, type WriteAction } from './write-action.ts'
import { parseDelete, parsePut } from './write-request.ts'

const MAX_REQUESTS = 25

interface BatchWrite {
  readonly action: WriteAction
  readonly raw: RequestInput
}

type WriteRequestsByTable = Readonly<Record<string, readonly RequestInput[]>>

export const batchWriteItem: Operation = (input, context) => {
  const byTable = Object.entries(input['RequestItems'] as WriteRequestsByTable)
  if (byTable.reduce((sum, [, requests]) => sum + requests.length, 0) > MAX_REQUESTS) {
    throw validationException('Too many items requested for the BatchWriteItem call')
  }
  const parsed = byTable.flatMap(([TableName, requests]) => requests.map((raw) => parse(TableName, raw)))
  const writes = parsed.map(({ request, raw }): BatchWrite => {
    const table = context.store.get(request.tableName)
    if (request.kind === 'put') assertKeyAttributes(request.item, table.definition.keys)
    return { action: locateWrite(request, table), raw }
  })
  assertDistinct(writes)
  const done = writes.slice(0, context.batchLimit)
  for (const { action } of done) {
    commitWrite(action, computeWrite(action, action.table.items.get(action.id)), context)
  }
  return {
    UnprocessedItems: groupByTable(
      writes.slice(context.batchLimit).map(({ action, raw }) => [action.request.tableName, raw]),
    ),
    ConsumedCapacity: context.capacity.reportAll(),
    ItemCollectionMetrics: input['ReturnItemCollectionMetrics'] === 'SIZE' ? metricsOf(done) : undefined,
  }
}

function parse(TableName: string, raw: RequestInput) {
  const put = raw['PutRequest'] as RequestInput | null | undefined
  const deletion = raw['DeleteRequest'] as RequestInput | null | undefined
  if (!put === !deletion) {
    throw validationException(
      'Supplied AttributeValue has more than one datatypes set, must contain exactly one of the ' +
        'supported datatypes',
    )
  }
  const request = put
    ? parsePut({ TableName, Item: put['Item'] })
    : parseDelete({ TableName, Key: deletion?.['Key'] })
  return { request, raw }
}

function assertDistinct(writes: readonly BatchWrite[]): void {
  const ids = new Set(writes.map(({ action }) => `${action.table.name}/${action.id}`))
  if (ids.size === writes.length) return
  throw validationException('Provided list of item keys contains duplicates')
}

function metricsOf(writes: readonly BatchWrite[]): Record<string, object[]> {
  return groupByTable(
    writes.flatMap(({ action: { request, table } }) => {
      const metrics = itemCollectionMetricsOf(table, request.kind === 'put' ? request.item : request.key)
      return metrics ? [[table.name, metrics] as const] : []
    }),
  )
}
