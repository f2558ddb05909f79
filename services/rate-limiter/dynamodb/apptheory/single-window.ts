import { isConditionalCheckFailure } from '../../../dynamodb/errors.ts'
import { sdk } from '../../../dynamodb/sdk.ts'
import type {
  DynamoDBClient,
  UpdateItemCommandInput,
  UpdateItemCommandOutput,
} from '../../../dynamodb/sdk-types.ts'
import { KeyCache } from '../../key-cache.ts'
import type { PolicyWindow } from '../../strategy/strategy.ts'
import {
  type SpentSubWindow,
  type SubWindowCount,
  spentWithin,
  subWindowStart,
} from '../../strategy/window-decision.ts'
import type { CounterRequest, CounterStore, Counters } from '../counter-store.ts'
import { type Pacing, readItems } from '../read.ts'
import { sendOnce } from '../send-once.ts'
import { refundItems } from './refund.ts'
import {
  AppTheoryUpdates,
  type AppTheoryUpdatesOptions,
  type DynamoDBItem,
  type ItemUpdate,
} from './updates.ts'

export interface AppTheoryStoreOptions extends AppTheoryUpdatesOptions, Pacing {
  readonly client: DynamoDBClient
  readonly consistentRead: boolean
}

/** What this process has seen of a key in the current sub-window. */
interface WindowMemo {
  readonly windowMs: number
  readonly startMs: number
  /** The sub-windows before the current one. They do not change any more, except by refunds. */
  readonly earlier: readonly SubWindowCount[]
  /** Whether the item of the current sub-window has been seen. */
  readonly isWritten: boolean
}

const REMEMBERED_KEYS = 10_000

/**
 * Layout `apptheory` for one window, fixed or sliding: one item per sub-window. What earlier sub-windows
 * hold is read once per sub-window and key; a decision is then one conditional update of the current one.
 */
export class AppTheorySingleWindowStore implements CounterStore {
  readonly #options: AppTheoryStoreOptions
  readonly #updates: AppTheoryUpdates
  readonly #memos: KeyCache<WindowMemo> = new KeyCache(REMEMBERED_KEYS)

  constructor(options: AppTheoryStoreOptions) {
    this.#options = options
    this.#updates = new AppTheoryUpdates(options, false)
  }

  async spendIfRoom(request: CounterRequest): Promise<Counters & { readonly admitted: boolean }> {
    const current = currentSubWindow(request)
    const memo = await this.#memoOf(request, current)
    const limit = current.window.limit - memo.earlier.reduce((sum, { count }) => sum + count, 0)
    const { applied, item } = await this.#update(request, current, limit, memo)
    if (!memo.isWritten) this.#memos.set(request.key, { ...memo, isWritten: item !== undefined })
    const subWindows = [...memo.earlier, { startMs: current.startMs, count: this.#updates.countOf(item) }]
    return {
      admitted: applied,
      spent: [spentWithin(current.window, request.now, subWindows)],
      now: request.now,
    }
  }

  async spend(request: CounterRequest): Promise<void> {
    await this.#send(this.#updates.spend(request, currentSubWindow(request)), request)
  }

  async giveBack(request: CounterRequest, spent: readonly SpentSubWindow[]): Promise<void> {
    try {
      const { client } = this.#options
      const send = (input: UpdateItemCommandInput): Promise<unknown> =>
        sendOnce(client, new sdk.module.UpdateItemCommand(input), request.signal)
      await refundItems(send, this.#updates, request, spent)
    } finally {
      this.#memos.delete(request.key)
    }
  }

  async read(request: CounterRequest): Promise<Counters> {
    const current = currentSubWindow(request)
    const subWindows = [...earlierSubWindows(current), current]
    const counts = await this.#readCounts(request, subWindows, this.#options.consistentRead)
    return { spent: [spentWithin(current.window, request.now, counts)], now: request.now }
  }

  async #memoOf(request: CounterRequest, current: SpentSubWindow): Promise<WindowMemo> {
    const { startMs, window } = current
    const memo = this.#memos.get(request.key)
    if (memo?.startMs === startMs && memo.windowMs === window.windowMs) return memo
    const earlier = (await this.#readCounts(request, earlierSubWindows(current), true)).filter(
      ({ count }) => count > 0,
    )
    return { windowMs: window.windowMs, startMs, earlier, isWritten: false }
  }

  /** The item after the update, or as it was where there was no room. */
  async #update(
    request: CounterRequest,
    current: SpentSubWindow,
    limit: number,
    { isWritten }: Pick<WindowMemo, 'isWritten'>,
  ): Promise<{ readonly applied: boolean; readonly item: DynamoDBItem | undefined }> {
    const update = isWritten
      ? this.#updates.spendMoreWithin(request, current, limit)
      : this.#updates.spendWithin(request, current, limit)
    try {
      const { Attributes } = await this.#send(update, request)
      return { applied: true, item: Attributes }
    } catch (error) {
      if (!isConditionalCheckFailure(error)) throw error
      // The item was deleted: write it as a new one.
      if (isWritten && !error.Item) return this.#update(request, current, limit, { isWritten: false })
      return { applied: false, item: error.Item }
    }
  }

  async #readCounts(
    request: CounterRequest,
    subWindows: readonly SpentSubWindow[],
    consistentRead: boolean,
  ): Promise<readonly SubWindowCount[]> {
    if (subWindows.length === 0) return []
    const keys = subWindows.map((subWindow) => this.#updates.keyOf(request.key, subWindow))
    const items = await readItems(keys, { ...this.#options, consistentRead, signal: request.signal })
    return subWindows.map(({ startMs }, i) => ({ startMs, count: this.#updates.countOf(items[i]) }))
  }

  #send(update: ItemUpdate, { signal }: CounterRequest): Promise<UpdateItemCommandOutput> {
    const conditional = update.ConditionExpression !== undefined
    const command = new sdk.module.UpdateItemCommand({
      ...update,
      ...(conditional && { ReturnValues: 'ALL_NEW', ReturnValuesOnConditionCheckFailure: 'ALL_OLD' }),
    })
    return sendOnce(this.#options.client, command, signal)
  }
}

function currentSubWindow({ windows, now }: CounterRequest): SpentSubWindow {
  const [window] = windows
  if (!window) throw new RangeError('a strategy has at least one window')
  return { window, startMs: subWindowStart(window, now) }
}

/** Oldest first. */
function earlierSubWindows({ window, startMs }: SpentSubWindow): readonly SpentSubWindow[] {
  const count = subWindowCount(window) - 1
  return Array.from({ length: count }, (_, i) => ({
    window,
    startMs: startMs - (count - i) * window.granularityMs,
  }))
}

function subWindowCount({ windowMs, granularityMs }: PolicyWindow): number {
  return windowMs / granularityMs
}
