import type { AppTheoryError } from '../errors.ts'
import { describe, invalidHeader, invalidResponse } from './returned/invalid-response.ts'
import type { HeaderMap, HeaderValue, StreamedResponse } from './streamed-response.ts'

/** What is sent before the body, in the form that Function URLs and API Gateway read. */
export interface ResponseMetadata {
  /** The HTTP status, 200 to 599. */
  readonly statusCode: number
  /** The headers of the response, each with one value. Names lower-case. */
  readonly headers: Readonly<Record<string, string>>
  /** Headers with several values, for payload format 1.0 only. Absent if there are none. */
  readonly multiValueHeaders?: Readonly<Record<string, readonly string[]>>
  /** The values of `set-cookie`, which are in no other list. Absent if there are none. */
  readonly cookies?: readonly string[]
}

interface StreamedEvent {
  readonly version?: unknown
  readonly httpMethod?: unknown
  readonly requestContext?: { readonly http?: { readonly method?: unknown } | null } | null
}

// The integration frames the body itself.
const framingHeaders = ['content-length', 'transfer-encoding', 'connection']
const ruledHeaders: ReadonlySet<string> = new Set([...framingHeaders, 'set-cookie'])
// RFC 9110, section 5.6.2 "Tokens", and section 5.5 "Field Values": what Node and API Gateway can send at
// all.
const fieldName = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/
// Most names: any other one takes a longer way. Without `_`, since assigning `__proto__` makes no header.
const plainName = /^[a-z0-9-]+$/
const fieldValue = /^[\t\x20-\x7e\x80-\xff]*$/

/**
 * Validates and copies status, headers and cookies of a response to `event`.
 * @throws AppTheoryError `stream.invalid_response` for a status outside 200 to 599, `stream.invalid_header`
 * for headers or cookies that HTTP cannot carry
 */
export function responseMetadata(response: StreamedResponse, event: unknown): ResponseMetadata {
  const statusCode = statusOf(response.statusCode)
  const given = headerMapOf(response.headers)
  const { multiValueHeaders, cookies: givenCookies } = response
  // Stryker disable next-line ConditionalExpression: without this shorter way the lists say the same
  const plain = isAbsent(multiValueHeaders) && isAbsent(givenCookies) ? plainHeaders(given) : undefined
  // Stryker disable next-line ConditionalExpression: as above
  if (plain) return { statusCode, headers: plain }
  const lists = headerLists(given)
  mergeLists(lists, headerLists(headerMapOf(multiValueHeaders)))
  const cookies = cookiesOf(givenCookies, lists.get('set-cookie'))
  for (const name of ['set-cookie', ...framingHeaders]) lists.delete(name)
  const headers = isPayloadFormat1(event) ? separated(lists) : { headers: joined(lists) }
  return { statusCode, ...headers, ...(cookies.length > 0 && { cookies }) }
}

/**
 * Whether this response has no body, whatever its handler gave it (RFC 9110, sections 9.3.2, 15.3.5, 15.4.5).
 */
export function isBodiless(statusCode: number, event: unknown): boolean {
  return statusCode === 204 || statusCode === 304 || methodOf(event) === 'HEAD'
}

export function isEventStream(metadata: ResponseMetadata): boolean {
  // Stryker disable next-line StringLiteral: neither text is the type of an event stream
  return /^\s*text\/event-stream\s*(?:;|$)/i.test(metadata.headers['content-type'] ?? '')
}

function methodOf(event: unknown): string | undefined {
  const { httpMethod, requestContext } = (event ?? {}) as StreamedEvent
  const method = httpMethod ?? requestContext?.http?.method
  return typeof method === 'string' ? method.toUpperCase() : undefined
}

// REST APIs: https://docs.aws.amazon.com/apigateway/latest/developerguide/response-transfer-mode-lambda.html
// Function URLs pass payload format 2.0, which has no lists.
export function isPayloadFormat1(event: unknown): boolean {
  const { version, httpMethod, requestContext } = (event ?? {}) as StreamedEvent
  return typeof httpMethod === 'string' && !requestContext?.http && version !== '2.0'
}

