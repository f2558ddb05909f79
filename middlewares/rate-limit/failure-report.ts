import { isAppTheoryError } from '../../errors.ts'
import type { Clock } from '../../services/clock/clock.ts'
import { callHook } from '../../services/hooks.ts'
import type { RateLimitKey } from '../../services/rate-limiter/rate-limiter.ts'

/** Reports that a request could not be settled or refunded. The request keeps its answer. */
export type FailureReport = (error: unknown, key: RateLimitKey) => void

const REPEAT_AFTER_MS = 60_000

/**
 * Reports to `onDegraded`, unless a limiter that was made from the same options has called it already.
 * Without `onDegraded` it warns by `console.warn`, at most once a minute and without the key.
 */
export function failureReport(options: {
  readonly onDegraded: FailureReport | undefined
  readonly hasOwnLimiter: boolean
  readonly clock: Clock
}): FailureReport {
  const { onDegraded, hasOwnLimiter, clock } = options
  if (!onDegraded) return warnings(clock)
  return (error, key) => {
    if (hasOwnLimiter && isAppTheoryError(error, 'rate_limiter.unavailable')) return
    callHook(onDegraded, error, key)
  }
}

function warnings(clock: Clock): FailureReport {
  let lastMs = Number.NEGATIVE_INFINITY
  return (error) => {
    const now = clock.now()
    if (now - lastMs < REPEAT_AFTER_MS) return
    lastMs = now
    const { code, name } = (error ?? {}) as { readonly code?: unknown; readonly name?: unknown }
    // biome-ignore lint/suspicious/noConsole: without `onDegraded`, nothing else reports it.
    console.warn(
      `apptheory-middy: rateLimit could not settle or refund a request (${code ?? name ?? 'an error'}). ` +
        'What it reserved stays counted. Pass `onDegraded` to receive the error.',
    )
  }
}
