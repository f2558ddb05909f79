/** The operations on `@connections`, with the names of the SDK. */
export type ConnectionOperation = 'PostToConnection' | 'GetConnection' | 'DeleteConnection'

export interface ConnectionRequest {
  readonly operation: ConnectionOperation
  /** The path before `/@connections`: a stage, the path of an API mapping, or empty. */
  readonly basePath: string
  readonly connectionId: string
}

const operations: Readonly<Record<string, ConnectionOperation>> = {
  POST: 'PostToConnection',
  GET: 'GetConnection',
  DELETE: 'DeleteConnection',
}

/**
 * The operation that an HTTP request asks for; `undefined` if it is not one on `@connections`.
 * @see API Gateway Developer Guide, apigateway-how-to-call-websocket-api-connections.html
 */
export function connectionRequestOf(method: string, path: string): ConnectionRequest | undefined {
  const operation = operations[method]
  const [, basePath = '', escaped = ''] = /^(.*)\/(?:@|%40)connections\/([^/]+)$/i.exec(path) ?? []
  return operation && escaped ? { operation, basePath, connectionId: unescaped(escaped) } : undefined
}

/** A malformed escape stays as it is: the ID is then ill-formed. */
function unescaped(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

/** An answer of `@connections`. */
export interface ConnectionAnswer {
  readonly statusCode: number
  /** Names lower-case. */
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

/** Errors of `@connections`: those of the SDK's model, and others that API Gateway sends. */
const errors = {
  BadRequestException: 400,
  ForbiddenException: 403,
  MissingAuthenticationTokenException: 403,
  IncompleteSignatureException: 403,
  InvalidSignatureException: 403,
  UnrecognizedClientException: 403,
  ExpiredTokenException: 403,
  GoneException: 410,
  PayloadTooLargeException: 413,
  LimitExceededException: 429,
  InternalServerError: 500,
  ServiceUnavailable: 503,
} as const

export type ConnectionErrorName = keyof typeof errors

export function errorAnswer(name: ConnectionErrorName, message?: string): ConnectionAnswer {
  return {
    statusCode: errors[name],
    headers: { 'content-type': 'application/json', 'x-amzn-errortype': name },
    // The answer for a connection that is gone has no body, so it is not JSON.
    body: message === undefined ? '' : JSON.stringify({ message }),
  }
}

/** The error of that status; `undefined` if the service has none. */
export function errorNameOf(statusCode: number): ConnectionErrorName | undefined {
  const preferred = statusCode === 403 ? 'ForbiddenException' : undefined
  return (
    preferred ?? (Object.keys(errors) as ConnectionErrorName[]).find((name) => errors[name] === statusCode)
  )
}

export interface ConnectionDescription {
  readonly connectedAt: number
  readonly lastActiveAt: number
  readonly sourceIp: string
  readonly userAgent: string
}

export function descriptionAnswer(connection: ConnectionDescription): ConnectionAnswer {
  const { connectedAt, lastActiveAt, sourceIp, userAgent } = connection
  return {
    statusCode: 200,
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      connectedAt: new Date(connectedAt).toISOString(),
      identity: { sourceIp, userAgent },
      lastActiveAt: new Date(lastActiveAt).toISOString(),
    }),
  }
}

export function emptyAnswer(statusCode: 200 | 204): ConnectionAnswer {
  return { statusCode, headers: {}, body: '' }
}
