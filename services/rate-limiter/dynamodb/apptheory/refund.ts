import { isConditionalCheckFailure } from '../../../dynamodb/errors.ts'
import type { UpdateItemCommandInput } from '../../../dynamodb/sdk-types.ts'
import type { SpentSubWindow } from '../../strategy/window-decision.ts'
import type { CounterRequest } from '../counter-store.ts'
import type { AppTheoryUpdates } from './updates.ts'

type SendUpdate = (input: UpdateItemCommandInput) => Promise<unknown>

/** Subtracts the request's cost from each of `spent`, never below zero. */
export async function refundItems(
  send: SendUpdate,
  updates: AppTheoryUpdates,
  request: CounterRequest,
  spent: readonly SpentSubWindow[],
): Promise<void> {
  for (const subWindow of spent) await refundItem(send, updates, request, subWindow)
}

async function refundItem(
  send: SendUpdate,
  updates: AppTheoryUpdates,
  request: CounterRequest,
  subWindow: SpentSubWindow,
): Promise<void> {
  const update = updates.subtract(request, subWindow)
  try {
    await send({ ...update, ReturnValuesOnConditionCheckFailure: 'ALL_OLD' })
  } catch (error) {
    if (!isConditionalCheckFailure(error)) throw error
    const left = updates.countOf(error.Item)
    if (left > 0) await refundItem(send, updates, { ...request, cost: left }, subWindow)
  }
}
