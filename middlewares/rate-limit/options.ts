import type middy from '@middy/core'
import type { Context } from 'aws-lambda'
import { AppTheoryError } from '../../errors.ts'
import { type Clock, systemClock } from '../../services/clock/clock.ts'
import { isPromiseLike } from '../../services/is-promise-like.ts'
import { checkOptions } from '../../services/options/check-options.ts'
import {
  aBoolean,
  aClock,
  aFunction,
  eitherOf,
  integer,
  isObject,
  nonEmptyString,
  type OptionRules,
  objectWith,
  oneOf,
} from '../../services/options/option-rules.ts'
import type { DynamoDBRateLimiterOptions } from '../../services/rate-limiter/dynamodb/options.ts'
import type { LimitDecision, RateLimiter, RateLimitKey } from '../../services/rate-limiter/rate-limiter.ts'
import { type AwsClientOptions, awsClientOptionRules } from '../aws/client-options.ts'
import { httpEventOf, methodOf, routeOf } from '../http/http-event.ts'
import type { DenialBodyMode } from './denial.ts'
import { dynamodbLimiter, type LimiterOf } from './dynamodb-limiter.ts'
import { type FailureReport, failureReport } from './failure-report.ts'
import type { RateLimitHeaderMode } from './headers.ts'
import { defaultIdentity } from './identity/client-identity.ts'

/** Middy's request, with the event that the function takes. */
export type RateLimitRequest<TEvent = unknown> = middy.Request<TEvent, unknown, Error, Context>

/** Computes a value from the event and the context of an invocation. */
type FromEvent<TEvent, TValue> = (event: TEvent, context: Context) => TValue

/** The event of callbacks that do not name its type. */
// biome-ignore lint/suspicious/noExplicitAny: callbacks may take any event until one of them names its type.
export type AnyEvent = any

/** Strings by name. */
type Metadata = NonNullable<RateLimitKey['metadata']>

/**
 * The options of {@link rateLimit}. Required: `strategy`, or `limiter`. Beside `limiter`, the
 * only options of `DynamoDBRateLimiter` are `clock` and `onDegraded`.
 */
export interface RateLimitMiddlewareOptions<TEvent = AnyEvent>
  extends Partial<DynamoDBRateLimiterOptions>,
    AwsClientOptions {
  /**
   * The limiter that decides: either this, or `strategy` with the options of a `DynamoDBRateLimiter`.
   * @defaultValue a `DynamoDBRateLimiter`
   */
  readonly limiter?: RateLimiter | undefined
  /**
   * Identifies the caller. Required for events that are not HTTP requests.
   * @defaultValue what AWS verified: the authorizer's user, else the identifier of the API key, else the
   * source address
   */
  readonly identify?: FromEvent<TEvent, string | undefined | PromiseLike<string | undefined>> | undefined
  /**
   * What the caller asks for: each resource is counted apart. A name, or a function that returns one.
   * @defaultValue the route template, else the function's name. A caller cannot choose either.
   */
  readonly resource?: string | FromEvent<TEvent, string> | undefined
  /**
   * What the caller does to the resource: each operation is counted apart.
   * @defaultValue the method, or `OTHER` for an unusual one. For a WebSocket, the type of the event, such as
   * `MESSAGE`. Otherwise `invoke`.
   */
  readonly operation?: string | FromEvent<TEvent, string> | undefined
  /** Stored in the item of the counter when it is created: strings by name. @defaultValue none */
  readonly metadata?: FromEvent<TEvent, Metadata | undefined | PromiseLike<Metadata | undefined>> | undefined
  /** Whether a request is neither counted nor limited. @defaultValue no request */
  readonly skip?: ((request: RateLimitRequest<TEvent>) => boolean | Promise<boolean>) | undefined
  /** How much a request spends: a whole number of at least 1. @defaultValue 1 */
  readonly cost?: number | ((request: RateLimitRequest<TEvent>) => number | Promise<number>) | undefined
  /**
   * Whether to give back what a request spent, once its `response` or its `error` is there.
   * @defaultValue no refund
   */
  readonly refundWhen?: ((request: RateLimitRequest<TEvent>) => boolean | Promise<boolean>) | undefined
  /**
   * What a request really cost, once its `response` or its `error` is there; for a streamed body once that
   * has ended or failed. Less than `cost` is given back within the same window, more is counted on top. With
   * `undefined`, what the request reserved stays counted. If the handler has called
   * `context.rateLimit.settle`, this is not called. Errors are reported as those of a refund.
   */
  readonly settle?:
    | ((request: RateLimitRequest<TEvent>) => number | undefined | PromiseLike<number | undefined>)
    | undefined
  /** The rate limit headers of a response. @defaultValue `'x-ratelimit'` */
  readonly headers?: RateLimitHeaderMode | undefined
  /** The body of a denied response. @defaultValue `'apptheory'` */
  readonly body?: DenialBodyMode | undefined
  /**
   * `'observe'` counts up to the limit, reports what is over it, and denies nothing, even if the table fails
   * and `failOpen` is `false`.
   * @defaultValue `'enforce'`
   */
  readonly mode?: 'enforce' | 'observe' | undefined
  /**
   * Called for each request over its limit, before it is denied. Errors of hooks are ignored.
   * @defaultValue nothing is called
   */
  readonly onLimited?: ((decision: LimitDecision, request: RateLimitRequest<TEvent>) => unknown) | undefined
  /** Called for each request within its limit. @defaultValue nothing is called */
  readonly onAllowed?: ((decision: LimitDecision, request: RateLimitRequest<TEvent>) => unknown) | undefined
  /** Whether the handler finds the decision at `context.rateLimit`. @defaultValue true */
  readonly setToContext?: boolean | undefined
}

