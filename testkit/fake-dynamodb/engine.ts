import type { Clock, TimerClock } from '../../services/clock/clock.ts'
import { CapacityMeter, type CapacityReport } from './capacity.ts'
import { DynamoDBException } from './exceptions.ts'
import { faultException } from './fault-exceptions.ts'
import { type ActiveFault, Faults } from './faults.ts'
import { InFlight } from './in-flight.ts'
import { type LogEntry, OperationLog } from './operation-log.ts'
import type { OperationContext } from './operations/operation-context.ts'
import { operations } from './operations/operations.ts'
import { assertSupported, isSupportedOperation } from './requests/check-request.ts'
import { parseBody } from './requests/parse-body.ts'
import type { RequestInput } from './requests/shape.ts'
import { touchedItemsOf } from './requests/touched-items.ts'
import { TableStore } from './store/table-store.ts'
import { TransactionTokens } from './transaction-tokens.ts'

/** The result that a transport passes on: an answer, or a connection without one. */
export type Reply =
  | { readonly kind: 'answer'; readonly statusCode: number; readonly body: string }
  | { readonly kind: 'connection-reset' }
  | { readonly kind: 'hang' }

export interface EngineOptions {
  readonly clock: Clock
  readonly timers: Pick<TimerClock, 'schedule'>
  readonly region: string
  readonly accountId: string
  readonly logLimit: number
}

/**
 * One DynamoDB, behind any transport: takes requests as they arrive, applies each as a whole, one at a time,
 * and logs the results.
 */
export class Engine {
  readonly store: TableStore
  readonly log: OperationLog
  readonly faults: Faults = new Faults()
  readonly inFlight: InFlight = new InFlight()
  readonly transactions: TransactionTokens = new TransactionTokens()
  latencyMs = 0
  globalIndexLagMs = 0
  /** Counts resets. */
  #life = 0
  readonly #clock: Clock
  readonly #timers: Pick<TimerClock, 'schedule'>

  constructor({ clock, timers, region, accountId, logLimit }: EngineOptions) {
    this.store = new TableStore(region, accountId)
    this.log = new OperationLog(logLimit)
    this.#clock = clock
    this.#timers = timers
  }

  /** Milliseconds since the epoch. */
  get now(): number {
    return this.#clock.now()
  }

  /**
   * Takes a request. At once if the latency is 0, so that requests are applied in the order of the calls.
   */
  receive(operation: string, body: string): Reply | Promise<Reply> {
    const entry = this.log.add(operation, body, this.now)
    const fault = this.faults.next(entry)
    if (this.latencyMs <= 0) return this.#process(entry, body, fault, undefined)
    // A request that a fault keeps from being applied conflicts with no other.
    const touched =
      fault && isRefusing(fault) ? undefined : touchedItemsOf(operation, entry.input, this.store)
    const flight = this.inFlight.enter(touched, clientTokenOf(entry.input))
    const life = this.#life
    return new Promise((resolve, reject) => {
      this.#timers.schedule(this.latencyMs, () => {
        if (life !== this.#life) return resolve({ kind: 'connection-reset' })
        flight.land()
        try {
          resolve(this.#process(entry, body, fault, flight.refusal))
        } catch (error) {
          reject(error)
        }
      })
    })
  }

  /** Forgets everything: tables, log, faults, tokens, and what is on its way. Knobs stay. */
  reset(): void {
    this.#life += 1
    this.store.clear()
    this.log.clear()
    this.faults.clear()
    this.inFlight.clear()
    this.transactions.clear()
  }

  #process(
    entry: LogEntry,
    body: string,
    fault: ActiveFault | undefined,
    refusal: DynamoDBException | undefined,
  ): Reply {
    if (fault && isRefusing(fault)) return this.#fail(entry, fault, false)
    const input = parseBody(body)
    const capacity = new CapacityMeter(capacityReportOf(input))
    let reply: Reply
    try {
      if (!input)
        throw new DynamoDBException('SerializationException', 'The request body is not a JSON object')
      if (refusal) throw refusal
      const batchLimit = fault?.error === 'unprocessed' ? fault.processed : Number.POSITIVE_INFINITY
      const output = this.#apply(entry.operation, input, capacity, batchLimit)
      entry.outcome = 'ok'
      reply = { kind: 'answer', statusCode: 200, body: JSON.stringify(output) }
    } catch (error) {
      if (!(error instanceof DynamoDBException)) throw error
      entry.outcome = error.name
      reply = answerOf(error)
    }
    entry.applied = true
    entry.readUnits = capacity.readUnits
    entry.writeUnits = capacity.writeUnits
    return fault?.when === 'after' ? this.#fail(entry, fault, true) : reply
  }

  #apply(operation: string, input: RequestInput, capacity: CapacityMeter, batchLimit: number): object {
    if (!isSupportedOperation(operation)) throw unknownOperation(operation)
    assertSupported(operation, input)
    const now = this.now
    const context: OperationContext = {
      store: this.store,
      now,
      visibility: { now, globalIndexesAt: now + this.globalIndexLagMs },
      capacity,
      transactions: this.transactions,
      batchLimit,
    }
    return operations[operation](input, context)
  }

  #fail(entry: LogEntry, { error }: ActiveFault, applied: boolean): Reply {
    entry.applied = applied
    if (error === 'connection-reset' || error === 'hang') {
      entry.outcome = error
      return { kind: error }
    }
    if (error === 'unprocessed') throw new TypeError('an unprocessed batch is answered, not failed')
    const exception = faultException(error, entry, this.store)
    entry.outcome = exception.name
    return answerOf(exception)
  }
}

/** Whether a request with a fault is not applied. */
function isRefusing(fault: ActiveFault): boolean {
  return fault.when === 'before' && fault.error !== 'unprocessed'
}

function capacityReportOf(input: RequestInput | undefined): CapacityReport {
  const report = input?.['ReturnConsumedCapacity']
  return report === 'TOTAL' || report === 'INDEXES' ? report : 'NONE'
}

function clientTokenOf(input: RequestInput): string | undefined {
  const token = input['ClientRequestToken']
  return typeof token === 'string' ? token : undefined
}

/** An exception as an answer. */
export function answerOf(exception: DynamoDBException): Reply {
  return { kind: 'answer', statusCode: exception.statusCode, body: JSON.stringify(exception) }
}

function unknownOperation(operation: string): DynamoDBException {
  return new DynamoDBException('UnknownOperationException', `FakeDynamoDB does not implement ${operation}`)
}
