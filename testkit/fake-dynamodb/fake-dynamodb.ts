import { type Clock, systemClock, type TimerClock, timersOf } from '../../services/clock/clock.ts'
import { sdk } from '../../services/dynamodb/sdk.ts'
import type { DynamoDBClient, DynamoDBClientConfig } from '../../services/dynamodb/sdk-types.ts'
import { requirePeer } from '../require-peer.ts'
import type { Item } from './attributes/attribute-value.ts'
import { Engine } from './engine.ts'
import type { Fault } from './faults.ts'
import { loadItems } from './load-items.ts'
import type { OperationLog } from './operation-log.ts'
import { dumpItems } from './store/dump-items.ts'
import { sweepExpired } from './store/sweep-expired.ts'
import {
  type DynamoDBStreamsClient,
  type DynamoDBStreamsClientConfig,
  streamsSdk,
} from './streams/streams-sdk.ts'
import type { TableStream } from './streams/table-stream.ts'
import { type FakeDynamoDBServer, listenOn } from './transports/http-server.ts'
import { InProcessHandler, type InProcessOptions } from './transports/in-process-handler.ts'
import { unlogged } from './transports/unlogged.ts'
import { WireWriter } from './transports/wire.ts'

/** The options of {@link FakeDynamoDB}. */
export interface FakeDynamoDBOptions {
  /** The time of latency, index lag, expiry and client tokens. @defaultValue the machine's */
  readonly clock?: Clock
  /** How long a request is on its way, in milliseconds: {@link FakeDynamoDB.latencyMs}. @defaultValue `0` */
  readonly latencyMs?: number
  /** How far global indexes lag behind, in milliseconds: {@link FakeDynamoDB.gsiLagMs}. @defaultValue `0` */
  readonly gsiLagMs?: number
  /** Region of the client and in ARNs. @defaultValue `'us-east-1'` */
  readonly region?: string
  /** Account in ARNs. @defaultValue `'000000000000'` */
  readonly accountId?: string
  /** Number of requests that the log keeps; the oldest are dropped. @defaultValue `10_000` */
  readonly logLimit?: number
}

const OPTIONS: ReadonlySet<string> = new Set([
  'clock',
  'latencyMs',
  'gsiLagMs',
  'region',
  'accountId',
  'logLimit',
])

/**
 * A strict DynamoDB in memory, under the real SDK client.
 *
 * It rejects what DynamoDB rejects, with DynamoDB's exceptions and messages. It needs no network and no real
 * time.
 *
 * @example
 * ```ts
 * const fake = new FakeDynamoDB()
 * const client = fake.client()
 * await client.send(
 *   new CreateTableCommand({
 *     TableName: 'counters',
 *     BillingMode: 'PAY_PER_REQUEST',
 *     AttributeDefinitions: [{ AttributeName: 'pk', AttributeType: 'S' }],
 *     KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
 *   }),
 * )
 * await client.send(new PutItemCommand({ TableName: 'counters', Item: { pk: { S: 'visits' } } }))
 * assert.deepEqual(fake.log.totals('PutItem'), { requests: 1, readUnits: 0, writeUnits: 1 })
 * ```
 */
export class FakeDynamoDB {
  readonly #engine: Engine
  readonly #clock: Clock
  readonly #timers: Pick<TimerClock, 'schedule'>
  readonly #writer: WireWriter = new WireWriter()

  /** @throws TypeError for an option that does not exist or is out of range */
  constructor(options: FakeDynamoDBOptions = {}) {
    const unknown = Object.keys(options).find((name) => !OPTIONS.has(name))
    if (unknown !== undefined) throw new TypeError(`FakeDynamoDB has no option ${unknown}`)
    const {
      clock = systemClock,
      region = 'us-east-1',
      accountId = '000000000000',
      logLimit = 10_000,
    } = options
    if (!Number.isInteger(logLimit) || logLimit < 1) throw new TypeError('logLimit: a positive integer')
    if (typeof clock?.now !== 'function') throw new TypeError('clock: an object with a method now()')
    this.#clock = clock
    const timers = timersOf(clock)
    this.#timers = timers === systemClock ? awaitedTimers : timers
    this.#engine = new Engine({ clock, timers: this.#timers, region, accountId, logLimit })
    this.latencyMs = options.latencyMs ?? 0
    this.gsiLagMs = options.gsiLagMs ?? 0
  }

  /** Every request that arrived, and what it consumed. */
  get log(): OperationLog {
    return this.#engine.log
  }

  /**
   * How long a request is on its way, in milliseconds of the clock, before it is applied and answered.
   * Meanwhile others may overlap.
   */
  get latencyMs(): number {
    return this.#engine.latencyMs
  }

  set latencyMs(ms: number) {
    this.#engine.latencyMs = duration('latencyMs', ms)
  }

  /**
   * How long a write stays unseen in global secondary indexes, in milliseconds of the clock. Local indexes
   * never lag.
   */
  get gsiLagMs(): number {
    return this.#engine.globalIndexLagMs
  }

