import {
  type DynamoDBClient,
  UpdateItemCommand,
  type UpdateItemCommandOutput,
} from '@aws-sdk/client-dynamodb'
import type { CounterRequest } from './counter-store.ts'
import type { AppTheoryUpdates, ItemUpdate } from './dynamodb-apptheory-updates.ts'
import { isConditionalCheckFailure, sendAtMostOnce } from './dynamodb-send.ts'
import type { SpentSubWindow } from './window-decision.ts'

/** Takes the request's cost back out of each of `spent`; what holds less than that is emptied. */
export async function refundItems(
  client: DynamoDBClient,
  updates: AppTheoryUpdates,
  request: CounterRequest,
  spent: readonly SpentSubWindow[],
): Promise<void> {
  const send = (update: ItemUpdate): Promise<UpdateItemCommandOutput> =>
    sendAtMostOnce(
      client,
      new UpdateItemCommand({ ...update, ReturnValuesOnConditionCheckFailure: 'ALL_OLD' }),
      request.signal,
    )
  for (const subWindow of spent) {
    try {
      await send(updates.subtract(request, subWindow))
    } catch (error) {
      if (!isConditionalCheckFailure(error)) throw error
      if (error.Item) await send(updates.empty(request, subWindow))
    }
  }
}
