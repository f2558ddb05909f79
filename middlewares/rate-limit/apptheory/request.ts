import { type HttpEvent, headerValues, httpEventOf, text } from '../../http/http-event.ts'
import { credentialHeader } from '../identity/credential-header.ts'

/** Members of HTTP events that AppTheory's adapters read, beside those of {@link HttpEvent}. */
interface AddressedEvent extends HttpEvent {
  readonly path?: unknown
  readonly rawPath?: unknown
  readonly rawQueryString?: unknown
  readonly queryStringParameters?: Readonly<Record<string, unknown>> | null
  readonly multiValueQueryStringParameters?: Readonly<Record<string, unknown>> | null
}

/**
 * The path as the caller wrote it, percent-encoding included; `undefined` where the event is not an HTTP
 * request.
 */
export function pathOf(event: unknown): string | undefined {
  const http: AddressedEvent | undefined = httpEventOf(event)
  if (!http || (http.httpMethod === undefined && !http.requestContext?.http)) return undefined
  return text(http.rawPath) ?? text(http.path) ?? '/'
}

/** The method in upper case, any word. */
export function methodOf(event: unknown): string | undefined {
  const { httpMethod, requestContext } = httpEventOf(event) ?? {}
  return (text(httpMethod) ?? text(requestContext?.http?.method))?.toUpperCase()
}

/** The first value of a header, as it was sent; empty values do not count. */
export function firstHeader(event: unknown, name: string): string | undefined {
  const http = httpEventOf(event)
  return http && headerValues(http, name).find((value) => value.trim() !== '')
}

/**
 * The token of an Authorization header with the scheme `Bearer`, written so; `undefined` without the scheme.
 */
export function bearerToken(event: unknown): string | undefined {
  const value = credentialHeader(event, 'authorization')
  return value?.startsWith('Bearer ') ? value.slice('Bearer '.length) : undefined
}

/** The first value of a query parameter. */
export function firstQueryValue(event: unknown, name: string): string | undefined {
  const http: AddressedEvent = httpEventOf(event) ?? {}
  const raw = text(http.rawQueryString)
  if (raw !== undefined) return new URLSearchParams(raw).get(name) ?? undefined
  const values = http.multiValueQueryStringParameters?.[name]
  return text(Array.isArray(values) ? values[0] : http.queryStringParameters?.[name])
}
