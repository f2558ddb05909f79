import {
  anObject,
  anything,
  aString,
  eitherOf,
  listOf,
  nonEmptyString,
  type OptionRule,
  type OptionRulesOf,
  recordOf,
} from '../../../services/options/option-rules.ts'
import { aTime, epochMs } from '../event-time.ts'

/** An HTTP request as a person would write it; the builders derive the rest of the event. */
export interface HttpRequestInput {
  /** The HTTP method. @defaultValue `GET`, or `POST` where there is a body */
  readonly method?: string | undefined
  /** The path of the request, without the query. @defaultValue `/` */
  readonly path?: string | undefined
  /**
   * The headers by name. A list is a header that was sent more than once.
   * @defaultValue what a simple client sends: `accept` and `user-agent`
   */
  readonly headers?: Readonly<Record<string, string | readonly string[]>> | undefined
  /** The query: decoded parameters by name, or the raw query string without `?`. @defaultValue none */
  readonly query?: Readonly<Record<string, string | readonly string[]>> | string | undefined
  /** The cookies of the client, such as `['session=abc', 'theme=dark']`. @defaultValue none */
  readonly cookies?: readonly string[] | undefined
  /**
   * Text or bytes as they are, a form from `URLSearchParams`, anything else as JSON, with the content type
   * that `fetch` would give it. The event holds base64 where the trigger would send that.
   * @defaultValue none
   */
  readonly body?: unknown
  /** The address of the caller. @defaultValue `203.0.113.7` */
  readonly sourceIp?: string | undefined
  /**
   * What the authorizer of API Gateway found, in the form in which the trigger passes it.
   * @defaultValue none
   */
  readonly authorizer?: Readonly<Record<string, unknown>> | undefined
  /** When the request came. @defaultValue 2026-01-01T00:00:00Z */
  readonly time?: Date | string | number | undefined
  /** The ID that API Gateway gives the request. @defaultValue derived from the time */
  readonly requestId?: string | undefined
}

const textOrTexts: OptionRule = eitherOf(aString, listOf(aString))

export const httpRequestRules: OptionRulesOf<HttpRequestInput> = {
  method: nonEmptyString,
  path: aString,
  headers: recordOf(textOrTexts),
  query: eitherOf(aString, recordOf(textOrTexts)),
  cookies: listOf(aString),
  body: anything,
  sourceIp: nonEmptyString,
  authorizer: anObject,
  time: aTime,
  requestId: nonEmptyString,
}

/** What is common to the triggers of an HTTP request. */
export interface HttpRequestParts {
  readonly method: string
  readonly path: string
  /** Names lower-case. */
  readonly headers: Readonly<Record<string, readonly string[]>>
  readonly rawQuery: string
  readonly query: Readonly<Record<string, readonly string[]>>
  /** From `cookies`, and from a `cookie` header. */
  readonly cookies: readonly string[]
  readonly body: string | undefined
  readonly isBase64Encoded: boolean
  readonly sourceIp: string
  readonly userAgent: string
  readonly timeEpoch: number
  readonly requestId: string
}

export function httpRequestParts(input: HttpRequestInput): HttpRequestParts {
  const headers = headerLists(input.headers ?? {})
  const { body, isBase64Encoded } = encodedBody(input.body, headers)
  const rawQuery = rawQueryOf(input.query)
  const search = new URLSearchParams(rawQuery)
  const timeEpoch = epochMs(input.time)
  return {
    method: input.method ?? (body === undefined ? 'GET' : 'POST'),
    path: input.path ?? '/',
    headers,
    rawQuery,
    query: Object.fromEntries([...new Set(search.keys())].map((name) => [name, search.getAll(name)])),
    cookies: [...cookiesOf(headers), ...(input.cookies ?? [])],
    body,
    isBase64Encoded,
    sourceIp: input.sourceIp ?? '203.0.113.7',
    userAgent: headers['user-agent']?.[0] ?? '',
    timeEpoch,
    requestId: input.requestId ?? `request-${timeEpoch}`,
  }
}

/** Such as `01/Jan/2026:00:00:00 +0000`, the common log format that API Gateway uses. */
export function commonLogTime(timeEpoch: number): string {
  const [, day, month, year, time] = new Date(timeEpoch).toUTCString().split(' ')
  return `${day}/${month}/${year}:${time} +0000`
}

function rawQueryOf(query: HttpRequestInput['query']): string {
  if (typeof query === 'string') return query
  const search = new URLSearchParams()
  for (const [name, values] of Object.entries(query ?? {})) {
    for (const value of asList(values)) search.append(name, value)
  }
  return search.toString()
}

function headerLists(headers: NonNullable<HttpRequestInput['headers']>): Record<string, readonly string[]> {
  const lists: Record<string, readonly string[]> = {}
  for (const [name, values] of Object.entries(headers)) {
    const key = name.toLowerCase()
    lists[key] = [...(Object.hasOwn(lists, key) ? (lists[key] ?? []) : []), ...asList(values)]
  }
  return lists
}

function asList(values: string | readonly string[]): readonly string[] {
  return typeof values === 'string' ? [values] : values
}

function cookiesOf({ cookie = [] }: Readonly<Record<string, readonly string[]>>): readonly string[] {
  return cookie.flatMap((value) => value.split(/; */)).filter((pair) => pair !== '')
}

function encodedBody(
  body: unknown,
  headers: Record<string, readonly string[]>,
): Pick<HttpRequestParts, 'body' | 'isBase64Encoded'> {
  if (body === undefined || typeof body === 'string') return { body, isBase64Encoded: false }
  if (body instanceof Uint8Array) return { body: Buffer.from(body).toString('base64'), isBase64Encoded: true }
  if (body instanceof URLSearchParams) {
    headers['content-type'] ??= ['application/x-www-form-urlencoded;charset=UTF-8']
    return { body: body.toString(), isBase64Encoded: false }
  }
  headers['content-type'] ??= ['application/json']
  return { body: JSON.stringify(body), isBase64Encoded: false }
}
