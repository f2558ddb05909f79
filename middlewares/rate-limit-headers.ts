import type { LimitDecision, WindowUsage } from '../services/rate-limiter/rate-limiter.ts'

/** Header names, lower-case, to values. */
export type ResponseHeaders = Readonly<Record<string, string>>

/** Makes headers of a decision at `now` (epoch milliseconds). */
export type RateLimitHeadersFunction = (decision: LimitDecision, now: number) => ResponseHeaders

/**
 * How a response tells of a limit:
 *
 * - `'x-ratelimit'`: `x-ratelimit-limit`, `x-ratelimit-remaining`, `x-ratelimit-reset` (epoch seconds)
 * - `'draft'`: `ratelimit-policy` and `ratelimit` of draft-ietf-httpapi-ratelimit-headers-09, one item per window
 * - `'both'`, `false` for none, or a function
 */
export type RateLimitHeaderMode = 'x-ratelimit' | 'draft' | 'both' | false | RateLimitHeadersFunction

/** The headers of `mode`, and `retry-after` where the request is denied. None where the store did not decide. */
export function rateLimitHeaders(
  mode: RateLimitHeaderMode,
  decision: LimitDecision,
  { denied, now }: { readonly denied: boolean; readonly now: number },
): ResponseHeaders {
  // What a store could not say is not made up: a "0 left" would send clients away.
  if (decision.degraded) return {}
  const headers = headersOf(mode, decision, now)
  return denied ? { ...headers, 'retry-after': retryAfter(decision, now) } : headers
}

function headersOf(mode: RateLimitHeaderMode, decision: LimitDecision, now: number): ResponseHeaders {
  if (typeof mode === 'function') return mode(decision, now)
  if (mode === 'x-ratelimit') return xRateLimit(decision)
  if (mode === 'draft') return draft(decision, now)
  return mode === 'both' ? { ...xRateLimit(decision), ...draft(decision, now) } : {}
}

function xRateLimit({ limit, remaining, resetsAt }: LimitDecision): ResponseHeaders {
  return {
    'x-ratelimit-limit': String(limit),
    'x-ratelimit-remaining': String(remaining),
    'x-ratelimit-reset': String(Math.ceil(resetsAt.getTime() / 1000)),
  }
}

// https://datatracker.ietf.org/doc/html/draft-ietf-httpapi-ratelimit-headers-09, sections 3 and 4.
function draft({ windows }: LimitDecision, now: number): ResponseHeaders {
  return {
    'ratelimit-policy': windows
      .map(({ name, limit, windowMs }) => item(name, { q: limit, w: Math.ceil(windowMs / 1000) }))
      .join(', '),
    ratelimit: windows
      .map((window) => item(window.name, { r: window.remaining, t: secondsUntil(window, now) }))
      .join(', '),
  }
}

// RFC 9651, section 3.3.1: an Integer has at most 15 digits.
const MAX_INTEGER = 999_999_999_999_999

/** An Item of RFC 9651, section 3.3: a String with Integers for parameters. */
function item(name: string, parameters: Readonly<Record<string, number>>): string {
  // Section 4.1.6: a String has printable ASCII, and strategies take no other names.
  const quoted = `"${name.replace(/["\\]/g, '\\$&')}"`
  const written = Object.entries(parameters).map(([key, value]) => `;${key}=${Math.min(value, MAX_INTEGER)}`)
  return `${quoted}${written.join('')}`
}

function secondsUntil({ resetsAt }: WindowUsage, now: number): number {
  return Math.max(0, Math.ceil((resetsAt.getTime() - now) / 1000))
}

/** Whole seconds (RFC 9110, section 10.2.3), rounded up so that who waits that long is not too early. */
function retryAfter({ retryAfterMs, resetsAt }: LimitDecision, now: number): string {
  const waitMs = retryAfterMs ?? resetsAt.getTime() - now
  return String(Math.max(1, Math.ceil(waitMs / 1000)))
}
