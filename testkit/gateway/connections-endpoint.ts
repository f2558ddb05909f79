import type { IncomingMessage, ServerResponse } from 'node:http'
import { type Clock, systemClock } from '../../services/clock/clock.ts'
import { MAX_MESSAGE_BYTES } from '../../services/websocket/message.ts'
import {
  type ConnectionAnswer,
  type ConnectionRequest,
  connectionRequestOf,
  descriptionAnswer,
  emptyAnswer,
  errorAnswer,
} from '../websocket/connections-wire.ts'
import { type SignatureRules, signatureRefusal } from './signature-v4.ts'
import type { WebSocketApi } from './websocket-api.ts'

export interface ConnectionsEndpointOptions {
  readonly api: WebSocketApi
  readonly clock: Clock
  readonly stage: string
  readonly signature: Pick<SignatureRules, 'credentials' | 'region'>
}

/**
 * Answers `POST`, `GET` and `DELETE` of `/{stage}/@connections/{connectionId}` as API Gateway does.
 * @see API Gateway Developer Guide, apigateway-how-to-call-websocket-api-connections.html
 */
export async function answerConnections(
  request: IncomingMessage,
  response: ServerResponse,
  options: ConnectionsEndpointOptions,
): Promise<void> {
  const body = await bodyOf(request)
  const { statusCode, headers, body: answered } = await answerTo(request, body, options)
  response.writeHead(statusCode, { ...headers, 'content-length': Buffer.byteLength(answered) })
  response.end(answered)
}

async function answerTo(
  request: IncomingMessage,
  body: Buffer,
  { api, clock, stage, signature }: ConnectionsEndpointOptions,
): Promise<ConnectionAnswer> {
  const [path = '', query = ''] = (request.url ?? '').split('?')
  const { method = '' } = request
  const asked = connectionRequestOf(method, path)
  if (!asked || !['', `/${stage}`].includes(asked.basePath)) {
    return errorAnswer('ForbiddenException', 'Forbidden')
  }
  const headers = Object.fromEntries(
    Object.entries(request.headers).map(([name, value]) => [name, String(value)]),
  )
  // The machine's time, whatever the clock of the gateway: signatures are made with it.
  const rules = { ...signature, service: 'execute-api', now: systemClock.now() }
  const refused = signatureRefusal({ method, path, query, headers, body }, rules)
  if (refused) return errorAnswer(refused.name, refused.message)
  return apply(asked, body, api, clock)
}

async function apply(
  { operation, connectionId }: ConnectionRequest,
  body: Buffer,
  api: WebSocketApi,
  clock: Clock,
): Promise<ConnectionAnswer> {
  const connection = api.connection(connectionId)
  if (!connection) return absentAnswer(connectionId)
  if (operation === 'GetConnection') return descriptionAnswer(connection.description)
  if (operation === 'DeleteConnection') {
    // The reason that the service logs: https://github.com/boto/boto3/issues/3789
    api.close(connection, 1000, 'Connection Closed Normally')
    return emptyAnswer(204)
  }
  if (body.length > MAX_MESSAGE_BYTES) return errorAnswer('PayloadTooLargeException', 'Message too long')
  connection.lastActiveAt = clock.now()
  return connection.send(body).then(
    () => emptyAnswer(200),
    () => errorAnswer('GoneException'),
  )
}

/** API Gateway checks the form of IDs: base64url with padding. */
function absentAnswer(connectionId: string): ConnectionAnswer {
  if (/^[\w-]{1,128}={0,2}$/.test(connectionId)) return errorAnswer('GoneException')
  return errorAnswer('BadRequestException', `Invalid connectionId: ${connectionId}`)
}

/** The body, as far as needed to tell whether it is too large. */
async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of request as AsyncIterable<Buffer>) {
    if (size <= 2 * MAX_MESSAGE_BYTES) chunks.push(chunk)
    size += chunk.length
  }
  return Buffer.concat(chunks)
}
