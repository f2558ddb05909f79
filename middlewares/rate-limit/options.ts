import type middy from '@middy/core'
import { type OptionSchema, validateOptions } from '@middy/util'
import type { Context } from 'aws-lambda'
import { AppTheoryError, isAppTheoryError } from '../../errors.ts'
import { type Clock, systemClock } from '../../services/clock/clock.ts'
import { aFunction, clockRule, portRule, someText } from '../../services/option-rules.ts'
import type { DynamoDBRateLimiterOptions } from '../../services/rate-limiter/dynamodb/options.ts'
import type { LimitDecision, RateLimiter, RateLimitKey } from '../../services/rate-limiter/rate-limiter.ts'
import { awsClientRules } from '../aws/client-rules.ts'
import type { AwsClientOptions } from '../aws/dynamodb-service.ts'
import { httpEventOf, methodOf, routeOf } from '../http/http-event.ts'
import type { DenialBodyMode } from './denial.ts'
import { dynamodbLimiter, type LimiterOf } from './dynamodb-limiter.ts'
import type { RateLimitHeaderMode } from './headers.ts'
import { defaultIdentity } from './identity/client-identity.ts'

/** Middy's request, with an event of any kind. */
export type RateLimitRequest = middy.Request<unknown, unknown, Error, Context>

type FromEvent<TValue> = (event: unknown, context: Context) => TValue

export interface RateLimitMiddlewareOptions extends Partial<DynamoDBRateLimiterOptions>, AwsClientOptions {
  /** Decides. Either this, or `strategy` with whatever else a `DynamoDBRateLimiter` takes. */
  readonly limiter?: RateLimiter | undefined
  /**
   * Says who asks. For events that are no HTTP requests it has to be given.
   * @defaultValue what AWS verified: the authorizer's user, else the API key's identifier, else the source address
   */
  readonly identify?: FromEvent<string | undefined | Promise<string | undefined>> | undefined
  /** What is limited. @defaultValue the route template, else the function's name: nothing that a caller can choose */
  readonly resource?: string | FromEvent<string> | undefined
  /** @defaultValue the method, `OTHER` for an unusual one; for a WebSocket what happened, such as `MESSAGE`; else `invoke` */
  readonly operation?: string | FromEvent<string> | undefined
  /** Leaves a request uncounted and unlimited. */
  readonly skip?: ((request: RateLimitRequest) => boolean | Promise<boolean>) | undefined
  /** How much a request spends: a whole number of at least 1. @defaultValue 1 */
  readonly cost?: number | ((request: RateLimitRequest) => number | Promise<number>) | undefined
  /** Gives back what a request spent, once its `response` or its `error` is there. */
  readonly refundWhen?: ((request: RateLimitRequest) => boolean | Promise<boolean>) | undefined
  /** @defaultValue `'x-ratelimit'` */
  readonly headers?: RateLimitHeaderMode | undefined
  /** @defaultValue `'apptheory'` */
  readonly body?: DenialBodyMode | undefined
  /** `'observe'` counts up to the limit and reports what is over it, and denies nothing. @defaultValue `'enforce'` */
  readonly mode?: 'enforce' | 'observe' | undefined
  /** Hears of every request over its limit. What it throws is ignored, here and below. */
  readonly onLimited?: ((decision: LimitDecision, request: RateLimitRequest) => unknown) | undefined
  /** Hears of every request within its limit. */
  readonly onAllowed?: ((decision: LimitDecision, request: RateLimitRequest) => unknown) | undefined
  /** Whether the handler finds the decision at `context.rateLimit`. @defaultValue true */
  readonly setToContext?: boolean | undefined
}

const properties: NonNullable<OptionSchema['properties']> = {
  limiter: portRule('checkAndIncrement', 'refund'),
  clock: clockRule,
  onDegraded: aFunction,
  identify: aFunction,
  resource: { oneOf: [someText, aFunction] },
  operation: { oneOf: [someText, aFunction] },
  skip: aFunction,
  cost: { oneOf: [{ type: 'integer', minimum: 1 }, aFunction] },
  refundWhen: aFunction,
  headers: { oneOf: [{ enum: ['x-ratelimit', 'draft', 'both', false] }, aFunction] },
  body: { oneOf: [{ enum: ['apptheory', 'problem'] }, aFunction] },
  mode: { enum: ['enforce', 'observe'] },
  onLimited: aFunction,
  onAllowed: aFunction,
  setToContext: { type: 'boolean' },
  ...awsClientRules,
}
const optionSchema: OptionSchema = { type: 'object', properties, additionalProperties: false }