function statusOf(statusCode: StreamedResponse['statusCode'] | null): number {
  if (isAbsent(statusCode)) return 200
  const status =
    typeof statusCode === 'string' && /^\d{3}$/.test(statusCode) ? Number(statusCode) : statusCode
  if (typeof status !== 'number') throw invalidStatus(describe(status))
  if (!Number.isInteger(status) || status < 200 || status > 599) throw invalidStatus(String(status))
  return status
}

function headerMapOf(headers: HeaderMap | null | undefined): HeaderMap {
  const given = headers ?? {}
  if (typeof given === 'object' && !(Symbol.iterator in given)) return given
  throw invalidHeader(`headers must be a plain object, not ${describe(given)}`)
}

/** The headers of most responses: each is text, in lower case, and needs no rule of its own. */
// Stryker disable BlockStatement,ConditionalExpression,StringLiteral: undefined takes the longer way
function plainHeaders(headers: HeaderMap): Record<string, string> | undefined {
  const plain: Record<string, string> = {}
  for (const name of Object.keys(headers)) {
    const value = headers[name]
    if (typeof value !== 'string' || !fieldValue.test(value)) return undefined
    if (!plainName.test(name) || ruledHeaders.has(name)) return undefined
    plain[name] = value
  }
  return plain
}

// Stryker restore all

function headerLists(headers: HeaderMap): Map<string, string[]> {
  const lists = new Map<string, string[]>()
  for (const [rawName, value] of Object.entries(headers)) {
    if (isAbsent(value)) continue
    if (!fieldName.test(rawName)) throw invalidHeader('a header has a name that is not an HTTP token')
    const name = rawName.toLowerCase()
    const values = sendableValues(name, Array.isArray(value) ? value : [value])
    // Any other name that comes in two spellings was set twice, and the later value counts.
    lists.set(name, name === 'set-cookie' ? [...(lists.get(name) ?? []), ...values] : values)
  }
  return lists
}

function sendableValues(name: string, values: readonly HeaderValue[]): string[] {
  return values.filter((value) => !isAbsent(value)).map((value) => sendableValue(name, value))
}

function sendableValue(name: string, value: unknown): string {
  if (typeof value !== 'string' && typeof value !== 'number' && typeof value !== 'boolean') {
    throw invalidHeader(`header ${name} must be a string, not ${describe(value)}`)
  }
  const text = String(value)
  if (!fieldValue.test(text)) throw invalidHeader(`header ${name} has a character that HTTP forbids`)
  return text
}

function cookiesOf(
  cookies: readonly string[] | null | undefined,
  setCookie: readonly string[] = [],
): readonly string[] {
  if (isAbsent(cookies)) return setCookie
  if (!Array.isArray(cookies)) throw invalidHeader(`cookies must be a list, not ${describe(cookies)}`)
  const given = cookies.map((cookie) => {
    if (typeof cookie !== 'string') throw invalidHeader(`a cookie must be a string, not ${describe(cookie)}`)
    return sendableValue('set-cookie', cookie)
  })
  return [...given, ...setCookie]
}

// https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-lambda-proxy-integrations.html: where
// both forms name a header, their values are one list, and a value in both counts once.
function mergeLists(lists: Map<string, string[]>, multi: Map<string, string[]>): void {
  for (const [name, values] of multi) {
    const single = lists.get(name) ?? []
    lists.set(name, [...single.filter((value) => !values.includes(value)), ...values])
  }
}

/** Each list as one value. */
export function joined(lists: Iterable<readonly [string, readonly string[]]>): Record<string, string> {
  const present = [...lists].filter(([, values]) => values.length > 0)
  return Object.fromEntries(present.map(([name, values]) => [name, values.join(', ')]))
}

function separated(lists: Map<string, string[]>): Pick<ResponseMetadata, 'headers' | 'multiValueHeaders'> {
  const multi = [...lists].filter(([, values]) => values.length > 1)
  const headers = joined([...lists].filter(([, values]) => values.length === 1))
  return multi.length > 0 ? { headers, multiValueHeaders: Object.fromEntries(multi) } : { headers }
}

function isAbsent(value: unknown): value is null | undefined {
  return value === undefined || value === null
}

function invalidStatus(shown: string): AppTheoryError {
  return invalidResponse(`statusCode must be 200 to 599, not ${shown}`)
}
