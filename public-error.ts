import { STATUS_CODES } from 'node:http'
import { type AnyErrorCode, errorDefinitionOf, errorRegistry, isAppTheoryError } from './errors.ts'

/** The part of an error that a caller may see. */
export interface PublicError {
  readonly statusCode: number
  readonly code: AnyErrorCode
  /**
   * The message, cut to 1,000 characters, or the name of the status where the error does not expose its
   * message.
   */
  readonly message: string
  /** Whether `message` is that of the error. */
  readonly exposed: boolean
}

/** The body of an error response, as AppTheory's runtimes write it. */
export interface ErrorEnvelope {
  readonly error: {
    readonly code: AnyErrorCode
    readonly message: string
    /** If it is not the status of the code. */
    readonly status_code?: number
    readonly details?: object
    readonly request_id?: string
  }
}

export const ENVELOPE_CONTENT_TYPE = 'application/json; charset=utf-8'

/** Reads nothing of `error` that can fail: an error may be any value, and its members may throw. */
export function publicErrorOf(error: unknown): PublicError {
  const statusCode = statusOf(error)
  const own = exposesMessage(error, statusCode) ? property(error, 'message') : undefined
  const exposed = typeof own === 'string'
  return {
    statusCode,
    code: errorCodeOf(error) ?? codeOfStatus(statusCode),
    message: exposed ? own.slice(0, 1000) : nameOfStatus(statusCode),
    exposed,
  }
}

/** The body of an error response, as AppTheory's runtimes write it. */
export function errorEnvelope(error: unknown, requestId?: string): ErrorEnvelope {
  const { code, message, statusCode, exposed } = publicErrorOf(error)
  const details = exposed && isOfAppTheory(error) ? jsonOf(property(error, 'details')) : undefined
  return {
    error: {
      code,
      message,
      ...(statusCode !== (errorDefinitionOf(code)?.statusCode ?? 500) && { status_code: statusCode }),
      ...(details && { details }),
      ...(requestId && { request_id: requestId }),
    },
  }
}

/** An object as JSON has it; `undefined` for anything else. */
function jsonOf(value: unknown): object | undefined {
  try {
    return typeof value === 'object' && value !== null ? JSON.parse(JSON.stringify(value)) : undefined
  } catch {
    return undefined
  }
}

/**
 * The code of an error: any that an `AppTheoryError` has, of this package or of AppTheory's own, and one of
 * this package's on any other error. `undefined` for codes of other origin, such as `ECONNRESET`.
 */
export function errorCodeOf(error: unknown): AnyErrorCode | undefined {
  const code = property(error, 'code')
  if (typeof code !== 'string') return undefined
  if (errorDefinitionOf(code)) return code
  return isOfAppTheory(error) && /^[A-Za-z0-9][\w.-]{0,127}$/.test(code) ? code : undefined
}

/** AppTheory's code for a status. */
function codeOfStatus(statusCode: number): AnyErrorCode {
  const isMeant = (code: string): boolean =>
    code.startsWith('app.') && errorDefinitionOf(code)?.statusCode === statusCode
  return Object.keys(errorRegistry).find(isMeant) ?? (statusCode < 500 ? 'app.bad_request' : 'app.internal')
}

/** The error's own status, if it is one of an error, else that of its code. */
function statusOf(error: unknown): number {
  const own = Number(property(error, 'statusCode'))
  const isErrorStatus = Number.isInteger(own) && own >= 400 && own <= 599
  return isErrorStatus ? own : (errorDefinitionOf(property(error, 'code'))?.statusCode ?? 500)
}

// As http-errors has it, whose errors Middy throws: the message of an error with a status below 500 is meant
// for the caller, unless `expose` says otherwise.
function exposesMessage(error: unknown, statusCode: number): boolean {
  return (property(error, 'expose') ?? statusCode < 500) === true
}

/**
 * Whether the error is of a class of AppTheory. Its packages may be bundled more than once: names, not
 * `instanceof`.
 */
function isOfAppTheory(error: unknown): boolean {
  try {
    if (isAppTheoryError(error)) return true
  } catch {
    return false
  }
  const name = property(error, 'name')
  return name === 'AppTheoryError' || name === 'AppError'
}

function nameOfStatus(statusCode: number): string {
  return statusCode === 500 ? 'internal error' : (STATUS_CODES[statusCode] ?? 'error').toLowerCase()
}

/** A member of an error, which may be any value. `undefined` if it cannot be read. */
export function property(error: unknown, name: string): unknown {
  try {
    return typeof error === 'object' && error !== null ? Reflect.get(error, name) : undefined
  } catch {
    return undefined
  }
}
