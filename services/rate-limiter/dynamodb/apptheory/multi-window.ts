import {
  cancellationReasonsOf,
  isFailedCondition,
  isTransactionConflict,
  isTransientReason,
} from '../../../dynamodb/errors.ts'
import { sdk } from '../../../dynamodb/sdk.ts'
import type {
  CancellationReason,
  DynamoDBClient,
  UpdateItemCommandInput,
} from '../../../dynamodb/sdk-types.ts'
import type { IdGenerator } from '../../../ids/ids.ts'
import { type SpentSubWindow, spentWithin, subWindowStart } from '../../strategy/window-decision.ts'
import type { CounterRequest, CounterStore, Counters } from '../counter-store.ts'
import { decisionBackoff, readItems } from '../read.ts'
import { sendOnce } from '../send-once.ts'
import { refundItems } from './refund.ts'
import type { AppTheoryStoreOptions } from './single-window.ts'
import { AppTheoryUpdates, type ItemUpdate } from './updates.ts'

export interface MultiWindowStoreOptions extends AppTheoryStoreOptions {
  readonly ids: IdGenerator
}

/**
 * Layout `apptheory` for several windows: an item for each, and one transaction that counts in all of them
 * or in none.
 */
export class AppTheoryMultiWindowStore implements CounterStore {
  readonly #options: MultiWindowStoreOptions
  readonly #client: DynamoDBClient
  readonly #updates: AppTheoryUpdates

  constructor(options: MultiWindowStoreOptions) {
    this.#options = options
    this.#client = options.client
    this.#updates = new AppTheoryUpdates(options, true)
  }

  async spendIfRoom(request: CounterRequest): Promise<Counters & { readonly admitted: boolean }> {
    const items = currentSubWindows(request)
    const updates = items.map((item) => this.#updates.spendWithin(request, item, item.window.limit))
    const denials = await this.#transact(updates, request)
    if (denials.length === 0) return { admitted: true, ...(await this.#counters(request, items, true)) }
    const known = denials.map((reason) =>
      isFailedCondition(reason) ? this.#updates.countOf(reason.Item) : undefined,
    )
    try {
      return { admitted: false, ...(await this.#counters(request, items, true, known)) }
    } catch {
      // The denial stands if the other windows cannot be read. They had room for this request.
      const atMost = items.map(({ window }, i) => known[i] ?? Math.max(0, window.limit - request.cost))
      return { admitted: false, ...(await this.#counters(request, items, true, atMost)) }
    }
  }

  async spend(request: CounterRequest): Promise<void> {
    await this.#transact(
      currentSubWindows(request).map((item) => this.#updates.spend(request, item)),
      request,
    )
  }

  async giveBack(request: CounterRequest, spent: readonly SpentSubWindow[]): Promise<void> {
    const { signal } = request
    const send = (input: UpdateItemCommandInput): Promise<unknown> =>
      this.#pastConflicts(
        () => sendOnce(this.#client, new sdk.module.UpdateItemCommand(input), signal),
        signal,
      )
    await refundItems(send, this.#updates, request, spent)
  }

  async read(request: CounterRequest): Promise<Counters> {
    return this.#counters(request, currentSubWindows(request), this.#options.consistentRead)
  }

  /**
   * Applies all updates or none, and returns the reasons of a denial, none if there was none. The token
   * makes it safe to send the same again, here and in the SDK: DynamoDB applies a transaction once.
   */
  async #transact(
    updates: readonly ItemUpdate[],
    { signal }: CounterRequest,
  ): Promise<readonly CancellationReason[]> {
    const command = new sdk.module.TransactWriteItemsCommand({
      ClientRequestToken: this.#options.ids.next(),
      TransactItems: updates.map((update) => ({
        Update: { ...update, ReturnValuesOnConditionCheckFailure: 'ALL_OLD' },
      })),
    })
    try {
      await this.#pastConflicts(() => this.#client.send(command, { abortSignal: signal }), signal)
      return []
    } catch (error) {
      const reasons = cancellationReasonsOf(error) ?? []
      if (reasons.some(isFailedCondition)) return reasons
      throw error
    }
  }

  /** Sends again, a little later each time, while that meets a transaction, or is throttled as one. */
  async #pastConflicts<TResult>(send: () => Promise<TResult>, signal: AbortSignal): Promise<TResult> {
    const backoff = decisionBackoff(this.#options)
    for (;;) {
      try {
        return await send()
      } catch (error) {
        const reasons = cancellationReasonsOf(error) ?? []
        const passes = isTransactionConflict(error) || reasons.some(isTransientReason)
        if (reasons.some(isFailedCondition) || !passes) throw error
      }
      await backoff.pause(signal)
    }
  }

  /** The counters, of which those that are `known` need not be read. */
  async #counters(
    request: CounterRequest,
    items: readonly SpentSubWindow[],
    consistentRead: boolean,
    known: readonly (number | undefined)[] = [],
  ): Promise<Counters> {
    const unknown = items.filter((_, i) => known[i] === undefined)
    const keys = unknown.map((item) => this.#updates.keyOf(request.key, item))
    const read = await readItems(keys, { ...this.#options, consistentRead, signal: request.signal })
    const counts = new Map(unknown.map((item, i) => [item, this.#updates.countOf(read[i])]))
    const spent = items.map((item, i) => {
      const count = known[i] ?? counts.get(item) ?? 0
      return spentWithin(item.window, request.now, [{ startMs: item.startMs, count }])
    })
    return { spent, now: request.now }
  }
}

function currentSubWindows({ windows, now }: CounterRequest): readonly SpentSubWindow[] {
  return windows.map((window) => ({ window, startMs: subWindowStart(window, now) }))
}
