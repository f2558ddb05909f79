import { httpEventOf, readsOnlyMultiValueHeaders } from './http-event.ts'

/** Header names, lower-case, to values. */
export type ResponseHeaders = Readonly<Record<string, string>>

interface ResponseShape {
  readonly statusCode?: unknown
  readonly headers?: Readonly<Record<string, unknown>> | null
  readonly multiValueHeaders?: Readonly<Record<string, unknown>> | null
  readonly [name: string]: unknown
}

/**
 * The response to `event`, with `headers` in the place of what it had under these names. A
 * response that is a bare value becomes what API Gateway would have made of it: status 200, the value as
 * JSON.
 */
export function withHeaders(event: unknown, response: unknown, headers: ResponseHeaders): unknown {
  const shaped = isResponse(response) ? response : responseOf(response)
  const http = httpEventOf(event)
  if (http && readsOnlyMultiValueHeaders(http)) {
    const lists = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, [value]]))
    return { ...shaped, multiValueHeaders: { ...without(headers, shaped.multiValueHeaders), ...lists } }
  }
  const changed = { ...shaped, headers: { ...without(headers, shaped.headers), ...headers } }
  if (!shaped.multiValueHeaders) return changed
  return { ...changed, multiValueHeaders: without(headers, shaped.multiValueHeaders) }
}

function isResponse(value: unknown): value is ResponseShape {
  if (typeof value !== 'object' || value === null) return false
  return 'statusCode' in value || ('body' in value && isStreamable(value.body))
}

// https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html
// "Lambda function response for format 2.0".
function responseOf(value: unknown): ResponseShape {
  if (isStreamable(value)) return { statusCode: 200, body: value }
  const body = typeof value === 'string' ? value : JSON.stringify(value ?? null)
  return { statusCode: 200, headers: { 'content-type': 'application/json' }, body }
}

/** A body that only a streaming handler can return, and that must not be read here. */
function isStreamable(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false
  return value instanceof Uint8Array || Symbol.asyncIterator in value || 'getReader' in value
}

function without(
  names: Readonly<Record<string, unknown>>,
  headers: Readonly<Record<string, unknown>> | null | undefined,
): Readonly<Record<string, unknown>> {
  if (!headers || !hasAny(names, headers)) return headers ?? {}
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !isAmong(names, name)))
}

function hasAny(
  names: Readonly<Record<string, unknown>>,
  headers: Readonly<Record<string, unknown>>,
): boolean {
  for (const name in headers) if (isAmong(names, name)) return true
  return false
}

function isAmong(names: Readonly<Record<string, unknown>>, name: string): boolean {
  return Object.hasOwn(names, name.toLowerCase())
}
