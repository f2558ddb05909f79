import type middy from '@middy/core'
import type { Context } from 'aws-lambda'
import { isAppTheoryError } from '../errors.ts'
import { requestIdOf } from '../request-id.ts'
import { callHook } from '../services/hooks.ts'
import { isPromiseLike } from '../services/is-promise-like.ts'
import { oncePerExecution } from './durable/once-per-execution.ts'
import { takesHttpResponse } from './http/http-event.ts'
import { type ResponseHeaders, withHeaders } from './http/response-headers.ts'
import { conclusion } from './rate-limit/conclusion.ts'
import { denialBody, RateLimitExceededError, responseToError } from './rate-limit/denial.ts'
import { rateLimitHeaders } from './rate-limit/headers.ts'
import {
  type AnyEvent,
  type RateLimitMiddlewareOptions,
  type RateLimitRequest,
  resolveRateLimitOptions,
} from './rate-limit/options.ts'
import { DecisionInContext, Reservation, type SettleableDecision } from './rate-limit/settlement.ts'

/** What `rateLimit` adds to the context of the handler. */
export interface RateLimitContext {
  /** Absent if `skip` returned `true`, or if `mode` is `'observe'` and the table did not decide. */
  readonly rateLimit?: SettleableDecision
}

/** What one invocation leaves for its later phases. */
interface Spent {
  readonly reservation: Reservation
  readonly headers: ResponseHeaders
}

/**
 * Limits how often a caller may invoke a function.
 *
 * A denied HTTP request is answered with 429 through Middy's `onError` chain, so that CORS and security
 * headers still apply; for any other event the invocation fails with {@link RateLimitExceededError}.
 *
 * Errors:
 *
 * - `app.rate_limited` (429): the request is over its limit
 * - `rate_limiter.unavailable` (503): the table failed and `failOpen` is `false`
 * - `rate_limiter.identity_missing`: the caller of the event cannot be identified
 * - `rate_limiter.invalid_key`, `rate_limiter.invalid_cost`, `rate_limiter.invalid_limit`: a function among
 * the options returned an invalid value
 * - `peer.missing`: the DynamoDB client is not installed
 *
 * @example
 * ```ts
 * export const handler = middy()
 *   .use(rateLimit({ strategy: fixedWindow({ windowMs: 60_000, limit: 100 }) }))
 *   .handler(async () => ({ statusCode: 200, body: 'within the limit' }))
 * ```
 *
 * @throws TypeError that names the option
 */
export function rateLimit<TEvent = AnyEvent>(
  options: RateLimitMiddlewareOptions<TEvent>,
): middy.MiddlewareObj<unknown, unknown, Error, Context & RateLimitContext> {
  const settings = resolveRateLimitOptions(options)
  const { limiterOf, keyOf, onFailure, skip } = settings
  const conclude = conclusion(settings)
  const headersOf = rateLimitHeaders(settings.headers, settings.clock)
  // A key of its own: a chain may have several limits. In `internal`, because invocations may run side by
  // side.
  const spentKey = Symbol('apptheory-middy.rateLimit')
  const thrownKey = Symbol('apptheory-middy.rateLimit.thrown')

  const rateLimitBefore = async (request: RateLimitRequest): Promise<void> => {
    try {
      if (skip && (await skip(request))) return
      // Without an await where the value is there: `bench/rate-limiter.ts`, the middleware in memory.
      const keyOrPromise = keyOf(request)
      const key = isPromiseLike(keyOrPromise) ? await keyOrPromise : keyOrPromise
      const cost = typeof settings.cost === 'function' ? await settings.cost(request) : settings.cost
      const limiterOrPromise = limiterOf(request)
      const limiter = isPromiseLike(limiterOrPromise) ? await limiterOrPromise : limiterOrPromise
      const { context } = request
      const decision = await oncePerExecution(context, 'rateLimit', () =>
        limiter.checkAndIncrement(key, { cost }),
      )
      const denied = !decision.allowed && !settings.observes
      const headersOrPromise = headersOf(decision, denied)
      const headers = isPromiseLike(headersOrPromise) ? await headersOrPromise : headersOrPromise
      const reservation = new Reservation(key, cost, decision, { limiter, context, onFailure })
      internalOf(request)[spentKey] = { reservation, headers }
      if (settings.setToContext) setRateLimit(context, new DecisionInContext(reservation))
      callHook(decision.allowed ? settings.onAllowed : settings.onLimited, decision, request)
      if (denied) {
        const requestId = requestIdOf(request.event, context)
        const body = denialBody(settings.body, { decision, cost, requestId })
        throw new RateLimitExceededError(decision, body, headers)
      }
    } catch (error) {
      // A limit that is only observed denies nothing, whatever `failOpen` says.
      if (settings.observes && isAppTheoryError(error, 'rate_limiter.unavailable')) return
      thrownIn(request)[thrownKey] = error as Error
      throw error
    }
  }

  const rateLimitAfter = (request: RateLimitRequest): void | Promise<void> => {
    const spent = internalOf(request)[spentKey]
    if (!spent) return
    addHeaders(request, spent)
    return conclude?.(request, spent.reservation)
  }

  const rateLimitOnError = async (request: RateLimitRequest): Promise<void> => {
    const spent = internalOf(request)[spentKey]
    const thrown = thrownIn(request)[thrownKey]
    if (takesHttpResponse(request.event)) {
      request.response ??= responseToError(
        request.error,
        settings.body,
        requestIdOf(request.event, request.context),
      )
      if (spent && request.response !== undefined) addHeaders(request, spent)
    } else if (thrown) {
      // An error handler has made an HTTP response of it: as the result of an event, that would lose the
      // event.
      request.response = undefined
      request.error = thrown
    }
    if (spent) await conclude?.(request, spent.reservation)
  }

  return { before: rateLimitBefore, after: rateLimitAfter, onError: rateLimitOnError }
}

