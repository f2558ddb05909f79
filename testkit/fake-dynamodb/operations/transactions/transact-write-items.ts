import { hash } from 'node:crypto'
import { readUnits, writeUnits } from '../../capacity.ts'
import { type CancellationReason, DynamoDBException, validationException } from '../../exceptions.ts'
import type { RequestInput } from '../../requests/shape.ts'
import type { StoredItem } from '../../store/stored-item.ts'
import type { Table } from '../../store/table.ts'
import { groupByTable } from '../group-by-table.ts'
import { itemCollectionMetricsOf } from '../item-collection-metrics.ts'
import type { Operation, OperationContext } from '../operation-context.ts'
import {
  commitWrite,
  computeWrite,
  conditionHolds,
  locateWrite,
  type WriteAction,
  type WriteOutcome,
} from '../write-action.ts'
import { parseCheck, parseDelete, parsePut, parseUpdate, type WriteRequest } from '../write-request.ts'
import { NO_REASON, transactionCanceled, validationReason } from './transaction-cancellation.ts'
import { assertTransactionSize } from './transaction-size.ts'

/** Every item of a transaction is written twice: once to prepare, once to commit. */
const UNITS_FACTOR = 2

interface TransactWrite {
  readonly request: WriteRequest
  readonly table: Table
  /** Where the key is not one of the table's, the reason instead. */
  readonly action: WriteAction | undefined
  readonly reason: CancellationReason
}

export const transactWriteItems: Operation = (input, context) => {
  const requests = (input['TransactItems'] as readonly RequestInput[]).map(parse)
  const writes = requests.map((request) => locate(request, context.store.get(request.tableName)))
  assertDistinct(writes)
  const token = (input['ClientRequestToken'] as string | null | undefined) ?? undefined
  const fingerprint = token === undefined ? '' : hash('sha256', JSON.stringify(input['TransactItems']))
  if (token !== undefined && isReplay(token, fingerprint, context)) return replay(writes, input, context)

  const outcomes = evaluateAll(writes, context)
  assertTransactionSize(outcomes.map(({ previous, next }) => (next ?? previous)?.bytes ?? 0))
  writes.forEach(({ action }, i) => {
    const outcome = outcomes[i]
    if (action && outcome) commitWrite(action, outcome, context, UNITS_FACTOR)
  })
  if (token !== undefined) context.transactions.remember(token, fingerprint, context.now)
  return report(writes, input, context)
}

function parse(raw: RequestInput): WriteRequest {
  let given: keyof typeof parsers | undefined
  for (const name of actions) {
    if ((raw[name] ?? undefined) === undefined) continue
    if (given) throw validationException('TransactItems can only contain one of Check, Put, Update or Delete')
    given = name
  }
  if (given) return parsers[given](raw[given] as RequestInput)
  throw validationException(
    'Invalid Request: TransactWriteRequest should contain Delete or Put or Update request',
  )
}

const NO_RETURN_VALUES = 'NONE'

const parsers = {
  ConditionCheck: parseCheck,
  Put: (input: RequestInput): WriteRequest => parsePut(input, NO_RETURN_VALUES),
  Delete: (input: RequestInput): WriteRequest => parseDelete(input, NO_RETURN_VALUES),
  Update: parseUpdate,
}

const actions = Object.keys(parsers) as (keyof typeof parsers)[]

function locate(request: WriteRequest, table: Table): TransactWrite {
  try {
    return { request, table, action: locateWrite(request, table), reason: NO_REASON }
  } catch (error) {
    return { request, table, action: undefined, reason: validationReason(error) }
  }
}

function assertDistinct(writes: readonly TransactWrite[]): void {
  const ids = writes.flatMap(({ action }) => (action ? [`${action.table.name}/${action.id}`] : []))
  if (new Set(ids).size === ids.length) return
  throw validationException('Transaction request cannot include multiple operations on one item')
}

/** What every item becomes; where one action cannot be, all are cancelled and nothing is written. */
function evaluateAll(writes: readonly TransactWrite[], context: OperationContext): WriteOutcome[] {
  const outcomes: WriteOutcome[] = []
  const reasons: CancellationReason[] = []
  for (const { action, reason } of writes) {
    const previous = action?.table.items.get(action.id)
    const result = action ? evaluate(action, previous) : reason
    if ('Code' in result) {
      reasons.push(result)
    } else {
      reasons.push(NO_REASON)
      outcomes.push(result)
    }
  }
  if (outcomes.length === writes.length) return outcomes
  // Cancelled after the first of the two writes of each item.
  for (const { action, table } of writes) {
    context.capacity.write(table.name, writeUnits((action && table.items.get(action.id)?.bytes) ?? 0, 0))
  }
  throw transactionCanceled(reasons)
}

function evaluate(action: WriteAction, previous: StoredItem | undefined): WriteOutcome | CancellationReason {
  try {
    if (conditionHolds(action, previous)) return computeWrite(action, previous)
  } catch (error) {
    return validationReason(error)
  }
  return {
    Code: 'ConditionalCheckFailed',
    Message: 'The conditional request failed',
    ...(action.request.showsItemOnFailure && previous && { Item: previous.item }),
  }
}

function isReplay(token: string, fingerprint: string, { transactions, now }: OperationContext): boolean {
  const done = transactions.recall(token, now)
  if (done === undefined) return false
  if (done === fingerprint) return true
  throw new DynamoDBException(
    'IdempotentParameterMismatchException',
    'The request was retried with a different payload but with an idempotent token that was already used',
  )
}

/** A transaction that was done already: nothing is written, and looking costs reads. */
function replay(writes: readonly TransactWrite[], input: RequestInput, context: OperationContext): object {
  for (const { action } of writes) {
    if (!action) continue
    const bytes = action.table.items.get(action.id)?.bytes ?? 0
    context.capacity.read(action.table.name, readUnits(bytes, true) * UNITS_FACTOR)
  }
  return report(writes, input, context)
}

function report(
  writes: readonly TransactWrite[],
  input: RequestInput,
  { capacity }: OperationContext,
): object {
  return {
    ConsumedCapacity: capacity.reportAll('transaction'),
    ItemCollectionMetrics: input['ReturnItemCollectionMetrics'] === 'SIZE' ? metricsOf(writes) : undefined,
  }
}

function metricsOf(writes: readonly TransactWrite[]): Record<string, object[]> {
  return groupByTable(
    writes.flatMap(({ request, table }) => {
      if (request.kind === 'check') return []
      const metrics = itemCollectionMetricsOf(table, request.kind === 'put' ? request.item : request.key)
      return metrics ? [[table.name, metrics] as const] : []
    }),
  )
}
