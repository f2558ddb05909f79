import type { DynamoDBRecord, DynamoDBStreamEvent } from 'aws-lambda'
import { type TumblingWindow, tumblingWindow } from '../events/tumbling-window.ts'
import { type MappingTime, retryDelayMs } from './mapping-time.ts'
import { afterFailure, type Batch } from './retry-policy.ts'
import { type DiscardCondition, type StreamDiscard, streamDiscard } from './stream-discard.ts'
import { type StreamResult, streamResult } from './stream-response.ts'
import { isTooOld, type StreamEntry, type StreamSource, sequenceNumbers } from './stream-source.ts'

/** One invocation of the function with records of a stream. */
export interface StreamDelivery {
  /** The event that the function got, with the members of the window if the mapping has one. */
  readonly event: DynamoDBStreamEvent & Partial<TumblingWindow>
  /** How the invocation ended. `failed in part`: the function reported a record as failed. */
  readonly status: 'succeeded' | 'failed in part' | 'failed'
  /** Which records the function reported, where the mapping has `ReportBatchItemFailures`. */
  readonly batchItemFailures: readonly { readonly itemIdentifier: string }[]
  /** What the function threw, or what is wrong with what it returned. Absent if the function succeeded. */
  readonly error?: unknown
  /** The sequence numbers of the records that come again. */
  readonly redelivered: readonly string[]
  /** What went to the destination because of this invocation. Absent if nothing did. */
  readonly discarded?: StreamDiscard
}

/** What a lane needs of its mapping. */
export interface StreamMappingSettings {
  readonly batchSize: number
  readonly maximumBatchingWindowInSeconds: number
  readonly bisectBatchOnFunctionError: boolean
  readonly maximumRetryAttempts: number
  readonly maximumRecordAgeInSeconds: number
  readonly tumblingWindowInSeconds: number
  readonly functionResponseTypes: readonly 'ReportBatchItemFailures'[]
  readonly functionArn: string
  readonly invoke: (event: DynamoDBStreamEvent) => unknown
  readonly report: (delivery: StreamDelivery) => void
  readonly discard: (discarded: StreamDiscard) => void
  readonly nextId: () => string
}

interface OpenWindow {
  readonly start: number
  state: Readonly<Record<string, unknown>>
  failures: number
}

const MAX_PAYLOAD_BYTES = 6 * 1_048_576
const MAX_STATE_BYTES = 1_048_576

/**
 * Delivers the records of a shard, or of some partition keys of it, one batch after another: nothing passes a
 * batch that fails.
 */
export class StreamLane {
  readonly #source: StreamSource
  readonly #settings: StreamMappingSettings
  readonly #time: MappingTime
  readonly #waiting: StreamEntry[] = []
  /** Since when records wait to make a batch. */
  #waitingSince = 0
  /** Batches in delivery: the first, and what is left of one that was split. */
  #batches: Batch<StreamEntry>[] = []
  #window: OpenWindow | undefined
  /** When the next delivery is due after a failure. */
  #retryAt = Number.NEGATIVE_INFINITY
  #failuresInARow = 0

  constructor(source: StreamSource, settings: StreamMappingSettings, time: MappingTime) {
    this.#source = source
    this.#settings = settings
    this.#time = time
  }

