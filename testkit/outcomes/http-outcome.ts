import { MalformedResponseError } from '../malformed-response-error.ts'
import { decodedBody } from './content-encoding.ts'

// https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html: "Invocation payload", with the 100 bytes that
// Lambda allows a response beyond 6 MB.
const MAX_RESPONSE_BYTES = 6 * 1024 * 1024 + 100

/** What a client of an HTTP trigger gets to see. */
export interface HttpOutcome {
  /** The HTTP status that the client gets. */
  readonly statusCode: number
  /** The headers of the response. Names lower-case; values that were sent more than once joined with `, `. */
  readonly headers: Readonly<Record<string, string>>
  /** Values of `set-cookie`. */
  readonly cookies: readonly string[]
  /** The body as it was sent: compressed, where a `content-encoding` says so. */
  readonly encodedBody: Uint8Array
  /** The body as the client reads it, after `content-encoding`. */
  readonly rawBody: Uint8Array
  /** {@link HttpOutcome.rawBody} as UTF-8 text. */
  readonly body: string
  /** The body, parsed as JSON. */
  json(): unknown
}

/** A response, read by the rules of its trigger. */
export interface HttpAnswer {
  /** A number, or one in a string. */
  readonly statusCode: unknown
  readonly headers?: unknown
  readonly multiValueHeaders?: unknown
  readonly cookies?: unknown
  readonly body?: unknown
  readonly isBase64Encoded?: unknown
}

/**
 * Reads what a function returned as payload format 2.0 does, for HTTP APIs and Function URLs: a value without
 * `statusCode` is a JSON body, and `multiValueHeaders` say nothing.
 *
 * @throws MalformedResponseError for a response that API Gateway would answer with 502
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html
 */
export function httpOutcome(returned: unknown): HttpOutcome {
  const response = asJson(returned)
  if (!isRecord(response) || !('statusCode' in response)) return impliedOutcome(response)
  const { statusCode, headers, cookies, body, isBase64Encoded } = response
  return clientView({ statusCode, headers, cookies, body, isBase64Encoded })
}

function impliedOutcome(response: unknown): HttpOutcome {
  return clientView({
    statusCode: 200,
    headers: { 'content-type': 'application/json' },
    body: typeof response === 'string' ? response : JSON.stringify(response),
  })
}

/**
 * What the client sees of an answer.
 *
 * @throws MalformedResponseError for an answer of which the trigger can make no response
 */
export function clientView(answer: HttpAnswer): HttpOutcome {
  const body = answer.body ?? ''
  if (typeof body !== 'string')
    throw new MalformedResponseError(`a response's body must be a string, not ${typeof body}`)
  const encodedBody = Buffer.from(body, answer.isBase64Encoded === true ? 'base64' : 'utf8')
  const { 'set-cookie': setCookies = [], ...lists } = headerLists(answer)
  const headers = Object.fromEntries(Object.entries(lists).map(([name, values]) => [name, values.join(', ')]))
  const rawBody = decodedBody(encodedBody, headers['content-encoding'])
  return {
    statusCode: statusCodeOf(answer.statusCode),
    headers,
    encodedBody,
    cookies: [...stringsOf('cookies', answer.cookies ?? []), ...setCookies],
    rawBody,
    body: rawBody.toString('utf8'),
    json: () => JSON.parse(rawBody.toString('utf8')),
  }
}

/**
 * What the runtime makes of a returned value: its JSON, where `undefined` is `null`.
 *
 * @throws MalformedResponseError for more than the trigger takes
 */
export function asJson(returned: unknown, maxBytes: number = MAX_RESPONSE_BYTES): unknown {
  const text = JSON.stringify(returned)
  const bytes = Buffer.byteLength(text ?? '')
  if (bytes > maxBytes) {
    throw new MalformedResponseError(
      `a response may have ${maxBytes} bytes as JSON, and this one has ${bytes}`,
    )
  }
  return text === undefined ? null : JSON.parse(text)
}

export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function statusCodeOf(statusCode: unknown): number {
  const number = typeof statusCode === 'string' && statusCode !== '' ? Number(statusCode) : statusCode
  if (typeof number === 'number' && Number.isInteger(number) && number >= 100 && number <= 599) return number
  throw new MalformedResponseError(
    `a response's statusCode must be a whole number from 100 to 599, not ${statusCode}`,
  )
}

function headerLists({ headers, multiValueHeaders }: HttpAnswer): Record<string, string[]> {
  const lists: Record<string, string[]> = {}
  for (const [name, value] of Object.entries(recordOf('headers', headers)))
    lists[name.toLowerCase()] = [headerValue(name, value)]
  for (const [name, values] of Object.entries(recordOf('multiValueHeaders', multiValueHeaders))) {
    if (!Array.isArray(values))
      throw new MalformedResponseError(`multiValueHeaders must hold a list for ${name}`)
    lists[name.toLowerCase()] = values.map((value) => headerValue(name, value))
  }
  return lists
}

function recordOf(field: string, value: unknown = {}): Readonly<Record<string, unknown>> {
  if (value === null) return {}
  if (!isRecord(value)) throw new MalformedResponseError(`a response's ${field} must be an object`)
  return value
}

function headerValue(name: string, value: unknown): string {
  if (['string', 'number', 'boolean'].includes(typeof value)) return String(value)
  throw new MalformedResponseError(`the header ${name} of a response must be a string, a number or a boolean`)
}

function stringsOf(field: string, values: unknown): readonly string[] {
  if (Array.isArray(values) && values.every((value) => typeof value === 'string')) return values
  throw new MalformedResponseError(`a response's ${field} must be a list of strings`)
}