/** The options of the middleware itself. All others are for the limiter on DynamoDB. */
const middlewareRules: OptionRules = {
  limiter: objectWith('checkAndIncrement', 'refund'),
  identify: aFunction,
  resource: eitherOf(nonEmptyString, aFunction),
  operation: eitherOf(nonEmptyString, aFunction),
  metadata: aFunction,
  skip: aFunction,
  cost: eitherOf(integer(1), aFunction),
  refundWhen: aFunction,
  settle: aFunction,
  headers: eitherOf(oneOf('x-ratelimit', 'draft', 'both', 'none', false), aFunction),
  body: eitherOf(oneOf('apptheory', 'envelope', 'problem'), aFunction),
  mode: oneOf('enforce', 'observe'),
  onLimited: aFunction,
  onAllowed: aFunction,
  setToContext: aBoolean,
  ...awsClientOptionRules,
}

/** With a limiter of its own, the middleware takes two options that otherwise are the limiter's. */
const rulesWithLimiter: OptionRules = { ...middlewareRules, clock: aClock, onDegraded: aFunction }

const rulesWithSettlement: OptionRules = {
  ...rulesWithLimiter,
  limiter: objectWith('checkAndIncrement', 'refund', 'settle'),
}

/** The options with their defaults, and what they amount to. */
export interface RateLimitSettings
  extends Pick<RateLimitMiddlewareOptions, 'skip' | 'refundWhen' | 'settle' | 'onLimited' | 'onAllowed'> {
  readonly onFailure: FailureReport
  readonly limiterOf: LimiterOf
  readonly keyOf: (request: RateLimitRequest) => RateLimitKey | PromiseLike<RateLimitKey>
  readonly clock: Clock
  readonly cost: NonNullable<RateLimitMiddlewareOptions['cost']>
  readonly headers: RateLimitHeaderMode
  readonly body: DenialBodyMode
  readonly observes: boolean
  readonly setToContext: boolean
}

/** @throws TypeError that names the option */
export function resolveRateLimitOptions(options: RateLimitMiddlewareOptions): RateLimitSettings {
  const { clock = systemClock } = options ?? {}
  return {
    ...options,
    limiterOf: resolveLimiter(options),
    onFailure: failureReport({ onDegraded: options.onDegraded, hasOwnLimiter: !options.limiter, clock }),
    keyOf: resolveKey(options),
    clock,
    cost: options.cost ?? 1,
    headers: options.headers ?? 'x-ratelimit',
    body: options.body ?? 'apptheory',
    observes: options.mode === 'observe',
    setToContext: options.setToContext ?? true,
  }
}

function resolveLimiter(options: RateLimitMiddlewareOptions): LimiterOf {
  const { limiter } = options ?? {}
  if (limiter !== undefined) {
    checkOptions('rateLimit', options, options.settle ? rulesWithSettlement : rulesWithLimiter)
    return () => limiter
  }
  checkOptions('rateLimit', pick(options, isOfMiddleware), middlewareRules)
  const ofLimiter = pick(options, (name) => !isOfMiddleware(name))
  return dynamodbLimiter(ofLimiter as unknown as DynamoDBRateLimiterOptions, options)
}

function isOfMiddleware(name: string): boolean {
  return Object.hasOwn(middlewareRules, name)
}

function pick(options: object, isPicked: (name: string) => boolean): Record<string, unknown> {
  if (!isObject(options)) throw new TypeError('rateLimit: options must be an object')
  return Object.fromEntries(Object.entries(options).filter(([name]) => isPicked(name)))
}

function resolveKey({
  identify = defaultIdentity,
  resource = routeOrFunctionName,
  operation = methodOrInvoke,
  metadata,
}: RateLimitMiddlewareOptions): RateLimitSettings['keyOf'] {
  const keyFor = ({ event, context }: RateLimitRequest, identifier: string | undefined): RateLimitKey => {
    if (!identifier) throw identityMissing()
    return {
      identifier,
      resource: typeof resource === 'function' ? resource(event, context) : resource,
      operation: typeof operation === 'function' ? operation(event, context) : operation,
    }
  }
  const bareKeyOf: RateLimitSettings['keyOf'] = (request) => {
    const identifier = identify(request.event, request.context)
    return isPromiseLike(identifier)
      ? identifier.then((found) => keyFor(request, found))
      : keyFor(request, identifier)
  }
  if (!metadata) return bareKeyOf
  return async (request) => {
    const key = await bareKeyOf(request)
    const found = await metadata(request.event, request.context)
    return found ? { ...key, metadata: found } : key
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
    'rateLimit cannot identify the caller of this event: pass `identify`, or `skip` events that have none; ' +
      'warmup belongs before rateLimit',
  )
}
