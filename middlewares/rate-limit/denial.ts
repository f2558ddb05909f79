import { AppTheoryError, isAppTheoryError } from '../../errors.ts'
import { ENVELOPE_CONTENT_TYPE, errorEnvelope } from '../../public-error.ts'
import type { LimitDecision } from '../../services/rate-limiter/rate-limiter.ts'
import type { ResponseHeaders } from '../http/response-headers.ts'

/** A body of your own for 429 responses. */
export interface DenialBody {
  /** The value of the header `content-type`, such as `application/json`. */
  readonly contentType: string
  /** The text of the body, such as JSON. */
  readonly body: string
}

/**
 * The body of a 429 response:
 *
 * - `'apptheory'`: `{"error":"rate_limit_exceeded","message":"Too many requests. Please retry later."}`
 * - `'envelope'`: `{"error":{"code":"app.rate_limited","message":"rate limited","request_id":"..."}}`, as
 * AppTheory's current middleware answers
 * - `'problem'`: `application/problem+json` (RFC 9457) of type `quota-exceeded`, which names the violated
 * policies
 * - a function
 */
export type DenialBodyMode = 'apptheory' | 'envelope' | 'problem' | ((decision: LimitDecision) => DenialBody)

/** How `console` prints an object: https://nodejs.org/api/util.html#utilinspectcustom */
const inspectCustom = Symbol.for('nodejs.util.inspect.custom')

/**
 * Thrown for a request that exceeds its limit: `app.rate_limited`, status 429, with the headers of the
 * denial.
 *
 * @example
 * ```ts
 * export const handler = middy()
 *   .use(rateLimit({ strategy: fixedWindow({ windowMs: 60_000, limit: 100 }) }))
 *   .onError(({ error }) => {
 *     if (error instanceof RateLimitExceededError) console.info('denied:', error.decision.windows)
 *   })
 *   .handler(async () => ({ statusCode: 200, body: 'within the limit' }))
 * ```
 */
export class RateLimitExceededError extends AppTheoryError {
  /** Always `'RateLimitExceededError'`, also in minified code. */
  override readonly name: string = 'RateLimitExceededError'
  /** The decision that denied the request, with the counts of every window. */
  readonly decision: LimitDecision
  /** Content type of the message, which is the body of the response. */
  readonly contentType: string

  /**
   * @param decision - the denial
   * @param body - the body of the response, which becomes the message
   * @param headers - the headers of the response
   */
  constructor(decision: LimitDecision, { contentType, body }: DenialBody, headers: ResponseHeaders) {
    // The body is the message, because Middy's http-error-handler uses that as the body.
    super('app.rate_limited', body, { headers, cause: { package: 'apptheory-middy', data: decision } })
    this.decision = decision
    this.contentType = contentType
    // A denial is expected: in a log it is one line, without a stack trace.
    const line = this.#line()
    this.stack = line
    Object.defineProperty(this, inspectCustom, { value: () => line })
  }

  #line(): string {
    const { limit, retryAfterMs } = this.decision
    const wait = retryAfterMs === undefined ? 'no wait helps' : `retry after ${retryAfterMs} ms`
    return `${this.name}: ${this.code}, limit ${limit}, ${wait}`
  }
}

/** The request that a body is written for. */
export interface Denial {
  readonly decision: LimitDecision
  /** The cost of the denied request. */
  readonly cost: number
  readonly requestId: string | undefined
}

/** The body of a 429 response. */
export function denialBody(mode: DenialBodyMode, { decision, cost, requestId }: Denial): DenialBody {
  if (typeof mode === 'function') return mode(decision)
  if (mode === 'envelope') return envelope(new AppTheoryError('app.rate_limited', 'rate limited'), requestId)
  return mode === 'problem' ? problem(decision, cost) : apptheory
}

/** The response to an error of this package that the caller may see; `undefined` for any other. */
export function responseToError(
  error: unknown,
  mode: DenialBodyMode,
  requestId: string | undefined,
): object | undefined {
  if (isAppTheoryError(error, 'app.rate_limited')) {
    const { contentType = 'application/json' } = error as Partial<RateLimitExceededError>
    return response(error, contentType, error.message)
  }
  if (isAppTheoryError(error, 'rate_limiter.unavailable')) {
    const { contentType, body } = mode === 'envelope' ? envelope(error, requestId) : unavailable
    return response(error, contentType, body)
  }
  return undefined
}

const apptheory: DenialBody = {
  contentType: 'application/json',
  body: JSON.stringify({ error: 'rate_limit_exceeded', message: 'Too many requests. Please retry later.' }),
}

const unavailable: DenialBody = {
  contentType: 'application/json',
  body: JSON.stringify({
    error: 'service_unavailable',
    message: 'The rate limit could not be checked. Please retry later.',
  }),
}

function envelope(error: AppTheoryError, requestId: string | undefined): DenialBody {
  return { contentType: ENVELOPE_CONTENT_TYPE, body: JSON.stringify(errorEnvelope(error, requestId)) }
}

function response(error: AppTheoryError, contentType: string, body: string): object {
  return { statusCode: error.statusCode, headers: { 'content-type': contentType, ...error.headers }, body }
}

// https://datatracker.ietf.org/doc/html/draft-ietf-httpapi-ratelimit-headers-09, "Quota Exceeded".
function problem({ windows }: LimitDecision, cost: number): DenialBody {
  const violated = windows.filter(({ count, limit }) => count + cost > limit)
  return {
    contentType: 'application/problem+json',
    body: JSON.stringify({
      type: 'https://iana.org/assignments/http-problem-types#quota-exceeded',
      title: 'Request cannot be satisfied as assigned quota has been exceeded',
      status: 429,
      'violated-policies': violated.map(({ name }) => name),
    }),
  }
}
