import type { LoggedRequest } from './operation-log.ts'
import { isSupportedOperation } from './requests/check-request.ts'
import type { OperationName } from './requests/request-shapes.ts'

/**
 * The error of a fault:
 *
 * - `throttle`: the exception of the table's capacity mode, `ThrottlingException` on demand, else
 *   `ProvisionedThroughputExceededException`; for a transaction a cancellation with the same reason
 * - `internal-error`: `InternalServerError`, status 500
 * - `service-unavailable`: `ServiceUnavailable`, status 503
 * - `connection-reset`: no answer; the connection breaks
 * - `hang`: no answer; the connection stays
 * - `unprocessed`: a batch is answered, with all but its first `processed` requests unprocessed;
 *   for batches only
 */
export type FaultError =
  | 'throttle'
  | 'internal-error'
  | 'service-unavailable'
  | 'connection-reset'
  | 'hang'
  | 'unprocessed'

/** An error, and the requests that get it. All given conditions must hold. */
export interface Fault {
  /** What the request gets instead of its answer. */
  readonly error: FaultError
  /**
   * `before`: nothing is applied. `after`: the request is applied, and its answer is lost or replaced by the
   * error. `throttle` and `unprocessed` cannot come after: they apply nothing of what they refuse.
   *
   * @defaultValue `'before'`
   */
  readonly when?: 'before' | 'after'
  /** The operations whose requests match. @defaultValue every operation */
  readonly operation?: OperationName | readonly OperationName[]
  /** A table that the request names. @defaultValue any */
  readonly table?: string
  /** Of the requests that match, the nth and those after it. Counted from 1. @defaultValue `1` */
  readonly nth?: number
  /** How many requests go wrong. @defaultValue `1` */
  readonly times?: number
  /** Returns whether a request goes wrong, for any other condition. @defaultValue every request */
  readonly matches?: (request: LoggedRequest) => boolean
  /** With `unprocessed`: how many requests of the batch are processed. @defaultValue `0` */
  readonly processed?: number
}

/** A fault as it applies to one request. */
export interface ActiveFault {
  readonly error: FaultError
  readonly when: 'before' | 'after'
  readonly processed: number
}

interface Injected {
  readonly fault: Fault
  seen: number
  left: number
}

const THROTTLE: ActiveFault = { error: 'throttle', when: 'before', processed: 0 }

const BATCHES: ReadonlySet<string> = new Set(['BatchGetItem', 'BatchWriteItem'])

const TABLE_OPERATIONS: ReadonlySet<string> = new Set([
  'CreateTable',
  'DescribeTable',
  'DeleteTable',
  'ListTables',
  'UpdateTimeToLive',
  'DescribeTimeToLive',
])

/** The faults to come. */
export class Faults {
  #injected: Injected[] = []
  #throttleEvery = 0
  #throttleSeen = 0

  /** @returns a function that takes the fault back */
  inject(fault: Fault): () => void {
    assertFault(fault)
    const injected = { fault, seen: 0, left: fault.times ?? 1 }
    this.#injected.push(injected)
    return () => {
      this.#injected = this.#injected.filter((other) => other !== injected)
    }
  }

  throttleEvery(n: number): void {
    if (!Number.isInteger(n) || n < 0)
      throw new TypeError(`throttleEvery takes 0 or a positive integer, not ${n}`)
    this.#throttleEvery = n
    this.#throttleSeen = 0
  }

  clear(): void {
    this.#injected = []
    this.throttleEvery(0)
  }

  /** The fault of a request that has just arrived: the one that was injected first. */
  next(request: LoggedRequest): ActiveFault | undefined {
    const throttled = this.#isThrottled(request)
    let active: ActiveFault | undefined
    for (const injected of this.#injected) {
      if (injected.left <= 0 || !matches(injected.fault, request)) continue
      injected.seen += 1
      if (active || injected.seen < (injected.fault.nth ?? 1)) continue
      injected.left -= 1
      const { error, when = 'before', processed = 0 } = injected.fault
      active = { error, when, processed }
    }
    return active ?? (throttled ? THROTTLE : undefined)
  }

  #isThrottled({ operation }: LoggedRequest): boolean {
    if (this.#throttleEvery === 0 || TABLE_OPERATIONS.has(operation)) return false
    this.#throttleSeen += 1
    return this.#throttleSeen % this.#throttleEvery === 0
  }
}

function matches({ error, operation, table, matches: condition }: Fault, request: LoggedRequest): boolean {
  if (error === 'unprocessed' && !BATCHES.has(request.operation)) return false
  if (operation !== undefined && ![operation].flat().includes(request.operation as OperationName))
    return false
  if (table !== undefined && !request.tables.includes(table)) return false
  return !condition || condition(request)
}

const FAULT_OPTIONS: ReadonlySet<string> = new Set([
  'error',
  'when',
  'operation',
  'table',
  'nth',
  'times',
  'matches',
  'processed',
])

const FAULT_ERRORS: ReadonlySet<string> = new Set([
  'throttle',
  'internal-error',
  'service-unavailable',
  'connection-reset',
  'hang',
  'unprocessed',
])

function assertFault(fault: Fault): void {
  const unknown = Object.keys(fault).find((name) => !FAULT_OPTIONS.has(name))
  if (unknown !== undefined) throw new TypeError(`a fault has no option ${unknown}`)
  if (!FAULT_ERRORS.has(fault.error)) throw new TypeError(`error: ${fault.error} is not a fault`)
  if (fault.when !== undefined && fault.when !== 'before' && fault.when !== 'after') {
    throw new TypeError(`when: 'before' or 'after', not ${fault.when}`)
  }
  if (fault.when === 'after' && (fault.error === 'throttle' || fault.error === 'unprocessed')) {
    throw new TypeError(`when: a fault ${fault.error} comes before a request is applied`)
  }
  assertOperations(fault)
  if (fault.matches !== undefined && typeof fault.matches !== 'function') {
    throw new TypeError('matches: a function')
  }
  const { processed = 0 } = fault
  if (!Number.isInteger(processed) || processed < 0) {
    throw new TypeError(`processed: 0 or a positive integer, not ${processed}`)
  }
  assertCount('nth', fault.nth)
  if (fault.times !== Number.POSITIVE_INFINITY) assertCount('times', fault.times)
}

/** A fault for operations that cannot have it would never happen. */
function assertOperations({ error, operation }: Fault): void {
  for (const name of operation === undefined ? [] : [operation].flat()) {
    if (!isSupportedOperation(name)) {
      throw new TypeError(`operation: FakeDynamoDB does not implement ${name}`)
    }
    if (error === 'unprocessed' && !BATCHES.has(name)) {
      throw new TypeError(`operation: a fault 'unprocessed' is for batches, not ${name}`)
    }
  }
}

function assertCount(name: string, value: number | undefined): void {
  if (value === undefined || (Number.isInteger(value) && value > 0)) return
  throw new TypeError(`${name}: a positive integer, not ${value}`)
}
