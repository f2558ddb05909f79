/** What an error has by its code, unless its options say otherwise. */
export interface ErrorDefinition {
  /** The HTTP status of a response about the error. */
  readonly statusCode: number
  /** Whether the same call may succeed later. */
  readonly retryable: boolean
}

/** Every code that this package throws or streams: `docs/errors.md` says what happened and what to do. */
export type ErrorCode =
  | 'app.bad_request'
  | 'app.validation_failed'
  | 'app.unauthorized'
  | 'app.forbidden'
  | 'app.not_found'
  | 'app.method_not_allowed'
  | 'app.conflict'
  | 'app.too_large'
  | 'app.timeout'
  | 'app.rate_limited'
  | 'app.overloaded'
  | 'app.internal'
  | 'rate_limiter.invalid_key'
  | 'rate_limiter.invalid_cost'
  | 'rate_limiter.invalid_limit'
  | 'rate_limiter.identity_missing'
  | 'rate_limiter.unavailable'
  | 'websocket.missing_endpoint'
  | 'websocket.invalid_endpoint'
  | 'websocket.missing_region'
  | 'websocket.missing_credentials'
  | 'websocket.invalid_credentials'
  | 'websocket.signing_failed'
  | 'websocket.invalid_connection'
  | 'websocket.invalid_data'
  | 'websocket.payload_too_large'
  | 'websocket.gone'
  | 'websocket.forbidden'
  | 'websocket.throttled'
  | 'websocket.unavailable'
  | 'event_bus.invalid_event'
  | 'event_bus.invalid_payload'
  | 'event_bus.event_too_large'
  | 'event_bus.invalid_query'
  | 'event_bus.invalid_cursor'
  | 'event_bus.not_found'
  | 'event_bus.conflict'
  | 'event_bus.subscriber_failed'
  | 'event_bus.unreadable_event'
  | 'event_bus.invalid_stream'
  | 'event_bus.unavailable'
  | 'event_bus.store_failed'
  | 'stream.invalid_response'
  | 'stream.invalid_header'
  | 'stream.invalid_body'
  | 'stream.invalid_event'
  | 'stream.client_disconnected'
  | 'peer.missing'

/** A code of this package, or one of a service's own, such as `shop.out_of_stock`. */
export type AnyErrorCode = ErrorCode | (string & {})

const final = (statusCode: number): ErrorDefinition => ({ statusCode, retryable: false })
const retryable = (statusCode: number): ErrorDefinition => ({ statusCode, retryable: true })

/**
 * The status and `retryable` of every code. A code is never renamed and never reused.
 *
 * @example
 * ```ts
 * const { statusCode, retryable } = errorRegistry['event_bus.not_found']
 * ```
 */
export const errorRegistry: Readonly<Record<ErrorCode, ErrorDefinition>> = {
  'app.bad_request': final(400),
  'app.validation_failed': final(422),
  'app.unauthorized': final(401),
  'app.forbidden': final(403),
  'app.not_found': final(404),
  'app.method_not_allowed': final(405),
  'app.conflict': final(409),
  'app.too_large': final(413),
  'app.timeout': retryable(408),
  'app.rate_limited': retryable(429),
  'app.overloaded': retryable(503),
  'app.internal': final(500),
  'rate_limiter.invalid_key': final(500),
  'rate_limiter.invalid_cost': final(500),
  'rate_limiter.invalid_limit': final(500),
  'rate_limiter.identity_missing': final(500),
  'rate_limiter.unavailable': retryable(503),
  'websocket.missing_endpoint': final(500),
  'websocket.invalid_endpoint': final(500),
  'websocket.missing_region': final(500),
  'websocket.missing_credentials': final(500),
  'websocket.invalid_credentials': final(500),
  'websocket.signing_failed': final(500),
  'websocket.invalid_connection': final(500),
  'websocket.invalid_data': final(500),
  'websocket.payload_too_large': final(500),
  'websocket.gone': final(500),
  'websocket.forbidden': final(500),
  'websocket.throttled': retryable(500),
  'websocket.unavailable': retryable(500),
  'event_bus.invalid_event': final(400),
  'event_bus.invalid_payload': final(400),
  'event_bus.event_too_large': final(413),
  'event_bus.invalid_query': final(400),
  'event_bus.invalid_cursor': final(400),
  'event_bus.not_found': final(404),
  'event_bus.conflict': final(409),
  'event_bus.subscriber_failed': final(500),
  'event_bus.unreadable_event': final(500),
  'event_bus.invalid_stream': final(500),
  'event_bus.unavailable': retryable(503),
  'event_bus.store_failed': final(500),
  'stream.invalid_response': final(500),
  'stream.invalid_header': final(500),
  'stream.invalid_body': final(500),
  'stream.invalid_event': final(500),
  'stream.client_disconnected': retryable(499),
  'peer.missing': final(500),
}

