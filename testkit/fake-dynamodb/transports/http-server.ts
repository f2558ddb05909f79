import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { answerOf, type Engine, type Reply } from '../engine.ts'
import { DynamoDBException } from '../exceptions.ts'
import { operationOf, type WireWriter } from './wire.ts'

/** More than any request of DynamoDB may weigh: 16 MB of items, as base64 in JSON. */
const MAX_BODY_BYTES = 16 * 1_048_576

/** The fake behind a port of this machine. */
export interface FakeDynamoDBServer extends AsyncDisposable {
  /** The `endpoint` for a client of the SDK, such as `http://127.0.0.1:49152`. */
  readonly url: string
  /** The port on 127.0.0.1 that was given, or a free one. */
  readonly port: number
  /** Closes the port and every connection, answered or not. */
  close(): Promise<void>
}

/** Serves the engine over HTTP on 127.0.0.1. */
export async function listenOn(
  port: number,
  engine: Engine,
  writer: WireWriter,
): Promise<FakeDynamoDBServer> {
  const server = createServer((request, response) => {
    serve(request, response, engine, writer).catch((error: unknown) => {
      respond(response, writer, internalError(error))
    })
  })
  server.keepAliveTimeout = 0
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, '127.0.0.1', resolve)
  })
  const address = server.address() as AddressInfo
  const close = () => closeServer(server)
  return {
    url: `http://127.0.0.1:${address.port}`,
    port: address.port,
    close,
    [Symbol.asyncDispose]: close,
  }
}

function closeServer(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve())
    server.closeAllConnections()
  })
}

async function serve(
  request: IncomingMessage,
  response: ServerResponse,
  engine: Engine,
  writer: WireWriter,
): Promise<void> {
  const refusal = refusalOf(request)
  if (refusal) {
    request.resume()
    return respond(response, writer, answerOf(refusal))
  }
  const body = await readBody(request)
  if (body === undefined) return refuseSize(response, writer)
  const operation = operationOf(singleHeader(request, 'x-amz-target')) ?? ''
  const reply = await engine.receive(operation, body)
  respond(response, writer, reply)
}

/** What the service says before it reads a body. Signatures are not verified, but there must be one. */
function refusalOf(request: IncomingMessage): DynamoDBException | undefined {
  if (request.method !== 'POST' || operationOf(singleHeader(request, 'x-amz-target')) === undefined) {
    return new DynamoDBException('UnknownOperationException', 'An unknown operation was requested.')
  }
  const authorization = request.headers.authorization
  if (authorization === undefined || authorization.trim() === '') {
    return new DynamoDBException(
      'MissingAuthenticationTokenException',
      'Request is missing Authentication Token',
    )
  }
  if (authorization.trim().startsWith('AWS4-')) return incompleteSignature(authorization)
  return new DynamoDBException(
    'MissingAuthenticationTokenException',
    'Request is missing Authentication Token',
  )
}

/** @see https://docs.aws.amazon.com/IAM/latest/UserGuide/create-signed-request.html */
function incompleteSignature(authorization: string): DynamoDBException | undefined {
  const missing = ['Credential', 'Signature', 'SignedHeaders'].filter(
    (parameter) => !authorization.includes(`${parameter}=`),
  )
  if (missing.length === 0) return undefined
  const complaints = missing.map((parameter) => `Authorization header requires '${parameter}' parameter. `)
  return new DynamoDBException(
    'IncompleteSignatureException',
    `${complaints.join('')}Authorization=${authorization}`,
  )
}

function singleHeader(request: IncomingMessage, name: string): string | undefined {
  const value = request.headers[name]
  return Array.isArray(value) ? value[0] : value
}

/**
 * The body as text; `undefined` for one that is too long, of which no more than the limit is kept. Never
 * settles if the sender leaves.
 */
function readBody(request: IncomingMessage): Promise<string | undefined> {
  return new Promise((resolve) => {
    if (Number(request.headers['content-length'] ?? 0) > MAX_BODY_BYTES) {
      resolve(undefined)
      return
    }
    const chunks: Buffer[] = []
    let bytes = 0
    request.on('error', () => {})
    request.on('data', (chunk: Buffer) => {
      bytes += chunk.length
      if (bytes <= MAX_BODY_BYTES) {
        chunks.push(chunk)
        return
      }
      request.pause()
      resolve(undefined)
    })
    request.on('end', () => {
      const [first] = chunks
      resolve((chunks.length === 1 && first ? first : Buffer.concat(chunks)).toString('utf8'))
    })
  })
}

function refuseSize(response: ServerResponse, writer: WireWriter): void {
  const { bytes, headers } = writer.write(
    JSON.stringify({
      __type: 'com.amazon.coral.service#RequestEntityTooLargeException',
      message: `Request body exceeds ${MAX_BODY_BYTES} bytes`,
    }),
  )
  // The rest of the body is not read: the connection cannot be used again.
  response.writeHead(413, { ...headers, connection: 'close' })
  response.end(bytes, () => response.socket?.destroySoon())
}

function respond(response: ServerResponse, writer: WireWriter, reply: Reply): void {
  if (reply.kind === 'hang' || response.destroyed) return
  if (reply.kind === 'connection-reset') {
    response.socket?.resetAndDestroy()
    return
  }
  const { bytes, headers } = writer.write(reply.body)
  response.writeHead(reply.statusCode, headers)
  response.end(bytes)
}

function internalError(error: unknown): Reply {
  const message = error instanceof Error ? error.message : String(error)
  return answerOf(new DynamoDBException('InternalServerError', message))
}