  add(entry: StreamEntry): void {
    if (this.#waiting.length === 0) this.#waitingSince = this.#time.now()
    this.#waiting.push(entry)
  }

  /** When the next invocation is due; `undefined` where there is nothing to deliver. */
  get dueAt(): number | undefined {
    if (this.#batches.length > 0) return this.#retryAt
    if (this.isFull) return this.#retryAt
    if (this.#waiting.length > 0) {
      const windowMs = this.#settings.maximumBatchingWindowInSeconds * 1000
      return Math.max(this.#retryAt, this.#waitingSince + windowMs)
    }
    return this.#window && Math.max(this.#retryAt, this.#windowEnd(this.#window))
  }

  /** Whether the records that wait are enough for a batch. */
  get isFull(): boolean {
    return this.#waiting.length >= this.#settings.batchSize
  }

  /** The next invocation that is due. There is none where all its records are too old. */
  async deliver(): Promise<void> {
    const batch = this.#batches.shift()
    if (batch) return this.#deliverBatch(batch)
    const [first] = this.#waiting
    if (this.#window && (!first || this.#windowStart(first) !== this.#window.start)) {
      return this.#closeWindow(this.#window, false)
    }
    return this.#deliverBatch({ entries: this.#takeBatch(), failures: 0, invocations: 0 })
  }

  #takeBatch(): StreamEntry[] {
    const start = this.#waiting[0] && this.#windowStart(this.#waiting[0])
    let bytes = 0
    let count = 0
    for (const entry of this.#waiting) {
      bytes += Buffer.byteLength(entry.json)
      if (count === this.#settings.batchSize || (count > 0 && bytes > MAX_PAYLOAD_BYTES)) break
      if (this.#windowStart(entry) !== start) break
      count += 1
    }
    this.#waitingSince = this.#time.now()
    return this.#waiting.splice(0, count)
  }

  async #deliverBatch(due: Batch<StreamEntry>): Promise<void> {
    const batch = this.#withoutOld(due)
    const [first] = batch.entries
    if (!first) return
    if (this.#settings.tumblingWindowInSeconds > 0) {
      this.#window ??= { start: this.#windowStart(first), state: {}, failures: 0 }
    }
    const json = `[${batch.entries.map((entry) => entry.json).join(',')}]`
    const window = this.#window && this.#windowEvent(this.#window, false, false)
    const event = (): StreamDelivery['event'] => ({
      Records: JSON.parse(json) as DynamoDBRecord[],
      ...structuredClone(window),
    })
    const settled = await this.#invoke(event(), sequenceNumbers(batch.entries))
    await this.#conclude(batch, settled, event)
  }

  async #conclude(
    batch: Batch<StreamEntry>,
    settled: StreamResult,
    event: () => StreamDelivery['event'],
  ): Promise<void> {
    if (settled.kind === 'succeeded') {
      this.#goOn()
      this.#report(event, { status: 'succeeded', batchItemFailures: [], redelivered: [] })
      if (this.#window) await this.#keepState(this.#window, settled.state)
      return
    }
    const failedFrom = settled.kind === 'failed' ? 'all' : settled.from
    const next = afterFailure(batch, failedFrom, this.#settings)
    this.#failuresInARow += 1
    this.#retryAt = this.#time.now() + retryDelayMs(this.#failuresInARow)
    const failure = {
      status: settled.kind,
      batchItemFailures: settled.kind === 'failed' ? [] : settled.outcome.batchItemFailures,
      ...(settled.kind === 'failed' && { error: settled.error }),
    }
    if (next.kind === 'retry') {
      this.#batches.unshift(...next.batches)
      const redelivered = sequenceNumbers(next.batches.flatMap(({ entries }) => entries))
      this.#report(event, { ...failure, redelivered })
      return
    }
    this.#goOn()
    const discarded = this.#discard(next.batch, 'RetryAttemptsExhausted', settled.kind === 'failed')
    this.#report(event, { ...failure, redelivered: [], discarded })
  }

  /** The event of a report is made when it is read, because mostly it is not. */
  #report(makeEvent: () => StreamDelivery['event'], delivery: Omit<StreamDelivery, 'event'>): void {
    let event: StreamDelivery['event'] | undefined
    const get = (): StreamDelivery['event'] => {
      event ??= makeEvent()
      return event
    }
    this.#settings.report(
      Object.defineProperty({ ...delivery } as StreamDelivery, 'event', { enumerable: true, get }),
    )
  }

  /** What follows is delivered without delay. */
  #goOn(): void {
    this.#failuresInARow = 0
    this.#retryAt = Number.NEGATIVE_INFINITY
  }

  async #invoke(event: DynamoDBStreamEvent, identifiers: readonly string[]): Promise<StreamResult> {
    let returned: unknown
    try {
      returned = await this.#settings.invoke(event)
    } catch (error) {
      return { kind: 'failed', error }
    }
    return streamResult(returned, identifiers, {
      reportsBatchItemFailures: this.#settings.functionResponseTypes.includes('ReportBatchItemFailures'),
      hasState: this.#window !== undefined,
    })
  }