/** The options with their defaults, and what they amount to. */
export interface RateLimitSettings
  extends Pick<RateLimitMiddlewareOptions, 'skip' | 'refundWhen' | 'onLimited' | 'onAllowed'> {
  readonly onRefundFailed: RateLimitMiddlewareOptions['onDegraded']
  readonly limiterOf: LimiterOf
  readonly keyOf: (request: RateLimitRequest) => RateLimitKey | Promise<RateLimitKey>
  readonly clock: Clock
  readonly cost: NonNullable<RateLimitMiddlewareOptions['cost']>
  readonly headers: RateLimitHeaderMode
  readonly body: DenialBodyMode
  readonly observes: boolean
  readonly setToContext: boolean
}

/** @throws TypeError that names the option */
export function resolveRateLimitOptions(options: RateLimitMiddlewareOptions): RateLimitSettings {
  return {
    ...options,
    onRefundFailed: resolveOnRefundFailed(options),
    limiterOf: resolveLimiter(options),
    keyOf: resolveKey(options),
    clock: options.clock ?? systemClock,
    cost: options.cost ?? 1,
    headers: options.headers ?? 'x-ratelimit',
    body: options.body ?? 'apptheory',
    observes: options.mode === 'observe',
    setToContext: options.setToContext ?? true,
  }
}

function resolveLimiter(options: RateLimitMiddlewareOptions): LimiterOf {
  const { limiter } = options
  const given = Object.entries(options)
  const ofMiddleware = limiter ? given : given.filter(isOfMiddleware)
  validateOptions('apptheory-middy', optionSchema, Object.fromEntries(ofMiddleware))
  if (limiter) return () => limiter
  const ofLimiter = Object.fromEntries(given.filter((option) => !isOfMiddleware(option)))
  return dynamodbLimiter(ofLimiter as unknown as DynamoDBRateLimiterOptions, options)
}

/** `clock` and `onDegraded` a limiter on DynamoDB takes as well, and validates. */
function isOfMiddleware([name]: readonly [name: string, value: unknown]): boolean {
  return Object.hasOwn(properties, name) && name !== 'clock' && name !== 'onDegraded'
}

/** `onDegraded`, unless the limiter that was made of the same options has told it already. */
function resolveOnRefundFailed({
  limiter,
  onDegraded,
}: RateLimitMiddlewareOptions): RateLimitSettings['onRefundFailed'] {
  if (limiter || !onDegraded) return onDegraded
  return (error, key) =>
    isAppTheoryError(error, 'rate_limiter.unavailable') ? undefined : onDegraded(error, key)
}

function resolveKey({
  identify = defaultIdentity,
  resource = routeOrFunctionName,
  operation = methodOrInvoke,
}: RateLimitMiddlewareOptions): RateLimitSettings['keyOf'] {
  const keyFor = ({ event, context }: RateLimitRequest, identifier: string | undefined): RateLimitKey => {
    if (!identifier) throw identityMissing()
    return {
      identifier,
      resource: typeof resource === 'function' ? resource(event, context) : resource,
      operation: typeof operation === 'function' ? operation(event, context) : operation,
    }
  }
  return (request) => {
    const identifier = identify(request.event, request.context)
    return identifier instanceof Promise
      ? identifier.then((found) => keyFor(request, found))
      : keyFor(request, identifier)
  }
}

function routeOrFunctionName(event: unknown, context: Context): string {
  const http = httpEventOf(event)
  return (http && routeOf(http)) ?? context.functionName ?? 'function'
}

function methodOrInvoke(event: unknown): string {
  const http = httpEventOf(event)
  return (http && methodOf(http)) ?? 'invoke'
}

function identityMissing(): AppTheoryError {
  return new AppTheoryError(
    'rate_limiter.identity_missing',
    'nothing in this event says who asks: pass `identify` to rateLimit',
  )
}
