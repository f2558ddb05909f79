/** What a code means to a caller, unless the error that carries it says otherwise. */
export interface ErrorDefinition {
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

/** The one registry of codes. A code is never renamed and never reused. */
export const errorRegistry: Readonly<Record<ErrorCode, ErrorDefinition>> = {
  'app.bad_request': { statusCode: 400, retryable: false },
  'app.validation_failed': { statusCode: 400, retryable: false },
  'app.unauthorized': { statusCode: 401, retryable: false },
  'app.forbidden': { statusCode: 403, retryable: false },
  'app.not_found': { statusCode: 404, retryable: false },
  'app.conflict': { statusCode: 409, retryable: false },
  'app.too_large': { statusCode: 413, retryable: false },
  'app.timeout': { statusCode: 408, retryable: true },
  'app.rate_limited': { statusCode: 429, retryable: true },
  'app.overloaded': { statusCode: 503, retryable: true },
  'app.internal': { statusCode: 500, retryable: false },
  'rate_limiter.invalid_key': { statusCode: 500, retryable: false },
  'rate_limiter.invalid_cost': { statusCode: 500, retryable: false },
  'rate_limiter.invalid_limit': { statusCode: 500, retryable: false },
  'rate_limiter.identity_missing': { statusCode: 500, retryable: false },
  'rate_limiter.unavailable': { statusCode: 503, retryable: true },
  'websocket.missing_endpoint': { statusCode: 500, retryable: false },
  'websocket.invalid_endpoint': { statusCode: 500, retryable: false },
  'websocket.missing_region': { statusCode: 500, retryable: false },
  'websocket.missing_credentials': { statusCode: 500, retryable: false },
  'websocket.invalid_credentials': { statusCode: 500, retryable: false },
  'websocket.signing_failed': { statusCode: 500, retryable: false },
  'websocket.invalid_connection': { statusCode: 500, retryable: false },
  'websocket.invalid_data': { statusCode: 500, retryable: false },
  'websocket.payload_too_large': { statusCode: 500, retryable: false },
  'websocket.gone': { statusCode: 500, retryable: false },
  'websocket.forbidden': { statusCode: 500, retryable: false },
  'websocket.throttled': { statusCode: 500, retryable: true },
  'websocket.unavailable': { statusCode: 500, retryable: true },
  'event_bus.invalid_event': { statusCode: 400, retryable: false },
  'event_bus.invalid_payload': { statusCode: 400, retryable: false },
  'event_bus.event_too_large': { statusCode: 413, retryable: false },
  'event_bus.invalid_query': { statusCode: 400, retryable: false },
  'event_bus.invalid_cursor': { statusCode: 400, retryable: false },
  'event_bus.not_found': { statusCode: 404, retryable: false },
  'event_bus.conflict': { statusCode: 409, retryable: false },
  'event_bus.subscriber_failed': { statusCode: 500, retryable: false },
  'event_bus.unreadable_event': { statusCode: 500, retryable: false },
  'event_bus.invalid_stream': { statusCode: 500, retryable: false },
  'event_bus.unavailable': { statusCode: 503, retryable: true },
  'event_bus.store_failed': { statusCode: 500, retryable: false },
  'stream.invalid_response': { statusCode: 500, retryable: false },
  'stream.invalid_header': { statusCode: 500, retryable: false },
  'stream.invalid_body': { statusCode: 500, retryable: false },
  'stream.invalid_event': { statusCode: 500, retryable: false },
  'stream.client_disconnected': { statusCode: 499, retryable: true },
  'peer.missing': { statusCode: 500, retryable: false },
}

export interface AppTheoryErrorOptions {
  /** Where it comes from (`package`) and what it is about (`data`), in the form of Middy's own errors. */
  readonly cause?: unknown
  readonly statusCode?: number
  readonly retryable?: boolean
  /** Whether the message may be shown to the caller. Default: `statusCode` below 500. */
  readonly expose?: boolean
  /** Headers for the response that this error becomes. Names lower-case. */
  readonly headers?: Readonly<Record<string, string>>
}

const brand = Symbol.for('apptheory-middy.error')

/** The base of every error that this package throws at run time. */
export class AppTheoryError extends Error {
  readonly code: ErrorCode
  readonly retryable: boolean
  readonly statusCode: number
  readonly expose: boolean
  readonly headers?: Readonly<Record<string, string>>

  constructor(code: ErrorCode, message: string, options: AppTheoryErrorOptions = {}) {
    super(message, 'cause' in options ? { cause: options.cause } : undefined)
    const defaults = errorRegistry[code]
    this.name = new.target.name
    this.code = code
    this.retryable = options.retryable ?? defaults.retryable
    this.statusCode = options.statusCode ?? defaults.statusCode
    this.expose = options.expose ?? this.statusCode < 500
    if (options.headers) this.headers = options.headers
    Object.defineProperty(this, brand, { value: true })
  }
}

/**
 * Whether `error` is one of ours: by brand, because two copies of this package can meet in one bundle and then
 * `instanceof` does not hold.
 */
export function isAppTheoryError(error: unknown, code?: ErrorCode): error is AppTheoryError {
  if (typeof error !== 'object' || error === null || !Reflect.has(error, brand)) return false
  return code === undefined || (error as AppTheoryError).code === code
}
