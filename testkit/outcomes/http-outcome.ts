import { MalformedResponseError } from '../malformed-response-error.ts'

/** What a client of an HTTP trigger gets to see. */
export interface HttpOutcome {
  readonly statusCode: number
  /** Names lower-case; values that were sent more than once joined with `, `. */
  readonly headers: Readonly<Record<string, string>>
  /** Values of `set-cookie`. */
  readonly cookies: readonly string[]
  readonly rawBody: Uint8Array
  /** The body as UTF-8 text. */
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
  const rawBody = Buffer.from(body, answer.isBase64Encoded === true ? 'base64' : 'utf8')
  const { 'set-cookie': setCookies = [], ...lists } = headerLists(answer)
  return {
    statusCode: statusCodeOf(answer.statusCode),
    headers: Object.fromEntries(Object.entries(lists).map(([name, values]) => [name, values.join(', ')])),
    cookies: [...stringsOf('cookies', answer.cookies ?? []), ...setCookies],
    rawBody,
    body: rawBody.toString('utf8'),
    json: () => JSON.parse(rawBody.toString('utf8')),
  }
}

/** What the runtime makes of a returned value: its JSON, where `undefined` is `null`. */
export function asJson(returned: unknown): unknown {
  const text = JSON.stringify(returned)
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