/** What an `AppTheoryError` has besides its code and message. By default, the code decides. */
export interface AppTheoryErrorOptions {
  /**
   * The origin (`package`) and the subject (`data`), in the form of Middy's own errors; or the original
   * error.
   * @defaultValue this package
   */
  readonly cause?: unknown
  /**
   * The HTTP status of a response about this error.
   * @defaultValue the status of the code; 500 for a code of the service's own
   */
  readonly statusCode?: number
  /**
   * Whether the same call can succeed later.
   * @defaultValue that of the code; `false` for a code of the service's own
   */
  readonly retryable?: boolean
  /** Whether the caller may see the message. @defaultValue `true` if `statusCode` is below 500 */
  readonly expose?: boolean
  /**
   * Headers of the response to this error, with names in lower case, such as `retry-after`.
   * @defaultValue none
   */
  readonly headers?: Readonly<Record<string, string>>
  /** Sent to the caller with the message, if that is exposed. JSON-serializable. @defaultValue none */
  readonly details?: Readonly<Record<string, unknown>>
}

const brand = Symbol.for('apptheory-middy.error')

/** The defaults of errors with a code of a service's own. */
const ownCode: ErrorDefinition = final(500)

/** The meaning of a code of this package; `undefined` for any other. */
export function errorDefinitionOf(code: unknown): ErrorDefinition | undefined {
  const isRegistered = typeof code === 'string' && Object.hasOwn(errorRegistry, code)
  return isRegistered ? errorRegistry[code as ErrorCode] : undefined
}

/**
 * The base of every error that this package throws at run time. A service may throw it with codes of its own.
 *
 * @example
 * ```ts
 * throw new AppTheoryError('app.not_found', 'no such order')
 * throw new AppTheoryError('shop.out_of_stock', 'none left', { statusCode: 409 })
 * ```
 */
export class AppTheoryError extends Error {
  // A literal, which minifiers leave alone.
  /** Differs in subclasses. To recognise an error, use `isAppTheoryError` or `code`. */
  override readonly name: string = 'AppTheoryError'
  /**
   * What happened: a code of this package, or one of the service's own. Codes do not change; messages may.
   */
  readonly code: AnyErrorCode
  /** Whether the same call may succeed later. */
  readonly retryable: boolean
  /** The HTTP status of a response about this error. */
  readonly statusCode: number
  /** Whether a response to the caller may contain the message and `details`. */
  readonly expose: boolean
  /** Headers of the response to this error, with names in lower case. Absent if there are none. */
  readonly headers?: Readonly<Record<string, string>>
  /** Facts for the caller, sent with the message if `expose` is `true`. Absent if there are none. */
  readonly details?: Readonly<Record<string, unknown>>

  /**
   * @param code - decides status, `retryable` and `expose`, unless `options` do
   * @param message - what is wrong and what to do; the caller reads it if `expose` is `true`
   * @param options - what differs from the defaults of the code
   */
  constructor(code: AnyErrorCode, message: string, options: AppTheoryErrorOptions = {}) {
    super(message, { cause: options.cause === undefined ? { package: 'apptheory-middy' } : options.cause })
    const defaults = errorDefinitionOf(code) ?? ownCode
    this.code = code
    this.retryable = options.retryable ?? defaults.retryable
    this.statusCode = options.statusCode ?? defaults.statusCode
    this.expose = options.expose ?? this.statusCode < 500
    if (options.headers) this.headers = options.headers
    if (options.details) this.details = options.details
    Object.defineProperty(this, brand, { value: true })
  }
}

/**
 * Whether `error` is an `AppTheoryError`, with `code` if that is given. Works for errors of another copy of
 * this package in the same bundle, where `instanceof` fails.
 *
 * @example
 * ```ts
 * const bus = new MemoryEventBus()
 * try {
 *   await bus.getEvent('01JZ', { tenantId: 'acme' })
 * } catch (error) {
 *   if (!isAppTheoryError(error, 'event_bus.not_found')) throw error
 *   console.info('event not found')
 * }
 * ```
 */
export function isAppTheoryError(error: unknown, code?: AnyErrorCode): error is AppTheoryError {
  if (typeof error !== 'object' || error === null || !Reflect.has(error, brand)) return false
  return code === undefined || (error as AppTheoryError).code === code
}
