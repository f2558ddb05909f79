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
const framingHeaders = ['content-length', 'transfer-encoding', 'connection'] as const
const ruledHeaders: ReadonlySet<string> = new Set([...framingHeaders, 'set-cookie'])
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
  const plain = response.multiValueHeaders || response.cookies ? undefined : plainHeaders(response.headers)
  if (plain) return { statusCode, headers: plain }
  const lists = headerLists(response.headers)
  if (response.multiValueHeaders) mergeLists(lists, headerLists(response.multiValueHeaders))
  const cookies = cookiesOf(response.cookies, lists.get('set-cookie'))
  lists.delete('set-cookie')
  for (const name of framingHeaders) lists.delete(name)
  const headers = takesMultiValueHeaders(event) ? separated(lists) : { headers: joined(lists) }
  return cookies.length > 0 ? { statusCode, ...headers, cookies } : { statusCode, ...headers }
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
  throw new AppTheoryError('stream.invalid_response', `statusCode must be 200 to 599, not ${shown}`)
}

/** The headers where each is text and none needs a rule of its own, which is the rule; else undefined. */
function plainHeaders(headers: HeaderMap | null | undefined): Record<string, string> | undefined {
  if (headers === undefined || headers === null) return {}
  if (typeof headers !== 'object' || Symbol.iterator in headers) return undefined
  const plain: Record<string, string> = {}
  for (const rawName of Object.keys(headers)) {
    const value = headers[rawName]
    const name = knownNames.get(rawName) ?? rawName.toLowerCase()
    const isPlain = typeof value === 'string' && fieldValue.test(value) && !ruledHeaders.has(name)
    if (!isPlain || !isFieldName(rawName) || name === '__proto__') return undefined
    plain[name] = value
  }
  return plain
}

// Functions send the same few names over and over.
const knownNames = new Map<string, string>()
const maxKnownNames = 256

function isFieldName(rawName: string): boolean {
  if (knownNames.has(rawName)) return true
  if (!fieldName.test(rawName)) return false
  if (knownNames.size < maxKnownNames) knownNames.set(rawName, rawName.toLowerCase())
  return true
}

function headerLists(headers: HeaderMap | null | undefined): Map<string, string[]> {
  const lists = new Map<string, string[]>()
  if (headers === undefined || headers === null) return lists
  if (typeof headers !== 'object' || Symbol.iterator in headers) {
    throw invalidHeader(`headers must be a plain object, not ${describe(headers)}`)
  }
  for (const rawName of Object.keys(headers)) {
    const value = headers[rawName]
    if (value === undefined || value === null) continue
    if (!isFieldName(rawName)) throw invalidHeader('a header has a name that is no HTTP token')
    const name = rawName.toLowerCase()
    lists.set(name, Array.isArray(value) ? sendableValues(name, value) : [sendableValue(name, value)])
  }
  return lists
}

function sendableValues(name: string, values: readonly HeaderValue[]): string[] {
  return values
    .filter((value) => value !== undefined && value !== null)
    .map((value) => sendableValue(name, value))
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
  if (cookies === undefined || cookies === null) return setCookie
  if (!Array.isArray(cookies)) throw invalidHeader(`cookies must be a list, not ${describe(cookies)}`)
  const given = cookies.map((cookie) => {
    if (typeof cookie !== 'string') throw invalidHeader(`a cookie must be a string, not ${describe(cookie)}`)
    return sendableValue('set-cookie', cookie)
  })
  return [...given, ...setCookie]
}

// https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-lambda-proxy-integrations.html: where both
// forms name a header, their values are one list, and a value in both counts once.
function mergeLists(lists: Map<string, string[]>, multi: Map<string, string[]>): void {
  for (const [name, values] of multi) {
    const single = lists.get(name) ?? []
    lists.set(name, [...single.filter((value) => !values.includes(value)), ...values])
  }
}

function joined(lists: Iterable<readonly [string, readonly string[]]>): Record<string, string> {
  const headers: Record<string, string> = Object.create(null)
  for (const [name, values] of lists) if (values.length > 0) headers[name] = values.join(', ')
  return headers
}

function separated(lists: Map<string, string[]>): Pick<ResponseMetadata, 'headers' | 'multiValueHeaders'> {
  const multi = [...lists].filter(([, values]) => values.length > 1)
  const headers = joined([...lists].filter(([, values]) => values.length === 1))
  return multi.length > 0 ? { headers, multiValueHeaders: Object.fromEntries(multi) } : { headers }
}

function invalidHeader(message: string): AppTheoryError {
  return new AppTheoryError('stream.invalid_header', message)
}
