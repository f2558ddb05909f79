/**
 * What an event says of the HTTP request (or WebSocket message) that caused it, whatever trigger it came
 * through.
 */
export interface HttpEvent {
  /**
   * Payload format 2.0: HTTP API and Function URL. A response without `statusCode` is taken as a JSON body
   * there.
   */
  readonly version?: unknown
  readonly headers?: Readonly<Record<string, unknown>> | null
  readonly multiValueHeaders?: Readonly<Record<string, unknown>> | null
  readonly httpMethod?: unknown
  readonly resource?: unknown
  readonly routeKey?: unknown
  readonly requestContext?: HttpRequestContext | null
}

interface HttpRequestContext {
  readonly http?: { readonly method?: unknown; readonly sourceIp?: unknown } | null
  readonly elb?: unknown
  readonly connectionId?: unknown
  readonly eventType?: unknown
  readonly routeKey?: unknown
  readonly identity?: Readonly<Record<string, unknown>> | null
  readonly authorizer?: Readonly<Record<string, unknown>> | null
}

/** The event as an HTTP event, if it is one: its answer is then an HTTP response. */
export function httpEventOf(event: unknown): HttpEvent | undefined {
  if (typeof event !== 'object' || event === null) return undefined
  const { httpMethod, requestContext } = event as HttpEvent
  const isHttp =
    typeof httpMethod === 'string' || Boolean(requestContext?.http) || isWebSocket(requestContext)
  return isHttp ? (event as HttpEvent) : undefined
}

/**
 * Whether what answers the event is an HTTP response: what answers a Lambda authorizer's HTTP request is a
 * policy.
 */
export function takesHttpResponse(event: unknown): boolean {
  const http = httpEventOf(event)
  if (!http) return false
  const { type, methodArn, routeArn } = http as Readonly<Record<string, unknown>>
  return !(type === 'REQUEST' && (text(methodArn) || text(routeArn)))
}

/** The methods of API Gateway. A load balancer passes on whatever word a caller writes. */
const knownMethods = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'])

/**
 * The method, `OTHER` for one that is not among the usual, or what happened on the connection for a WebSocket
 * (`CONNECT`, `MESSAGE`, `DISCONNECT`).
 */
export function methodOf(event: HttpEvent): string | undefined {
  const { http, eventType } = event.requestContext ?? {}
  const method = text(event.httpMethod) ?? text(http?.method)
  if (method === undefined) return text(eventType)
  return knownMethods.has(method) ? method : 'OTHER'
}

/**
 * The route as it was configured, which no caller can choose; none where a single route catches
 * everything.
 */
export function routeOf(event: HttpEvent): string | undefined {
  const route = text(event.resource) ?? text(event.routeKey) ?? text(event.requestContext?.routeKey)
  return route === '$default' ? undefined : route
}

/** The values of a header, in order, whichever way the trigger passes them. */
export function headerValues(event: HttpEvent, name: string): readonly string[] {
  const values = valuesAt(event.multiValueHeaders, name) ?? valuesAt(event.headers, name)
  const list: readonly unknown[] = Array.isArray(values) ? values : [values]
  return list.filter((value) => typeof value === 'string')
}

/**
 * The value of a header that arrived once. `undefined` for a header that arrived more often: as a list, in
 * two spellings, or with two values. Otherwise a caller could choose which of two values counts. Values that
 * were joined with a comma (payload format 2.0) are checked by the caller of this function.
 */
export function onlyHeaderValue(event: HttpEvent, name: string): string | undefined {
  const asLists = valuesInAnySpelling(event.multiValueHeaders, name)
  const alone = valuesInAnySpelling(event.headers, name)
  // API Gateway passes each header both ways.
  const [value, ...others] = new Set([...asLists, ...alone])
  if (asLists.length > 1 || alone.length > 1 || others.length > 0) return undefined
  return text(value)
}

/** Whether an Application Load Balancer reads the response's `multiValueHeaders` and not its `headers`. */
export function readsOnlyMultiValueHeaders(event: HttpEvent): boolean {
  return Boolean(event.requestContext?.elb && event.multiValueHeaders && !event.headers)
}

/** The value, if it is a string that is not empty. */
export function text(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined
}

function isWebSocket(requestContext: HttpRequestContext | null | undefined): boolean {
  return text(requestContext?.connectionId) !== undefined
}

function valuesAt(headers: Readonly<Record<string, unknown>> | null | undefined, name: string): unknown {
  if (!headers) return undefined
  if (Object.hasOwn(headers, name)) return headers[name]
  const found = Object.keys(headers).find((key) => key.toLowerCase() === name)
  return found === undefined ? undefined : headers[found]
}

function valuesInAnySpelling(
  headers: Readonly<Record<string, unknown>> | null | undefined,
  name: string,
): readonly unknown[] {
  return Object.entries(headers ?? {}).flatMap(([spelling, value]) =>
    spelling.toLowerCase() === name && value !== null && value !== undefined ? value : [],
  )
}
