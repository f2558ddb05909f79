import type { LimitDecision } from '../services/rate-limiter/rate-limiter.ts'

/** Header names, lower-case, to values. */
export type ResponseHeaders = Readonly<Record<string, string>>

/** The headers that tell the caller of `decision` as it is at `now` (epoch milliseconds). */
export function rateLimitHeaders(decision: LimitDecision, now: number): ResponseHeaders {
  // What a store could not say is not made up: a "0 left" would send clients away.
  if (decision.degraded) return {}
  const headers = {
    'x-ratelimit-limit': String(decision.limit),
    'x-ratelimit-remaining': String(decision.remaining),
    'x-ratelimit-reset': String(Math.ceil(decision.resetsAt.getTime() / 1000)),
  }
  return decision.allowed ? headers : { ...headers, 'retry-after': retryAfter(decision, now) }
}

/** Whole seconds (RFC 9110, section 10.2.3), rounded up so that who waits that long is not too early. */
function retryAfter({ retryAfterMs, resetsAt }: LimitDecision, now: number): string {
  const waitMs = retryAfterMs ?? resetsAt.getTime() - now
  return String(Math.max(1, Math.ceil(waitMs / 1000)))
}
