import type { Put, TransactWriteItem } from '../../dynamodb/sdk-types.ts'
import type { StoredEvent } from '../event/event.ts'
import type { Idempotency } from '../publish/publish-rules.ts'
import { type Condition, guardItemOf, notThereYet } from './conditions.ts'
import { type Item, itemOf } from './item.ts'

type PutInput = Put & { TableName: string; Item: Item }

/** What stores an event within a transaction: its item and, by `'id'`, the guard of its ID. */
export function eventPuts(
  tableName: string,
  idempotency: Idempotency,
  event: StoredEvent,
  nowMs: number,
): TransactWriteItem[] {
  const items = idempotency === 'id' ? [itemOf(event), guardItemOf(event)] : [itemOf(event)]
  return items.map((item) => ({ Put: putOf(tableName, item, notThereYet(nowMs)) }))
}

export function putOf(tableName: string, item: Item, condition: Condition): PutInput {
  return { TableName: tableName, Item: item, ...condition, ReturnValuesOnConditionCheckFailure: 'ALL_OLD' }
}