  #withoutOld(batch: Batch<StreamEntry>): Batch<StreamEntry> {
    const now = this.#time.now()
    const { maximumRecordAgeInSeconds } = this.#settings
    const kept = batch.entries.findIndex((entry) => !isTooOld(entry, now, maximumRecordAgeInSeconds))
    if (kept === 0) return batch
    const old = kept === -1 ? batch.entries : batch.entries.slice(0, kept)
    this.#discard({ ...batch, entries: old }, 'RecordAgeExceeded', batch.failures > 0)
    return { ...batch, entries: batch.entries.slice(old.length) }
  }

  #discard(
    { entries, invocations }: Batch<StreamEntry>,
    condition: DiscardCondition,
    isFunctionError: boolean,
  ): StreamDiscard {
    const discarded = streamDiscard(entries, this.#source.stream, {
      requestId: this.#settings.nextId(),
      functionArn: this.#settings.functionArn,
      condition,
      approximateInvokeCount: invocations,
      isFunctionError,
      now: this.#time.now(),
    })
    this.#settings.discard(discarded)
    return discarded
  }

  async #keepState(window: OpenWindow, state: unknown): Promise<void> {
    window.state = { ...(state as Record<string, unknown>) }
    if (Buffer.byteLength(JSON.stringify(window.state)) > MAX_STATE_BYTES) {
      await this.#closeWindow(window, true)
    }
  }

  /** The last invocation of a window. One that fails is retried as any other. */
  async #closeWindow(window: OpenWindow, isEarly: boolean): Promise<void> {
    const event = (): DynamoDBStreamEvent & TumblingWindow => ({
      Records: [],
      ...this.#windowEvent(window, true, isEarly),
    })
    let error: unknown
    try {
      await this.#settings.invoke(event())
      this.#window = undefined
      this.#goOn()
      this.#report(event, { status: 'succeeded', batchItemFailures: [], redelivered: [] })
      return
    } catch (thrown) {
      error = thrown
    }
    window.failures += 1
    this.#retryAt = this.#time.now() + retryDelayMs(window.failures)
    const { maximumRetryAttempts } = this.#settings
    const isOver = this.#time.now() >= window.start + 24 * 60 * 60 * 1000
    if (isOver || (maximumRetryAttempts >= 0 && window.failures > maximumRetryAttempts)) {
      this.#window = undefined
      this.#goOn()
    }
    this.#report(event, { status: 'failed', error, batchItemFailures: [], redelivered: [] })
  }

  #windowEvent(window: OpenWindow, isFinal: boolean, isEarly: boolean): TumblingWindow {
    const { shardId, arn } = this.#source.stream
    return tumblingWindow(
      {
        start: window.start,
        end: this.#windowEnd(window),
        state: structuredClone(window.state),
        isFinalInvokeForWindow: isFinal,
        isWindowTerminatedEarly: isEarly,
      },
      { shardId, eventSourceARN: arn },
    )
  }

  /** When the window of a record begins; always the same without windows. */
  #windowStart({ change }: StreamEntry): number {
    const ms = this.#settings.tumblingWindowInSeconds * 1000
    return ms > 0 ? Math.floor(change.createdAt / ms) * ms : 0
  }

  #windowEnd({ start }: OpenWindow): number {
    return start + this.#settings.tumblingWindowInSeconds * 1000
  }
}
