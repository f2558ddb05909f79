import { refusal } from './websocket-error.ts'

/**
 * An endpoint in the form of the SDK: `wss` and `ws` become `https` and `http`, a bare host gets `https`, and
 * a trailing slash is removed.
 *
 * Errors: `websocket.missing_endpoint`; `websocket.invalid_endpoint` for one with user information, a query,
 * a fragment, white space, `..`, or another scheme.
 *
 * @example
 * ```ts
 * normalizeEndpoint('wss://abc123.execute-api.us-east-1.amazonaws.com/prod/')
 * // https://abc123.execute-api.us-east-1.amazonaws.com/prod
 * ```
 */
export function normalizeEndpoint(endpoint: unknown): string {
  if (endpoint === undefined || endpoint === null) throw missingEndpoint()
  if (typeof endpoint !== 'string') throw invalidEndpoint('must be a string')
  const trimmed = endpoint.trim()
  if (trimmed === '') throw missingEndpoint()
  if (/[\s\p{Cc}\\?#@%]|\.\./u.test(trimmed))
    throw invalidEndpoint('contains a character that an endpoint may not contain')
  const [start = '', scheme = 'https'] = /^([a-z][a-z0-9+.-]*):\/\//i.exec(trimmed) ?? []
  const protocol = protocols.get(scheme.toLowerCase())
  if (protocol === undefined) throw invalidEndpoint('must begin with https, http, wss or ws')
  const rest = trimmed.slice(start.length)
  const url = URL.parse(`${protocol}://${rest}`)
  // With an empty port, as in `https:/host`, the scheme would be read as the host.
  if (!url || /^(?:\/|[^/]*:(?:\/|$))/.test(rest)) throw invalidEndpoint('is not a URL')
  return `${url.origin}${url.pathname.replace(/\/+$/, '')}`
}

const protocols: ReadonlyMap<string, string> = new Map([
  ['https', 'https'],
  ['http', 'http'],
  ['wss', 'https'],
  ['ws', 'http'],
])

/** `websocket.missing_region` */
export function missingRegion(): Error {
  return refusal('websocket.missing_region', 'the region for the signature is unknown: pass `region`')
}

/** `websocket.missing_endpoint` */
export function missingEndpoint(): Error {
  return refusal('websocket.missing_endpoint', 'the endpoint of the connections is unknown: pass `endpoint`')
}

/** `websocket.invalid_endpoint` */
export function invalidEndpoint(reason: string, source = 'endpoint'): Error {
  return refusal('websocket.invalid_endpoint', `${source} ${reason}`, { source })
}
