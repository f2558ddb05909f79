import type { ExceptionName } from './exceptions.ts'
import { parseBody } from './requests/parse-body.ts'
import type { RequestInput } from './requests/shape.ts'

/** How a request ended: answered, answered with an exception, never answered, or not yet. */
export type RequestOutcome = 'ok' | ExceptionName | 'connection-reset' | 'hang' | 'in-flight'

/** A request as it arrived, and what became of it. */
export interface LoggedRequest {
  /** Counts all requests since the fake was made or cleared, from 1. */
  readonly sequence: number
  /** The name of the operation, such as `UpdateItem`, whether the fake implements it or not. */
  readonly operation: string
  /** The tables that the request names, in its order. */
  readonly tables: readonly string[]
  /** The parameters as they came over the wire. Empty for a body that is not JSON. */
  readonly input: RequestInput
  /** Milliseconds since the epoch, on the fake's clock. */
  readonly arrivedAt: number
  /** How the request ended, or `in-flight` until then. */
  readonly outcome: RequestOutcome
  /** Whether the engine applied it, successfully or not, even if the answer was lost. */
  readonly applied: boolean
  /** Read units consumed. */
  readonly readUnits: number
  /** Write units consumed; a condition that failed consumes them too. */
  readonly writeUnits: number
}

/** What a sum over the log is about. */
export interface CapacityTotals {
  /** The number of requests, retries of the SDK included. */
  readonly requests: number
  /** Read units that all of them consumed. */
  readonly readUnits: number
  /** Write units that all of them consumed. */
  readonly writeUnits: number
}

/**
 * An entry while the engine works on it. Keeps the body as it came, which weighs less than what it says,
 * until somebody asks.
 */
export class LogEntry implements LoggedRequest {
  readonly sequence: number
  readonly operation: string
  readonly arrivedAt: number
  outcome: RequestOutcome = 'in-flight'
  applied = false
  readUnits = 0
  writeUnits = 0
  readonly #body: string
  #input: RequestInput | undefined

  constructor(sequence: number, operation: string, body: string, arrivedAt: number) {
    this.sequence = sequence
    this.operation = operation
    this.#body = body
    this.arrivedAt = arrivedAt
  }

  get input(): RequestInput {
    this.#input ??= parseBody(this.#body) ?? {}
    return this.#input
  }

  get tables(): readonly string[] {
    return tablesOf(this.input)
  }
}

/**
 * Every request that reached the fake, retries of the SDK included. A test can compare how many requests a
 * feature sends, and what they cost. `FakeDynamoDB.log` is one.
 *
 * @example
 * ```ts
 * const { dynamodb } = createTestEnv()
 * const bus = new DynamoDBEventBus({ client: dynamodb.client(), tableName: 'events' })
 * await bus.ensureTable()
 * dynamodb.log.clear()
 * await bus.publish({ eventType: 'order.created', tenantId: 'acme', payload: { orderId: '7' } })
 * dynamodb.log.totals() // { requests: 1, readUnits: 0, writeUnits: 3 }
 * ```
 */
export class OperationLog {
  readonly #limit: number
  #entries: LogEntry[] = []
  #sequence = 0

  /** @param limit - how many entries are kept; the oldest go first */
  constructor(limit: number) {
    this.#limit = limit
  }

  /** @internal */
  add(operation: string, body: string, arrivedAt: number): LogEntry {
    this.#sequence += 1
    const entry = new LogEntry(this.#sequence, operation, body, arrivedAt)
    this.#entries.push(entry)
    if (this.#entries.length >= 2 * this.#limit) this.#entries = this.#entries.slice(-this.#limit)
    return entry
  }

  /** The requests, in the order in which they arrived: all of them, or those of one operation. */
  requests(operation?: string): readonly LoggedRequest[] {
    const kept = this.#entries.slice(-this.#limit)
    return operation === undefined ? kept : kept.filter((entry) => entry.operation === operation)
  }

  /** Requests and units of what {@link OperationLog.requests} returns. */
  totals(operation?: string): CapacityTotals {
    const requests = this.requests(operation)
    return {
      requests: requests.length,
      readUnits: requests.reduce((sum, entry) => sum + entry.readUnits, 0),
      writeUnits: requests.reduce((sum, entry) => sum + entry.writeUnits, 0),
    }
  }

  /** Deletes all entries and starts counting again. */
  clear(): void {
    this.#entries = []
    this.#sequence = 0
  }
}

function tablesOf(input: RequestInput): string[] {
  const { TableName, RequestItems, TransactItems } = input
  if (typeof TableName === 'string') return [TableName]
  if (isObject(RequestItems)) return Object.keys(RequestItems)
  if (!Array.isArray(TransactItems)) return []
  const actions = TransactItems.filter(isObject).flatMap((item) => Object.values(item).filter(isObject))
  const names = actions.map((action) => action['TableName']).filter((name) => typeof name === 'string')
  return [...new Set(names)]
}

function isObject(value: unknown): value is RequestInput {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
