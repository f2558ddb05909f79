import type { DynamoDBStreamEvent } from 'aws-lambda'
import type { FakeDynamoDB } from '../fake-dynamodb/fake-dynamodb.ts'
import { lambdaContext } from '../lambda-context.ts'
import { ManualIdGenerator } from '../manual-id-generator.ts'
import { eventFilter } from './event-filter.ts'
import { MappingTime } from './mapping-time.ts'
import type { StreamDiscard } from './stream-discard.ts'
import { type StreamDelivery, StreamLane, type StreamMappingSettings } from './stream-lane.ts'
import {
  checkStreamMappingOptions,
  type StreamHandler,
  type StreamMappingOptions,
} from './stream-mapping-options.ts'
import { StreamSource } from './stream-source.ts'

/** A table's stream that invokes a function, as a Lambda event source mapping does. */
export interface StreamMapping {
  /**
   * Delivers until nothing is left: records in the stream, records that are written meanwhile, and retries.
   * Lambda waits for batching windows, retries and the end of tumbling windows. A `ManualClock` is moved by
   * that time. With another clock, the mapping does not wait.
   *
   * @returns the invocations, in the order in which they ended
   */
  drain(): Promise<readonly StreamDelivery[]>
  /** All invocations so far. */
  readonly deliveries: readonly StreamDelivery[]
  /** All discarded records so far, as the destination got them. */
  readonly discarded: readonly StreamDiscard[]
}

/**
 * Connects a function to the stream of a table of `fake`, with the rules of a Lambda event source mapping.
 * Records are delivered in the order of the shard, or by partition key with a `parallelizationFactor`.
 *
 * @throws TypeError for options that CreateEventSourceMapping would reject, and for a table without a stream
 * @see https://docs.aws.amazon.com/lambda/latest/dg/with-ddb.html
 *
 * @example
 * ```ts
 * const fake = new FakeDynamoDB()
 * const bus = new DynamoDBEventBus({ client: fake.client(), tableName: 'events' })
 * await bus.ensureTable()
 * bus.subscribe('order.created', ({ payload }) => console.log(payload))
 * const mapping = connectStream(fake, { tableName: 'events', handler: eventBusStream({ bus }) })
 * await bus.publish({ eventType: 'order.created', tenantId: 'acme', payload: { orderId: '7' } })
 * const [delivery] = await mapping.drain()
 * ```
 */
export function connectStream(fake: FakeDynamoDB, options: StreamMappingOptions): StreamMapping {
  checkStreamMappingOptions(options)
  const filter = eventFilter('connectStream', options.filterCriteria)
  const stream = fake.streamOf(options.tableName)
  const position = options.startingPosition === 'LATEST' ? stream.end : 0
  const source = new StreamSource(stream, fake.region, position, options.filterCriteria && filter)
  return new DrainedStream(source, options, fake)
}

/** The most records that are read at once. */
const MAX_READ = 10_000

class DrainedStream implements StreamMapping {
  readonly deliveries: StreamDelivery[] = []
  readonly discarded: StreamDiscard[] = []
  readonly #source: StreamSource
  readonly #time: MappingTime
  readonly #lanes: readonly StreamLane[]
  #draining: Promise<unknown> = Promise.resolve()

  constructor(source: StreamSource, options: StreamMappingOptions, fake: FakeDynamoDB) {
    this.#source = source
    this.#time = new MappingTime(fake.clock)
    const settings = {
      ...settingsOf(options, fake),
      report: (delivery: StreamDelivery) => this.deliveries.push(delivery),
      discard: (discarded: StreamDiscard) => {
        this.discarded.push(discarded)
        options.onFailure?.(structuredClone(discarded))
      },
    }
    this.#lanes = Array.from(
      { length: options.parallelizationFactor ?? 1 },
      () => new StreamLane(source, settings, this.#time),
    )
  }

  async drain(): Promise<readonly StreamDelivery[]> {
    const draining = this.#draining.then(() => this.#drain())
    this.#draining = draining.catch(() => {})
    return draining
  }

  async #drain(): Promise<readonly StreamDelivery[]> {
    const before = this.deliveries.length
    for (;;) {
      this.#read()
      const dueAt = Math.min(...this.#lanes.map((lane) => lane.dueAt ?? Number.POSITIVE_INFINITY))
      if (dueAt === Number.POSITIVE_INFINITY) return this.deliveries.slice(before)
      await this.#time.waitUntil(dueAt)
      const now = this.#time.now()
      const due = this.#lanes.filter((lane) => (lane.dueAt ?? Number.POSITIVE_INFINITY) <= now)
      await Promise.all(due.map((lane) => lane.deliver()))
    }
  }

  /**
   * Reads no more than makes every lane's next batch, or so much that a lane that is held up holds up all.
   */
  #read(): void {
    if (this.#lanes.every(({ isFull }) => isFull)) return
    let count = 0
    for (const entry of this.#source.read(this.#time.now())) {
      const partition = this.#lanes.length > 1 ? this.#source.partitionOf(entry.change) : ''
      this.#lanes[hashOf(partition) % this.#lanes.length]?.add(entry)
      count += 1
      if (count >= MAX_READ || this.#lanes.every(({ isFull }) => isFull)) return
    }
  }
}

function settingsOf(
  options: StreamMappingOptions,
  fake: FakeDynamoDB,
): Omit<StreamMappingSettings, 'report' | 'discard'> {
  const ids = new ManualIdGenerator()
  const { functionName = 'test-function', timeoutMs = 3000 } = options
  const context = () => lambdaContext({ clock: fake.clock, ids }, { functionName, timeoutMs })
  const handler = options.handler as (
    event: DynamoDBStreamEvent,
    context: object,
  ) => ReturnType<StreamHandler>
  return {
    batchSize: options.batchSize ?? 100,
    maximumBatchingWindowInSeconds: options.maximumBatchingWindowInSeconds ?? 0,
    bisectBatchOnFunctionError: options.bisectBatchOnFunctionError ?? false,
    maximumRetryAttempts: options.maximumRetryAttempts ?? -1,
    maximumRecordAgeInSeconds: options.maximumRecordAgeInSeconds ?? -1,
    tumblingWindowInSeconds: options.tumblingWindowInSeconds ?? 0,
    functionResponseTypes: options.functionResponseTypes ?? [],
    functionArn: context().invokedFunctionArn,
    invoke: (event) => handler(event, context()),
    nextId: () => ids.next(),
  }
}

/** FNV-1a. */
function hashOf(text: string): number {
  let hash = 0x811c9dc5
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193)
  return hash >>> 0
}
