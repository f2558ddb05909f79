import type { Clock } from '../../services/clock/clock.ts'
import { isPromiseLike } from '../../services/is-promise-like.ts'
import type { LimitDecision } from '../../services/rate-limiter/rate-limiter.ts'
import type { ResponseHeaders } from '../http/response-headers.ts'

/** Makes headers of a decision at `now` (epoch milliseconds). */
export type RateLimitHeadersFunction = (decision: LimitDecision, now: number) => ResponseHeaders

/**
 * How a response tells of a limit:
 *
 * - `'x-ratelimit'`: `x-ratelimit-limit`, `x-ratelimit-remaining`, `x-ratelimit-reset` (epoch seconds)
 * - `'draft'`: `ratelimit-policy` and `ratelimit` of draft-ietf-httpapi-ratelimit-headers-09, one item
 * per window
 * - `'both'`, `false` for neither, or a function: a denial has `retry-after` all the same
 * - `'none'`: no header, `retry-after` included
 */
export type RateLimitHeaderMode = 'x-ratelimit' | 'draft' | 'both' | 'none' | false | RateLimitHeadersFunction

/** Writes the headers of a decision, at once unless something has to be loaded first. */
export type RateLimitHeaderWriter = (
  decision: LimitDecision,
  denied: boolean,
) => ResponseHeaders | PromiseLike<ResponseHeaders>

/**
 * The headers of `mode`, and `retry-after` where the request is denied. None where the store did not
 * decide.
 */
export function rateLimitHeaders(mode: RateLimitHeaderMode, clock: Clock): RateLimitHeaderWriter {
  if (mode === 'none') return () => ({})
  const headersOf = headersOfMode(mode, clock)
  return (decision, denied) => {
    // Counts are unknown: a made-up "0 left" would send clients away.
    if (decision.degraded) return {}
    const headers = headersOf(decision)
    // Without `retryAfterMs` no wait helps: the request costs more than the whole limit.
    if (!denied || decision.retryAfterMs === undefined) return headers
    const retry = { 'retry-after': retryAfter(decision.retryAfterMs) }
    return isPromiseLike(headers)
      ? headers.then((written) => ({ ...written, ...retry }))
      : { ...headers, ...retry }
  }
}

function headersOfMode(
  mode: Exclude<RateLimitHeaderMode, 'none'>,
  clock: Clock,
): (decision: LimitDecision) => ResponseHeaders | PromiseLike<ResponseHeaders> {
  if (typeof mode === 'function') return (decision) => mode(decision, clock.now())
  if (mode === 'x-ratelimit') return xRateLimit
  if (mode === false) return () => ({})
  // Loaded during Lambda's init, and only if they are asked for: they need a library.
  const loading = import('./draft-headers.ts')
  return async (decision) => {
    const now = clock.now()
    const { draftHeaders } = await loading
    return { ...(mode === 'both' && xRateLimit(decision)), ...draftHeaders(decision, now) }
  }
}

function xRateLimit({ limit, remaining, resetsAt }: LimitDecision): ResponseHeaders {
  return {
    'x-ratelimit-limit': String(limit),
    'x-ratelimit-remaining': String(remaining),
    'x-ratelimit-reset': String(Math.ceil(resetsAt.getTime() / 1000)),
  }
}

/** Whole seconds (RFC 9110, section 10.2.3), rounded up so that no caller comes back too early. */
function retryAfter(waitMs: number): string {
  return String(Math.max(1, Math.ceil(waitMs / 1000)))
}
