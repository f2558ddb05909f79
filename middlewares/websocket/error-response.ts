import { errorDefinitionOf, isAppTheoryError } from '../../errors.ts'
import { errorCodeOf, publicErrorOf } from '../../public-error.ts'

export interface ErrorResponseOptions {
  readonly errorBody: 'envelope' | 'text'
  readonly requestId: string | undefined
}

export interface ErrorResponse {
  readonly response: object
  /** Whether the client learns the message of the error. */
  readonly exposed: boolean
}

/** The response to an error, and as much of the error as the client may learn. */
export function errorResponseOf(
  error: unknown,
  { errorBody, requestId }: ErrorResponseOptions,
): ErrorResponse {
  const { statusCode, code, message, exposed } = publicErrorOf(isPublic(error) ? error : undefined)
  const own = exposed ? (error as { headers?: Readonly<Record<string, string>> }).headers : undefined
  if (errorBody === 'text') {
    const response = exposed
      ? { statusCode, body: message, ...(own && { headers: own }) }
      : { statusCode: 500 }
    return { response, exposed }
  }
  const body = { error: { code: portableCode(code, statusCode), message, request_id: requestId } }
  const headers = { ...own, 'content-type': 'application/json; charset=utf-8' }
  return { response: { statusCode, headers, body: JSON.stringify(body) }, exposed }
}

/** The client may learn of errors that are made for it, and never of a failure to manage connections. */
function isPublic(error: unknown): boolean {
  if (isAppTheoryError(error) && error.code.startsWith('websocket.')) return false
  const { expose } = (error ?? {}) as { readonly expose?: unknown }
  return expose === true || isPortable(errorCodeOf(error))
}

/** Whether a code means the same in every language: one of `app.*`, or one of the service's own. */
function isPortable(code: string | undefined): boolean {
  return code !== undefined && (code.startsWith('app.') || errorDefinitionOf(code) === undefined)
}

/** A code of this package's services is replaced by the one that the status stands for. */
function portableCode(code: string, statusCode: number): string {
  return isPortable(code) ? code : publicErrorOf({ statusCode }).code
}