  set gsiLagMs(ms: number) {
    this.#engine.globalIndexLagMs = duration('gsiLagMs', ms)
  }

  /**
   * A real client of the SDK whose requests are answered in this process. Marshalling, signing, retries and
   * error classes are the SDK's own. Its retries wait on real time: `maxAttempts: 1` or a `retryStrategy`
   * without delay keeps a test of errors fast.
   *
   * @param config - as for any client. Of a `requestHandler` only the options of a plain object are heeded:
   * `requestTimeout`, on the fake's clock, `throwOnRequestTimeout` and `logger`
   * @throws AppTheoryError `peer.missing` where `@aws-sdk/client-dynamodb` is not installed
   */
  client(config: DynamoDBClientConfig = {}): DynamoDBClient {
    const { DynamoDBClient } = sdk.require('FakeDynamoDB.client()', requirePeer)
    const client = new DynamoDBClient(this.#inProcess(config))
    return config.logger ? client : unlogged(client)
  }

  /**
   * A real client of DynamoDB Streams whose requests are answered in this process, for the streams of the
   * tables that were created with a `StreamSpecification`.
   *
   * @param config - as for {@link FakeDynamoDB.client}
   * @throws AppTheoryError `peer.missing` where `@aws-sdk/client-dynamodb-streams` is not installed
   */
  streamsClient(config: DynamoDBStreamsClientConfig = {}): DynamoDBStreamsClient {
    const { DynamoDBStreamsClient } = streamsSdk.require('FakeDynamoDB.streamsClient()', requirePeer)
    const client = new DynamoDBStreamsClient(this.#inProcess(config))
    return config.logger ? client : unlogged(client)
  }

  /**
   * Serves the same tables and streams over HTTP on 127.0.0.1, for any SDK in any language. Requests must be
   * signed, with any credentials.
   *
   * @param options - `port`: a free one by default
   */
  listen({ port = 0 }: { readonly port?: number } = {}): Promise<FakeDynamoDBServer> {
    return listenOn(port, this.#engine, this.#writer)
  }

  /**
   * Makes later requests fail.
   *
   * @returns a function that removes the fault
   * @throws TypeError for an option that does not exist or is out of range
   */
  inject(fault: Fault): () => void {
    return this.#engine.faults.inject(fault)
  }

  /** Throttles every nth request on items, counted from now. 0 throttles none. */
  throttleEvery(n: number): void {
    this.#engine.faults.throttleEvery(n)
  }

  /** Removes all faults and throttling. */
  clearFaults(): void {
    this.#engine.faults.clear()
  }

  /**
   * Deletes expired items, as DynamoDB does within a few days. Until then reads return them. Consumes nothing
   * and is not logged.
   *
   * @returns the number of deleted items
   */
  sweepExpired(): number {
    return sweepExpired(this.#engine.store, this.#engine.now, this.gsiLagMs)
  }

  /** Every item of a table in the form of the wire, in the order of its keys. Not logged. */
  items(tableName: string): Item[] {
    return dumpItems(this.#engine.store.describe(tableName))
  }

  /**
   * Writes items in wire form into a table, without a client and without a log entry: for tests with many
   * items.
   *
   * @throws DynamoDBException `ValidationException` for items that PutItem would reject
   */
  load(tableName: string, items: Iterable<Item>): void {
    loadItems(this.#engine.store.describe(tableName), items, this.#engine.now)
  }

  /**
   * The stream of a table, for an event source mapping.
   *
   * @internal
   * @throws TypeError where the table has none
   */
  streamOf(tableName: string): TableStream {
    const { stream } = this.#engine.store.describe(tableName)
    if (stream) return stream
    throw new TypeError(`the table ${tableName} has no stream: create it with a StreamSpecification`)
  }

  /** @internal */
  get clock(): Clock {
    return this.#clock
  }

  /** @internal */
  get region(): string {
    return this.#engine.store.region
  }

  #inProcess<TConfig extends { readonly requestHandler?: unknown }>(config: TConfig): TConfig {
    const options = (config.requestHandler ?? {}) as InProcessOptions
    return {
      region: this.#engine.store.region,
      credentials: { accessKeyId: 'FAKEACCESSKEYID', secretAccessKey: 'fake-secret-access-key' },
      ...config,
      requestHandler: new InProcessHandler(this.#engine, this.#timers, this.#writer, options),
    }
  }

  /**
   * Deletes tables, streams, log, faults and tokens, and breaks the connections of requests in flight. Keeps
   * `latencyMs` and `gsiLagMs`.
   */
  reset(): void {
    this.#engine.reset()
  }
}

/**
 * The machine's timers, but the process stays alive for them, as for a socket.
 */
const awaitedTimers: Pick<TimerClock, 'schedule'> = {
  schedule(delayMs, callback) {
    const timer = setTimeout(callback, delayMs)
    return () => clearTimeout(timer)
  },
}

function duration(name: string, ms: number): number {
  if (!Number.isFinite(ms) || ms < 0) throw new TypeError(`${name}: 0 or more milliseconds, not ${ms}`)
  return ms
}
