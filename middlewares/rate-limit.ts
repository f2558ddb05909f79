import type middy from '@middy/core'
import { type OptionSchema, validateOptions } from '@middy/util'
import type { Context } from 'aws-lambda'
import { AppTheoryError, isAppTheoryError } from '../errors.ts'
import { systemClock } from '../services/clock/clock.ts'
import {
  type DynamoDBRateLimiterOptions,
  resolveTableOptions,
} from '../services/rate-limiter/dynamodb-options.ts'
import type { LimitDecision, RateLimiter, RateLimitKey } from '../services/rate-limiter/rate-limiter.ts'
import { type ClientIdentity, defaultIdentity } from './client-identity.ts'
import { httpEventOf, methodOf, routeOf } from './http-event.ts'
import { RateLimitExceededError } from './rate-limit-exceeded-error.ts'
import { type ResponseHeaders, rateLimitHeaders } from './rate-limit-headers.ts'
import { withHeaders } from './response-headers.ts'

export interface RateLimitMiddlewareOptions extends Partial<DynamoDBRateLimiterOptions> {
  /** Decides. Either this, or `strategy` with whatever else a `DynamoDBRateLimiter` takes. */
  readonly limiter?: RateLimiter | undefined
  /**
   * Says who asks. For events that are no HTTP requests it has to be given.
   * @defaultValue what AWS verified: the authorizer's user, else the API key's identifier, else the source address
   */
  readonly identify?: ClientIdentity | undefined
}

/** What `rateLimit` adds to the context of the handler. */
export interface RateLimitContext {
  readonly rateLimit: LimitDecision
}

type Request = middy.Request<unknown, unknown, Error, Context & RateLimitContext>

const limiterSchema: OptionSchema = {
  type: 'object',
  properties: {
    limiter: { type: 'object', additionalProperties: true },
    identify: { instanceof: 'Function' },
    clock: { type: 'object', additionalProperties: true },
  },
  additionalProperties: false,
}

const deniedBody = JSON.stringify({
  error: 'rate_limit_exceeded',
  message: 'Too many requests. Please retry later.',
})

/**
 * Limits how often a caller may invoke a function.
 *
 * @example
 * ```ts
 * export const handler = middy(lambdaHandler)
 *   .use(rateLimit({ strategy: fixedWindow({ windowMs: 60_000, limit: 100 }) }))
 * ```
 *
 * A denied HTTP request is answered with 429 through Middy's `onError` chain, so that CORS and security headers
 * still apply; for any other event the invocation fails with {@link RateLimitExceededError}. Responses carry
 * `x-ratelimit-limit`, `x-ratelimit-remaining` and `x-ratelimit-reset` (epoch seconds), and `retry-after`
 * (seconds) on a denial. The handler finds the decision at `context.rateLimit`.
 *
 * Errors: `app.rate_limited` (429); `rate_limiter.identity_missing` where nothing says who asks;
 * `rate_limiter.unavailable` (503) where the table fails and `failOpen` is `false`; `peer.missing` where the
 * DynamoDB client is not installed.
 * @throws TypeError that names the option
 */
export function rateLimit(
  options: RateLimitMiddlewareOptions,
): middy.MiddlewareObj<unknown, unknown, Error, Context & RateLimitContext> {
  const { identify = defaultIdentity, clock = systemClock } = options
  const limiter = resolveLimiter(options)
  // A key of its own: a chain may have several limits. In `internal`, because invocations may run side by side.
  const headersKey = Symbol('apptheory-middy.rateLimit')

  const rateLimitBefore = async (request: Request): Promise<void> => {
    const key = keyOf(request, identify)
    const service = limiter instanceof Promise ? await limiter : limiter
    const decision = await service.checkAndIncrement(key)
    const headers = rateLimitHeaders(decision, clock.now())
    internalOf(request)[headersKey] = headers
    Object.assign(request.context, { rateLimit: decision })
    if (!decision.allowed) throw new RateLimitExceededError(deniedBody, decision, headers)
  }

  const rateLimitAfter = (request: Request): void => {
    const headers = internalOf(request)[headersKey]
    if (headers && httpEventOf(request.event)) {
      request.response = withHeaders(request.event, request.response, headers)
    }
  }

  const rateLimitOnError = (request: Request): void => {
    if (!httpEventOf(request.event)) return
    if (request.response === undefined) request.response = responseTo(request.error)
    if (request.response !== undefined) rateLimitAfter(request)
  }

  return { before: rateLimitBefore, after: rateLimitAfter, onError: rateLimitOnError }
}

function resolveLimiter(options: RateLimitMiddlewareOptions): RateLimiter | Promise<RateLimiter> {
  if (options.limiter) {
    validateOptions('apptheory-middy', limiterSchema, { ...options })
    return options.limiter
  }
  const { limiter, identify, ...tableOptions } = options
  validateOptions('apptheory-middy', limiterSchema, { limiter, identify })
  // Checked here, because the adapter is made when its module has come, which is too late to throw at construction.
  resolveTableOptions(tableOptions as DynamoDBRateLimiterOptions)
  return loadDynamoDBLimiter(tableOptions as DynamoDBRateLimiterOptions)
}

/** Begins during Lambda's init; the first invocation awaits it, and hears of what went wrong. */
function loadDynamoDBLimiter(options: DynamoDBRateLimiterOptions): Promise<RateLimiter> {
  const loading = import('../services/rate-limiter/dynamodb-rate-limiter.ts').then(
    ({ DynamoDBRateLimiter }) => new DynamoDBRateLimiter(options),
    (error: unknown) => {
      throw new AppTheoryError(
        'peer.missing',
        'rateLimit counts in DynamoDB with @aws-sdk/client-dynamodb: install it, or pass a limiter',
        { cause: error },
      )
    },
  )
  loading.catch(() => {})
  return loading
}

function keyOf({ event, context }: Request, identify: ClientIdentity): RateLimitKey {
  const identifier = identify(event)
  if (!identifier) {
    throw new AppTheoryError(
      'rate_limiter.identity_missing',
      'nothing in this event says who asks: pass `identify` to rateLimit',
      { cause: { package: 'apptheory-middy' } },
    )
  }
  const http = httpEventOf(event)
  return {
    identifier,
    resource: (http && routeOf(http)) ?? context.functionName ?? 'function',
    operation: (http && methodOf(http)) ?? 'invoke',
  }
}

/** The response to an error of ours that a caller should see; none to any other. */
function responseTo(error: unknown): object | undefined {
  if (!isAppTheoryError(error, 'app.rate_limited')) return undefined
  return {
    statusCode: error.statusCode,
    headers: { 'content-type': 'application/json', ...error.headers },
    body: error.message,
  }
}

function internalOf(request: Request): Record<symbol, ResponseHeaders | undefined> {
  return request.internal
}
