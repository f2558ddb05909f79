import type { Context, SQSEvent, SQSRecord } from 'aws-lambda'
import { checkOptions } from '../../services/options/check-options.ts'
import {
  aFunction,
  anObject,
  integer,
  listOf,
  nonEmptyString,
  type OptionRulesOf,
  oneOf,
  required,
} from '../../services/options/option-rules.ts'
import { buildSqsEvent } from '../events/sqs.ts'
import { lambdaContext } from '../lambda-context.ts'
import { MalformedResponseError } from '../malformed-response-error.ts'
import { ManualIdGenerator } from '../manual-id-generator.ts'
import { batchOutcome } from '../outcomes/batch-outcome.ts'
import { type EventFilter, eventFilter, type FilterCriteria } from './event-filter.ts'
import type { FakeQueue } from './fake-queue.ts'
import { MappingTime } from './mapping-time.ts'
import type { QueuedMessage } from './queued-message.ts'

/** A function for SQS, typed by hand, by `@types/aws-lambda` or by Middy. */
export type QueueHandler = (event: SQSEvent, context: Context, callback: never) => unknown

/**
 * The parameters of a Lambda event source mapping, under their own names.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-parameters.html
 */
export interface QueueMappingOptions {
  /** The function that receives the messages. */
  readonly handler: QueueHandler
  /**
   * Maximum number of messages per invocation: 1 to 10000, for a FIFO queue 1 to 10. More than 10 need a
   * batching window.
   * @defaultValue `10`
   */
  readonly batchSize?: number | undefined
  /**
   * How long a batch waits until it is full, in seconds, from 0 to 300. Not for a FIFO queue.
   * @defaultValue `0`
   */
  readonly maximumBatchingWindowInSeconds?: number | undefined
  /** Number of batches that are handled at once, from 2 to 1000. @defaultValue `5`, as Lambda starts */
  readonly maximumConcurrency?: number | undefined
  /** Whether the function reports failed messages. Without it, its result is ignored. @defaultValue none */
  readonly functionResponseTypes?: readonly 'ReportBatchItemFailures'[] | undefined
  /** Messages that do not match are deleted. @defaultValue every message matches */
  readonly filterCriteria?: FilterCriteria | undefined
  /** The name of the function in its context. @defaultValue `'test-function'` */
  readonly functionName?: string | undefined
  /** Timeout of an invocation, in milliseconds. @defaultValue `3000` */
  readonly timeoutMs?: number | undefined
}

/** One invocation of the function with messages of a queue. */
export interface QueueDelivery {
  /** The event that the function got, with the messages of the batch. */
  readonly event: SQSEvent
  /** How the invocation ended. `failed in part`: the function reported some of the messages as failed. */
  readonly status: 'succeeded' | 'failed in part' | 'failed'
  /** Which messages the function reported, where the mapping has `ReportBatchItemFailures`. */
  readonly batchItemFailures: readonly { readonly itemIdentifier: string }[]
  /** What the function threw, or what is wrong with what it returned. Absent if the function succeeded. */
  readonly error?: unknown
  /** The messages that stay in the queue, and come again when their visibility timeout is over. */
  readonly redelivered: readonly string[]
}

/** A queue that invokes a function, as a Lambda event source mapping does. */
export interface QueueMapping {
  /**
   * Delivers until the queue is empty. Where messages are invisible, delayed or gathered, a `ManualClock` is
   * moved until they can be delivered; with another clock, the mapping does not wait.
   *
   * @returns the invocations, in the order in which they ended
   */
  drain(): Promise<readonly QueueDelivery[]>
  /** All invocations so far. */
  readonly deliveries: readonly QueueDelivery[]
}

const rules: OptionRulesOf<QueueMappingOptions> = {
  handler: required(aFunction),
  batchSize: integer(1, 10_000),
  maximumBatchingWindowInSeconds: integer(0, 300),
  maximumConcurrency: integer(2, 1000),
  functionResponseTypes: listOf(oneOf('ReportBatchItemFailures')),
  filterCriteria: anObject,
  functionName: nonEmptyString,
  timeoutMs: integer(1, 900_000),
}

/**
 * Connects a function to a queue, with the rules of a Lambda event source mapping. Messages of a batch that
 * succeeded are deleted. Others are redelivered when their visibility timeout is over. Messages of a FIFO
 * queue stay in order within their group.
 *
 * @throws TypeError for options that CreateEventSourceMapping would reject
 * @see https://docs.aws.amazon.com/lambda/latest/dg/with-sqs.html
 *
 * @example
 * ```ts
 * const { clock } = createTestEnv()
 * const queue = new FakeQueue({ name: 'orders', clock })
 * const mapping = connectQueue(queue, { handler: async ({ Records }) => console.log(Records.length) })
 * queue.send({ order: 1 })
 * const [delivery] = await mapping.drain()
 * ```
 */
export function connectQueue(queue: FakeQueue, options: QueueMappingOptions): QueueMapping {
  checkOptions('connectQueue', options, rules)
  const { batchSize = 10, maximumBatchingWindowInSeconds = 0 } = options
  if (queue.isFifo && batchSize > 10) {
    throw new TypeError("connectQueue: option 'batchSize' of a FIFO queue must be an integer from 1 to 10")
  }
  if (queue.isFifo && maximumBatchingWindowInSeconds > 0) {
    throw new TypeError("connectQueue: option 'maximumBatchingWindowInSeconds' must be 0 for a FIFO queue")
  }
  if (batchSize > 10 && maximumBatchingWindowInSeconds < 1) {
    throw new TypeError(
      "connectQueue: option 'maximumBatchingWindowInSeconds' must be at least 1 with a batchSize above 10",
    )
  }
  return new DrainedQueue(queue, options, eventFilter('connectQueue', options.filterCriteria))
}

