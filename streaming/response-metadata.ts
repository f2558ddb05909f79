import { AppTheoryError } from '../errors.ts'
import { describe, type HeaderMap, type HeaderValue, type StreamedResponse } from './streamed-response.ts'

/** What is sent before the body, in the form that Function URLs and API Gateway read. */
export interface ResponseMetadata {
  readonly statusCode: number
  /** Names lower-case. */
  readonly headers: Readonly<Record<string, string>>
  readonly multiValueHeaders?: Readonly<Record<string, readonly string[]>>
  readonly cookies?: readonly string[]
}

interface StreamedEvent {
  readonly version?: unknown
  readonly httpMethod?: unknown
  readonly requestContext?: { readonly http?: { readonly method?: unknown } | null } | null
}

// The integration frames the body itself.
const framingHeaders = new Set(['content-length', 'transfer-encoding', 'connection'])
// RFC 9110, section 5.6.2 "Tokens", and section 5.5 "Field Values": what Node and API Gateway can send at all.
const fieldName = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/
const fieldValue = /^[\t\x20-\x7e\x80-\xff]*$/

/**
 * Validates and copies status, headers and cookies of a response to `event`.
 * @throws AppTheoryError `stream.invalid_response` for a status outside 200 to 599, `stream.invalid_header` for
 * headers or cookies that HTTP cannot carry
 */
export function responseMetadata(response: StreamedResponse, event: unknown): ResponseMetadata {
  const statusCode = statusOf(response.statusCode)
  const lists = mergedLists(headerLists(response.headers), headerLists(response.multiValueHeaders))
  const cookies = [...cookiesOf(response.cookies), ...(lists.get('set-cookie') ?? [])]
  lists.delete('set-cookie')
  for (const name of framingHeaders) lists.delete(name)
  return {
    statusCode,
    ...(takesMultiValueHeaders(event) ? separated(lists) : { headers: joined(lists) }),
    ...(cookies.length > 0 && { cookies }),
  }
}

/** Whether this response has no body, whatever its handler gave it (RFC 9110, sections 9.3.2, 15.3.5, 15.4.5). */
export function isBodiless(statusCode: number, event: unknown): boolean {
  return statusCode === 204 || statusCode === 304 || methodOf(event) === 'HEAD'
}

export function isEventStream(metadata: ResponseMetadata): boolean {
  return /^\s*text\/event-stream\s*(?:;|$)/i.test(metadata.headers['content-type'] ?? '')
}

function methodOf(event: unknown): string | undefined {
  const { httpMethod, requestContext } = (event ?? {}) as StreamedEvent
  const method = httpMethod ?? requestContext?.http?.method
  return typeof method === 'string' ? method.toUpperCase() : undefined
}

// REST APIs: https://docs.aws.amazon.com/apigateway/latest/developerguide/response-transfer-mode-lambda.html
// Function URLs pass payload format 2.0, which has no lists.
function takesMultiValueHeaders(event: unknown): boolean {
  const { version, httpMethod, requestContext } = (event ?? {}) as StreamedEvent
  return typeof httpMethod === 'string' && !requestContext?.http && version !== '2.0'
}

function statusOf(statusCode: StreamedResponse['statusCode'] | null): number {
  if (statusCode === undefined || statusCode === null) return 200
  const status =
    typeof statusCode === 'string' && /^\d{3}$/.test(statusCode) ? Number(statusCode) : statusCode
  if (typeof status === 'number' && Number.isInteger(status) && status >= 200 && status <= 599) return status
  const shown = typeof status === 'number' ? String(status) : describe(status)
  throw new AppTheoryError('stream.invalid_response', `statusCode must be 200 to 599, not ${shown}`, {
    cause: { package: 'apptheory-middy' },
  })
}

function headerLists(headers: HeaderMap | null | undefined): Map<string, string[]> {
  const lists = new Map<string, string[]>()
  if (headers === undefined || headers === null) return lists
  if (typeof headers !== 'object' || Symbol.iterator in headers) {
    throw invalidHeader(`headers must be a plain object, not ${describe(headers)}`)
  }
  for (const [rawName, value] of Object.entries(headers)) {
    if (!fieldName.test(rawName)) throw invalidHeader('a header has a name that is no HTTP token')
    const name = rawName.toLowerCase()
    const values = (Array.isArray(value) ? value : [value]) as readonly HeaderValue[]
    const present = values.filter((one) => one !== undefined && one !== null)
    if (present.length > 0)
      lists.set(
        name,
        present.map((one) => sendableValue(name, one)),
      )
  }
  return lists
}

function sendableValue(name: string, value: unknown): string {
  if (typeof value !== 'string' && typeof value !== 'number' && typeof value !== 'boolean') {
    throw invalidHeader(`header ${name} must be a string, not ${describe(value)}`)
  }
  const text = String(value)
  if (!fieldValue.test(text)) throw invalidHeader(`header ${name} has a character that HTTP forbids`)
  return text
}

function cookiesOf(cookies: readonly string[] | null | undefined): readonly string[] {
  if (cookies === undefined || cookies === null) return []
  if (!Array.isArray(cookies)) throw invalidHeader(`cookies must be a list, not ${describe(cookies)}`)
  return cookies.map((cookie) => {
    if (typeof cookie !== 'string') throw invalidHeader(`a cookie must be a string, not ${describe(cookie)}`)
    return sendableValue('set-cookie', cookie)
  })
}

// https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-lambda-proxy-integrations.html: where both
// forms name a header, their values are one list, and a value in both counts once.
function mergedLists(single: Map<string, string[]>, multi: Map<string, string[]>): Map<string, string[]> {
  const merged = new Map(single)
  for (const [name, values] of multi) {
    merged.set(name, [...(single.get(name) ?? []).filter((value) => !values.includes(value)), ...values])
  }
  return merged
}

function joined(lists: Map<string, string[]>): Record<string, string> {
  return Object.fromEntries([...lists].map(([name, values]) => [name, values.join(', ')]))
}

function separated(lists: Map<string, string[]>): Pick<ResponseMetadata, 'headers' | 'multiValueHeaders'> {
  const single = [...lists].filter(([, values]) => values.length === 1)
  const multi = [...lists].filter(([, values]) => values.length > 1)
  return {
    headers: joined(new Map(single)),
    ...(multi.length > 0 && { multiValueHeaders: Object.fromEntries(multi) }),
  }
}

function invalidHeader(message: string): AppTheoryError {
  return new AppTheoryError('stream.invalid_header', message, { cause: { package: 'apptheory-middy' } })
}
