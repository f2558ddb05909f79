import { derivedHex } from '../derived-ids.ts'
import { type HttpRequestInput, type HttpRequestParts, httpRequestParts } from './http-request.ts'

export interface ProxyRules {
  /** What `host` is where the client did not say. */
  readonly host: string
  /**
   * Whether text arrives as base64 unless its type is one of the few that count as text.
   *
   * @see https://docs.aws.amazon.com/elasticloadbalancing/latest/application/lambda-functions.html
   */
  readonly encodesBinaryTypes: boolean
  /**
   * What becomes of a client's own `x-forwarded-for`: the address of the caller goes behind it, or (Function
   * URLs) its leftmost value is all that arrives.
   *
   * @see
   * https://speedrun.nobackspacecrew.com/blog/2026/03/06/obtaining-caller-ip-address-with-lambda-furls.html
   */
  readonly forwardedFor: 'append' | 'leftmost'
}

const defaultHeaders = { accept: '*/*', 'user-agent': 'Mozilla/5.0 (compatible; apptheory-middy)' }

/**
 * A request as the proxy of AWS passes it on: with the headers that the proxy adds, and with `content-length`
 * if it has a body. It has no `cookie`, because each trigger passes cookies on in its own way.
 */
export function proxiedRequest(input: HttpRequestInput, rules: ProxyRules): HttpRequestParts {
  const parts = httpRequestParts({ ...input, headers: input.headers ?? defaultHeaders })
  const { cookie: _, ...sent } = parts.headers
  const headers: Record<string, readonly string[]> = {
    ...sent,
    ...contentHeaders(parts),
    host: sent['host'] ?? [rules.host],
    'x-amzn-trace-id': sent['x-amzn-trace-id'] ?? [traceId(parts)],
    'x-forwarded-for': [forwardedFor(sent['x-forwarded-for'] ?? [], parts.sourceIp, rules)],
    'x-forwarded-port': ['443'],
    'x-forwarded-proto': ['https'],
  }
  return { ...parts, ...bodyOnTheWire({ ...parts, headers }, rules), headers }
}

/** `x-forwarded-for` as it arrives, of what the client `sent`. */
export function forwardedFor(
  sent: readonly string[],
  sourceIp: string,
  rules: Pick<ProxyRules, 'forwardedFor'>,
): string {
  const addresses = sent.flatMap((value) => value.split(',')).map((address) => address.trim())
  if (rules.forwardedFor === 'leftmost') return addresses[0] ?? sourceIp
  return (addresses.at(-1) === sourceIp ? addresses : [...addresses, sourceIp]).join(', ')
}

/** The root of an X-Ray trace that begins with the request. */
export function traceId({ timeEpoch, requestId }: Pick<HttpRequestParts, 'timeEpoch' | 'requestId'>): string {
  const seconds = Math.floor(timeEpoch / 1000)
    .toString(16)
    .padStart(8, '0')
  return `Root=1-${seconds}-${derivedHex(`trace ${requestId}`, 24)}`
}

function contentHeaders({
  body,
  isBase64Encoded,
  headers,
}: HttpRequestParts): Record<string, readonly string[]> {
  if (body === undefined) return {}
  return {
    ...(!isBase64Encoded && { 'content-type': headers['content-type'] ?? ['text/plain;charset=UTF-8'] }),
    'content-length': [String(Buffer.byteLength(body, isBase64Encoded ? 'base64' : 'utf8'))],
  }
}

const textTypes = /^(?:text\/[^;]*|application\/(?:json|xml|javascript))\s*(?:;|$)/i

function bodyOnTheWire(
  { body, isBase64Encoded, headers }: HttpRequestParts,
  { encodesBinaryTypes }: ProxyRules,
): Pick<HttpRequestParts, 'body' | 'isBase64Encoded'> {
  const isText = textTypes.test(headers['content-type']?.[0] ?? '')
  if (body === undefined) return { body, isBase64Encoded: false }
  // Bytes of a type that counts as text arrive as text, if they are UTF-8.
  if (isBase64Encoded && encodesBinaryTypes && isText) return decodedText(body)
  if (isBase64Encoded || isText || !encodesBinaryTypes) return { body, isBase64Encoded }
  return { body: Buffer.from(body).toString('base64'), isBase64Encoded: true }
}

function decodedText(base64: string): Pick<HttpRequestParts, 'body' | 'isBase64Encoded'> {
  const bytes = Buffer.from(base64, 'base64')
  const text = bytes.toString('utf8')
  return Buffer.from(text).equals(bytes)
    ? { body: text, isBase64Encoded: false }
    : { body: base64, isBase64Encoded: true }
}

/** Each list as one value. */
export function joined(
  lists: Readonly<Record<string, readonly string[]>>,
  separator = ',',
): Record<string, string> {
  return Object.fromEntries(Object.entries(lists).map(([name, values]) => [name, values.join(separator)]))
}

/** The last value of each list. */
export function lastOf(lists: Readonly<Record<string, readonly string[]>>): Record<string, string> {
  return Object.fromEntries(Object.entries(lists).map(([name, values]) => [name, values.at(-1) ?? '']))
}

/** The lists, to be kept. */
export function listsOf(lists: Readonly<Record<string, readonly string[]>>): Record<string, string[]> {
  return Object.fromEntries(Object.entries(lists).map(([name, values]) => [name, [...values]]))
}
