import { serializeList } from 'structured-headers'
import type { LimitDecision, WindowUsage } from '../../services/rate-limiter/rate-limiter.ts'
import type { ResponseHeaders } from '../http/response-headers.ts'

/** https://datatracker.ietf.org/doc/html/draft-ietf-httpapi-ratelimit-headers-09, sections 3 and 4. */
export function draftHeaders({ windows }: LimitDecision, now: number): ResponseHeaders {
  return {
    'ratelimit-policy': listOf(windows, ({ limit, windowMs }) => ({
      q: limit,
      w: Math.ceil(windowMs / 1000),
    })),
    ratelimit: listOf(windows, (window) => ({ r: window.remaining, t: secondsUntil(window, now) })),
  }
}

// RFC 9651, section 3.3.1: an Integer has at most 15 digits.
const MAX_INTEGER = 999_999_999_999_999

function listOf(
  windows: readonly WindowUsage[],
  parametersOf: (window: WindowUsage) => Readonly<Record<string, number>>,
): string {
  return serializeList(
    windows.map((window) => {
      const parameters = Object.entries(parametersOf(window))
      return [window.name, new Map(parameters.map(([name, value]) => [name, Math.min(value, MAX_INTEGER)]))]
    }),
  )
}

function secondsUntil({ resetsAt }: WindowUsage, now: number): number {
  return Math.max(0, Math.ceil((resetsAt.getTime() - now) / 1000))
}
