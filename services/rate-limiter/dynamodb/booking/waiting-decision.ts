import type { CounterRequest, Counters, SpendOutcome } from '../counter-store.ts'

/** How a decision ended. */
export interface BookingOutcome extends SpendOutcome {
  /** The time on the clock of this host. @defaultValue that of the request */
  readonly atMs?: number
  /** Whether the decision needed no request. */
  readonly leased?: boolean
}

/** A decision that waits for an update of its key. */
export class WaitingDecision {
  readonly request: CounterRequest
  readonly onCounted: (counters: Counters) => void
  readonly outcome: Promise<BookingOutcome>
  /** Called if the caller stops waiting. */
  onGone: () => void = () => {}
  #isOver = false
  #resolve: (outcome: BookingOutcome) => void = () => {}
  #reject: (error: unknown) => void = () => {}
  readonly #onAbort: () => void

  constructor(request: CounterRequest, onCounted: (counters: Counters) => void) {
    this.request = request
    this.onCounted = onCounted
    this.outcome = new Promise((resolve, reject) => {
      this.#resolve = resolve
      this.#reject = reject
    })
    this.#onAbort = () => {
      this.reject(request.signal.reason)
      this.onGone()
    }
    if (request.signal.aborted) this.#onAbort()
    else request.signal.addEventListener('abort', this.#onAbort, { once: true })
  }

  get cost(): number {
    return this.request.cost
  }

  /** Whether it is decided, or its caller has stopped waiting. */
  get isOver(): boolean {
    return this.#isOver
  }

  resolve(outcome: BookingOutcome): void {
    this.#end()
    this.#resolve(outcome)
  }

  reject(error: unknown): void {
    this.#end()
    this.#reject(error)
  }

  #end(): void {
    this.#isOver = true
    this.request.signal.removeEventListener('abort', this.#onAbort)
  }
}

/** Aborted when none of the decisions waits any more. */
export function jointSignal(decisions: readonly WaitingDecision[]): AbortSignal {
  const [first] = decisions
  if (first && decisions.length === 1) return first.request.signal
  const controller = new AbortController()
  for (const one of decisions) {
    one.onGone = () => {
      if (decisions.every(({ isOver }) => isOver)) controller.abort(one.request.signal.reason)
    }
  }
  return controller.signal
}
