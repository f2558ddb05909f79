import {
  cancellationReasonsOf,
  isFailedCondition,
  isTransactionConflict,
  isTransientReason,
} from '../../../dynamodb/errors.ts'
import { sdk } from '../../../dynamodb/sdk.ts'
import type { CancellationReason, DynamoDBClient } from '../../../dynamodb/sdk-types.ts'
import type { IdGenerator } from '../../../ids/ids.ts'
import type { CounterRequest } from '../counter-store.ts'
import { decisionBackoff, type Pacing } from '../read.ts'
import { send } from '../send.ts'
import type { ItemUpdate } from './updates.ts'

export type TransactionOutcome =
  | { readonly is: 'applied' }
  /**
   * At least one condition failed. In the order of the updates; an item is given where its condition
   * failed.
   */
  | { readonly is: 'refused'; readonly reasons: readonly CancellationReason[] }
  /** Another request holds one of the items. */
  | { readonly is: 'in conflict' }

export interface TransactionOptions extends Pacing {
  readonly client: DynamoDBClient
  readonly ids: IdGenerator
}

/**
 * Applies all updates or none. The token makes it safe to send the same again, here and in the SDK: DynamoDB
 * applies a transaction once. Throttling is retried.
 * @param isRetried whether to retry after this many conflicts
 */
export async function transact(
  { client, ids, ...pacing }: TransactionOptions,
  updates: readonly ItemUpdate[],
  request: CounterRequest,
  isRetried: (conflicts: number) => boolean,
): Promise<TransactionOutcome> {
  const command = new sdk.module.TransactWriteItemsCommand({
    ClientRequestToken: ids.next(),
    TransactItems: updates.map((update) => ({
      Update: { ...update, ReturnValuesOnConditionCheckFailure: 'ALL_OLD' as const },
    })),
  })
  const backoff = decisionBackoff(pacing)
  let conflicts = 0
  for (;;) {
    try {
      await send(client, command, request)
      return { is: 'applied' }
    } catch (error) {
      const reasons = cancellationReasonsOf(error) ?? []
      if (reasons.some(isFailedCondition)) return { is: 'refused', reasons }
      const isConflict = isTransactionConflict(error)
      // While its own first attempt is under way, nothing else may count for it.
      if (isConflict && !isInProgress(error) && !isRetried(++conflicts)) return { is: 'in conflict' }
      if (!isConflict && !reasons.some(isTransientReason)) throw error
    }
    await backoff.pause(request.signal)
  }
}

function isInProgress(error: unknown): boolean {
  return (error as { name?: string }).name === 'TransactionInProgressException'
}
