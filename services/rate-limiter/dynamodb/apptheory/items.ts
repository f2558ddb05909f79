import { isConditionalCheckFailure, isTransactionConflict } from '../../../dynamodb/errors.ts'
import { sdk } from '../../../dynamodb/sdk.ts'
import type { DynamoDBClient } from '../../../dynamodb/sdk-types.ts'
import type { SpentSubWindow, SubWindowCount } from '../../strategy/window-decision.ts'
import type { CounterRequest } from '../counter-store.ts'
import { decisionBackoff, type Pacing, readItems } from '../read.ts'
import { send, sendOnce } from '../send.ts'
import type { CountedItem } from './replaced-items.ts'
import {
  AppTheoryUpdates,
  type AppTheoryUpdatesOptions,
  type DynamoDBItem,
  type ItemUpdate,
} from './updates.ts'

export interface AppTheoryItemsOptions extends AppTheoryUpdatesOptions, Pacing {
  readonly client: DynamoDBClient
  readonly consistentRead: boolean
}

/** One counter after an update, or as it was if the update was not applied. */
export interface CounterOutcome {
  readonly admitted: boolean
  readonly count: number
  /** Whether the item exists and expires late enough. */
  readonly isSettled: boolean
}

interface UpdateOutcome {
  readonly applied: boolean
  readonly item: DynamoDBItem | undefined
}

/** The items of layout `apptheory`: one counter each, for one sub-window of one key. */
export class AppTheoryItems {
  readonly updates: AppTheoryUpdates
  readonly #options: AppTheoryItemsOptions

  constructor(options: AppTheoryItemsOptions) {
    this.#options = options
    this.updates = new AppTheoryUpdates(options)
  }

  /**
   * Counts the request's cost, if that leaves at most `limit`.
   * @param isSettled whether the item is known to exist and to expire late enough
   */
  async spendWithin(
    request: CounterRequest,
    subWindow: SpentSubWindow,
    limit: number,
    isSettled: boolean = false,
  ): Promise<CounterOutcome> {
    let update = isSettled
      ? this.updates.spendMoreWithin(request, subWindow, limit)
      : this.updates.spendWithin(request, subWindow, limit, 'keep')
    for (;;) {
      const { applied, item } = await this.#send(update, request)
      const count = this.updates.countOf(item)
      if (applied) return { admitted: true, count, isSettled: true }
      const expiresTooEarly = this.updates.expiresTooEarly(item, subWindow)
      if (count + request.cost > limit) {
        return { admitted: false, count, isSettled: item !== undefined && !expiresTooEarly }
      }
      update = this.updates.spendWithin(request, subWindow, limit, expiresTooEarly ? 'extend' : 'keep')
    }
  }

  /** Counts the request's cost, over any limit. */
  async spend(request: CounterRequest, subWindow: SpentSubWindow): Promise<void> {
    let outcome = await this.#send(this.updates.spend(request, subWindow, 'keep'), request)
    while (!outcome.applied) {
      const expiresTooEarly = this.updates.expiresTooEarly(outcome.item, subWindow)
      const update = this.updates.spend(request, subWindow, expiresTooEarly ? 'extend' : 'keep')
      outcome = await this.#send(update, request)
    }
  }

  /** Subtracts the request's cost, never below zero. */
  async subtract(request: CounterRequest, subWindow: SpentSubWindow): Promise<void> {
    const { applied, item } = await this.#send(this.updates.subtract(request, subWindow), request)
    const left = this.updates.countOf(item)
    if (!applied && left > 0) await this.subtract({ ...request, cost: left }, subWindow)
  }

  /** Deletes items, of which those that may not exist are looked up first. */
  async delete(
    request: CounterRequest,
    items: readonly CountedItem[],
    possible: readonly CountedItem[],
  ): Promise<void> {
    const counts = await this.read(request, possible, true)
    const existing = possible.filter((_, i) => (counts[i]?.count ?? 0) > 0)
    await Promise.all([...items, ...existing].map((item) => this.#deleteOne(request, item)))
  }

  async #deleteOne(request: CounterRequest, item: CountedItem): Promise<void> {
    const { client, tableName } = this.#options
    const Key = this.updates.keyOf(request.key, item)
    const command = new sdk.module.DeleteItemCommand({ TableName: tableName, Key })
    await this.#untilFree(request, () => send(client, command, request))
  }

  /** The counts of `items`, in their order. */
  async read(
    request: CounterRequest,
    items: readonly CountedItem[],
    consistentRead: boolean = this.#options.consistentRead,
  ): Promise<readonly SubWindowCount[]> {
    const keys = items.map((item) => this.updates.keyOf(request.key, item))
    const found = await readItems(keys, { ...this.#options, consistentRead, request })
    return items.map((item, i) => ({
      startMs: item.countsFromMs ?? item.startMs,
      count: this.updates.isCounterOf(found[i], item) ? this.updates.countOf(found[i]) : 0,
    }))
  }

  #send(update: ItemUpdate, request: CounterRequest): Promise<UpdateOutcome> {
    return this.#untilFree(request, async () => {
      try {
        const command = new sdk.module.UpdateItemCommand({
          ...update,
          ReturnValues: 'UPDATED_NEW',
          ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
        })
        const { Attributes } = await sendOnce(this.#options.client, command, request)
        return { applied: true, item: Attributes }
      } catch (error) {
        if (isConditionalCheckFailure(error)) return { applied: false, item: error.Item }
        throw error
      }
    })
  }

  /** Sends again, after a pause, while a transaction holds the item. */
  async #untilFree<TResult>(request: CounterRequest, attempt: () => Promise<TResult>): Promise<TResult> {
    const backoff = decisionBackoff(this.#options)
    for (;;) {
      try {
        return await attempt()
      } catch (error) {
        if (!isTransactionConflict(error)) throw error
      }
      await backoff.pause(request.signal)
    }
  }
}