/** Of the bodies of a batch: Lambda invokes a function with at most 6 MB. */
const MAX_BATCH_BYTES = 6 * 1_048_576

class DrainedQueue implements QueueMapping {
  readonly deliveries: QueueDelivery[] = []
  readonly #queue: FakeQueue
  readonly #options: QueueMappingOptions
  readonly #passes: EventFilter
  readonly #time: MappingTime
  readonly #ids: ManualIdGenerator = new ManualIdGenerator()
  #draining: Promise<unknown> = Promise.resolve()

  constructor(queue: FakeQueue, options: QueueMappingOptions, passes: EventFilter) {
    this.#queue = queue
    this.#options = options
    this.#passes = passes
    this.#time = new MappingTime(queue.clock)
  }

  async drain(): Promise<readonly QueueDelivery[]> {
    const draining = this.#draining.then(() => this.#drain())
    this.#draining = draining.catch(() => {})
    return draining
  }

  async #drain(): Promise<readonly QueueDelivery[]> {
    const before = this.deliveries.length
    for (;;) {
      const visibleAt = this.#queue.nextVisibleAt(this.#time.now())
      if (visibleAt === undefined) return this.deliveries.slice(before)
      await this.#time.waitUntil(visibleAt)
      const batches = await this.#receiveBatches()
      await Promise.all(batches.map((batch) => this.#deliver(batch)))
    }
  }

  /** As many batches as may be handled at once. */
  async #receiveBatches(): Promise<SQSRecord[][]> {
    const batches: SQSRecord[][] = []
    while (batches.length < (this.#options.maximumConcurrency ?? 5)) {
      const batch = await this.#receive()
      if (batch.length === 0) break
      batches.push(batch)
    }
    return batches
  }

  /** A batch: full, or what has come until the batching window is over. */
  async #receive(): Promise<SQSRecord[]> {
    const { batchSize = 10, maximumBatchingWindowInSeconds = 0 } = this.#options
    const batch: SQSRecord[] = []
    const until = this.#time.now() + maximumBatchingWindowInSeconds * 1000
    for (;;) {
      batch.push(...this.#receiveNow(batchSize - batch.length, MAX_BATCH_BYTES - bytesOf(batch)))
      const next = this.#queue.nextVisibleAt(this.#time.now()) ?? Number.POSITIVE_INFINITY
      // What can be received, and was not, is too large for this batch.
      const isFull = batch.length >= batchSize || next <= this.#time.now()
      const isOver = this.#time.now() >= until
      if (batch.length === 0 || isFull || isOver) return batch
      await this.#time.waitUntil(Math.min(next, until))
    }
  }

  /** Messages that pass the filter; the others are deleted. */
  #receiveNow(most: number, mostBytes: number): SQSRecord[] {
    const records: SQSRecord[] = []
    for (;;) {
      const left = mostBytes - bytesOf(records)
      const messages = this.#queue.receive(most - records.length, this.#time.now(), left)
      const received = messages.map((message) => recordOf(message, this.#queue))
      const [passed, held] = [received.filter(this.#isWanted), received.filter((one) => !this.#isWanted(one))]
      this.#queue.delete(held.map(({ messageId }) => messageId))
      records.push(...passed)
      if (held.length === 0) return records
    }
  }

  readonly #isWanted = (record: SQSRecord): boolean => this.#passes({ ...record, body: parsed(record.body) })

  async #deliver(records: readonly SQSRecord[]): Promise<void> {
    const identifiers = records.map(({ messageId }) => messageId)
    const event = (): SQSEvent => structuredClone({ Records: [...records] })
    const { error, failures } = await this.#invoke(event(), identifiers)
    const failed = error === undefined ? new Set(failures) : new Set(identifiers)
    this.#queue.delete(identifiers.filter((identifier) => !failed.has(identifier)))
    this.deliveries.push({
      event: event(),
      status: error !== undefined ? 'failed' : failed.size > 0 ? 'failed in part' : 'succeeded',
      batchItemFailures: (failures ?? []).map((itemIdentifier) => ({ itemIdentifier })),
      ...(error !== undefined && { error }),
      redelivered: [...failed],
    })
  }

  async #invoke(
    event: SQSEvent,
    identifiers: readonly string[],
  ): Promise<{ readonly error?: unknown; readonly failures?: readonly string[] }> {
    const {
      handler,
      functionResponseTypes = [],
      functionName = 'test-function',
      timeoutMs = 3000,
    } = this.#options
    const context = lambdaContext({ clock: this.#queue.clock, ids: this.#ids }, { functionName, timeoutMs })
    let returned: unknown
    try {
      returned = await handler(event, context, undefined as never)
    } catch (error) {
      return { error: error ?? new Error('the function rejected with nothing') }
    }
    if (!functionResponseTypes.includes('ReportBatchItemFailures')) return {}
    try {
      return {
        failures: batchOutcome(returned, { identifiers, identifierName: 'messageId', isStream: false })
          .redelivered,
      }
    } catch (error) {
      if (error instanceof MalformedResponseError) return { error }
      throw error
    }
  }
}

function recordOf(message: QueuedMessage, { arn: queueArn }: FakeQueue): SQSRecord {
  const { Records } = buildSqsEvent({ queueArn, records: [message] })
  return Records[0] as SQSRecord
}

function bytesOf(records: readonly SQSRecord[]): number {
  return records.reduce((bytes, { body }) => bytes + Buffer.byteLength(body), 0)
}

/** A body as a filter sees it: as what its JSON says, else as text. */
function parsed(body: string): unknown {
  try {
    return JSON.parse(body)
  } catch {
    return body
  }
}
