import { type Clock, systemClock, timersOf } from '../../services/clock/clock.ts'
import { keepAlive, letGo } from '../../services/clock/keep-alive.ts'

/** The part of Lambda's context that says how much time is left. */
export interface RemainingTime {
  readonly getRemainingTimeInMillis?: (() => number) | undefined
}

/** Runs a call with a signal that is aborted in good time before the invocation ends. */
export type InvocationBound = <TResult>(
  signal: AbortSignal | undefined,
  call: (signal: AbortSignal | undefined) => Promise<TResult>,
) => Promise<TResult>

// What the handler has left to respond: a tenth of the remaining time, and no more than this.
const MAX_RESERVE_MS = 100

/**
 * All calls of an invocation have one deadline, so that none of them begins because an earlier one was cut
 * off.
 */
export function invocationBound(context: RemainingTime, clock: Clock = systemClock): InvocationBound {
  const deadline = new AbortController()
  const abort = (): void => {
    deadline.abort(new DOMException('the invocation is about to end', 'TimeoutError'))
  }
  let pending = 0
  let stopWatching = (): void => {}

  /** Only while a call is pending: nothing goes on after the invocation. */
  const watch = (remainingMs: number): void => {
    const boundMs = remainingMs - Math.min(remainingMs / 10, MAX_RESERVE_MS)
    if (boundMs <= 0) abort()
    const cancel = timersOf(clock).schedule(boundMs, abort)
    keepAlive()
    stopWatching = () => {
      cancel()
      letGo()
    }
  }

  return async (signal, call) => {
    const remainingMs = Number(context.getRemainingTimeInMillis?.())
    if (Number.isNaN(remainingMs)) return call(signal)
    pending += 1
    if (pending === 1) watch(remainingMs)
    try {
      return await call(signal ? AbortSignal.any([signal, deadline.signal]) : deadline.signal)
    } finally {
      pending -= 1
      if (pending === 0) stopWatching()
    }
  }
}