function setRateLimit(
  context: Context & { rateLimit?: SettleableDecision },
  decision: SettleableDecision,
): void {
  context.rateLimit = decision
}

function addHeaders(request: RateLimitRequest, { headers }: Spent): void {
  if (!takesHttpResponse(request.event)) return
  const { error, response } = request
  // Another limit of the chain denied: its headers say which, and when to come back.
  if (error instanceof RateLimitExceededError && error.headers !== headers) return
  // An error handler has made a response of our error, and took its body for plain JSON.
  const isOurs =
    error instanceof RateLimitExceededError &&
    (response as { body?: unknown } | undefined)?.body === error.message
  const added = isOurs ? { ...headers, 'content-type': error.contentType } : headers
  request.response = withHeaders(request.event, response, added)
}

/** What `before` threw, by invocation. */
function thrownIn(request: RateLimitRequest): Record<symbol, Error | undefined> {
  return request.internal
}

function internalOf(request: RateLimitRequest): Record<symbol, Spent | undefined> {
  return request.internal
}

export type { AwsClientOptions } from './aws/client-options.ts'
export type { ResponseHeaders } from './http/response-headers.ts'
export type { AppTheoryIdentityOptions } from './rate-limit/apptheory/identity.ts'
export { appTheoryIdentity } from './rate-limit/apptheory/identity.ts'
export type { AppTheoryNetHttpOptions } from './rate-limit/apptheory/net-http-preset.ts'
export { appTheoryNetHttp } from './rate-limit/apptheory/net-http-preset.ts'
export type { RateLimitPreset } from './rate-limit/apptheory/runtime-preset.ts'
export { appTheoryResource, appTheoryRuntime } from './rate-limit/apptheory/runtime-preset.ts'
export type { DenialBody, DenialBodyMode } from './rate-limit/denial.ts'
export { RateLimitExceededError } from './rate-limit/denial.ts'
export type { RateLimitHeaderMode, RateLimitHeadersFunction } from './rate-limit/headers.ts'
export type { ClientIdentity, SourceIpOptions } from './rate-limit/identity/client-identity.ts'
export {
  byApiKeyId,
  byAuthorizer,
  bySourceIp,
  byTenant,
  firstOf,
} from './rate-limit/identity/client-identity.ts'
export type { HeaderIdentityOptions, SecretIdentityOptions } from './rate-limit/identity/secret-identity.ts'
export { byBearerToken, byHeader } from './rate-limit/identity/secret-identity.ts'
export type { AnyEvent, RateLimitMiddlewareOptions, RateLimitRequest } from './rate-limit/options.ts'
export type { SettleableDecision } from './rate-limit/settlement.ts'
