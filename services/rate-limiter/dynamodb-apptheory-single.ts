import {
  type DynamoDBClient,
  UpdateItemCommand,
  type UpdateItemCommandOutput,
} from '@aws-sdk/client-dynamodb'
import type { CounterRequest, CounterStore, Counters } from './counter-store.ts'
import { refundItems } from './dynamodb-apptheory-refund.ts'
import {
  AppTheoryUpdates,
  type AppTheoryUpdatesOptions,
  type ItemUpdate,
} from './dynamodb-apptheory-updates.ts'
import { readItems } from './dynamodb-read.ts'
import { isConditionalCheckFailure, sendAtMostOnce } from './dynamodb-send.ts'
import { KeyMemory } from './key-memory.ts'
import type { PolicyWindow } from './strategy.ts'
import { type SpentSubWindow, type SubWindowCount, spentWithin, subWindowStart } from './window-decision.ts'

export interface AppTheoryStoreOptions extends AppTheoryUpdatesOptions {
  readonly client: DynamoDBClient
  readonly consistentRead: boolean
}

/** The sub-windows before the current one, which do not change any more. */
interface Past {
  readonly windowMs: number
  readonly currentStartMs: number
  readonly subWindows: readonly SubWindowCount[]
}

const REMEMBERED_KEYS = 10_000

/**
 * Layout `apptheory` for one window, fixed or sliding: one item per sub-window. What earlier sub-windows hold is read
 * once per sub-window and key; a decision is then one conditional update of the current one.
 */
export class AppTheorySingleWindowStore implements CounterStore {
  readonly #options: AppTheoryStoreOptions
  readonly #updates: AppTheoryUpdates
  readonly #past: KeyMemory<Past> = new KeyMemory(REMEMBERED_KEYS)

  constructor(options: AppTheoryStoreOptions) {
    this.#options = options
    this.#updates = new AppTheoryUpdates(options, false)
  }

  async spendIfRoom(request: CounterRequest): Promise<Counters & { readonly admitted: boolean }> {
    const current = currentSubWindow(request)
    const past = await this.#pastOf(request, current)
    const spentBefore = past.reduce((sum, { count }) => sum + count, 0)
    const update = this.#updates.spendWithin(request, current, current.window.limit - spentBefore)
    try {
      const { Attributes } = await this.#send(update, request)
      return { admitted: true, ...this.#counters(request, current, past, this.#updates.countOf(Attributes)) }
    } catch (error) {
      if (!isConditionalCheckFailure(error)) throw error
      return { admitted: false, ...this.#counters(request, current, past, this.#updates.countOf(error.Item)) }
    }
  }

  async spend(request: CounterRequest): Promise<void> {
    await this.#send(this.#updates.spend(request, currentSubWindow(request)), request)
  }

  async giveBack(request: CounterRequest, spent: readonly SpentSubWindow[]): Promise<void> {
    this.#past.delete(request.key)
    await refundItems(this.#options.client, this.#updates, request, spent)
  }

  async read(request: CounterRequest): Promise<Counters> {
    const current = currentSubWindow(request)
    const subWindows = [...earlierSubWindows(current), current]
    const counts = await this.#readCounts(request, subWindows, this.#options.consistentRead)
    return { spent: [spentWithin(current.window, request.now, counts)], now: request.now }
  }

  #counters(
    request: CounterRequest,
    { window, startMs }: SpentSubWindow,
    past: readonly SubWindowCount[],
    count: number,
  ): Counters {
    return { spent: [spentWithin(window, request.now, [...past, { startMs, count }])], now: request.now }
  }

  async #pastOf(request: CounterRequest, current: SpentSubWindow): Promise<readonly SubWindowCount[]> {
    const earlier = earlierSubWindows(current)
    if (earlier.length === 0) return []
    const { windowMs } = current.window
    const known = this.#past.get(request.key)
    if (known?.currentStartMs === current.startMs && known.windowMs === windowMs) return known.subWindows
    const subWindows = (await this.#readCounts(request, earlier, true)).filter(({ count }) => count > 0)
    this.#past.set(request.key, { windowMs, currentStartMs: current.startMs, subWindows })
    return subWindows
  }

  async #readCounts(
    request: CounterRequest,
    subWindows: readonly SpentSubWindow[],
    consistentRead: boolean,
  ): Promise<readonly SubWindowCount[]> {
    const keys = subWindows.map((subWindow) => this.#updates.keyOf(request.key, subWindow))
    const { client, tableName } = this.#options
    const items = await readItems(client, keys, { tableName, consistentRead, signal: request.signal })
    return subWindows.map(({ startMs }, i) => ({ startMs, count: this.#updates.countOf(items[i]) }))
  }

  #send(update: ItemUpdate, { signal }: CounterRequest): Promise<UpdateItemCommandOutput> {
    const conditional = update.ConditionExpression !== undefined
    const command = new UpdateItemCommand({
      ...update,
      ...(conditional && { ReturnValues: 'ALL_NEW', ReturnValuesOnConditionCheckFailure: 'ALL_OLD' }),
    })
    return sendAtMostOnce(this.#options.client, command, signal)
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
