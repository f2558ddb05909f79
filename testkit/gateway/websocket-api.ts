import type { Context } from 'aws-lambda'
import { type Clock, timersOf } from '../../services/clock/clock.ts'
import type { IdGenerator } from '../../services/ids/ids.ts'
import type { WebSocketEvent } from '../../services/websocket/websocket-event.ts'
import { buildWebSocketEvent, type WebSocketEventInput } from '../events/websocket.ts'
import { lambdaContext } from '../lambda-context.ts'
import { statusCodeOf } from '../outcomes/websocket-outcome.ts'
import type { Authorizer, AuthorizerContext } from './authorizer.ts'
import {
  type ConnectionOrigin,
  IDLE_TIMEOUT_MS,
  MAX_DURATION_MS,
  type OpenConnection,
} from './open-connection.ts'
import type { Routes } from './websocket-routes.ts'
import { NoAnswerInTime, within } from './within.ts'

export interface WebSocketApiOptions {
  readonly routes: Routes
  readonly clock: Clock
  readonly ids: IdGenerator
  readonly functionName: string
  readonly stage: string
  readonly apiId: string | undefined
  readonly domainName: string | undefined
  readonly routeResponses: boolean
  readonly onError: ((error: unknown) => void) | undefined
}

// https://docs.aws.amazon.com/apigateway/latest/developerguide/limits.html
const INTEGRATION_TIMEOUT_MS = 29_000

/** The behaviour of API Gateway for the connections of one API, whatever carries them. */
export class WebSocketApi {
  readonly #options: WebSocketApiOptions
  readonly #connections: Map<string, OpenConnection> = new Map()
  readonly #watches: Map<string, () => void> = new Map()
  readonly #pending: Set<Promise<unknown>> = new Set()

  constructor(options: WebSocketApiOptions) {
    this.#options = options
  }

  get connectionIds(): readonly string[] {
    return [...this.#connections.keys()]
  }

  connection(connectionId: string): OpenConnection | undefined {
    return this.#connections.get(connectionId)
  }

  /** The event of a handshake, a message or the end of a connection. */
  event(input: WebSocketEventInput): WebSocketEvent {
    const { clock, ids, stage, apiId, domainName } = this.#options
    return buildWebSocketEvent({
      time: clock.now(),
      requestId: ids.next(),
      stage,
      apiId,
      domainName,
      ...input,
    })
  }

  /** The context that the authorizer returns; `undefined` if it denies access or fails. */
  async authorize(event: WebSocketEvent, authorizer: Authorizer): Promise<AuthorizerContext> {
    try {
      return await within(this.#options.clock, INTEGRATION_TIMEOUT_MS, authorizer(event))
    } catch (error) {
      this.#options.onError?.(error)
      return undefined
    }
  }

  /** The answer of `$connect`. Without such a route every connection is accepted. */
  async connect(event: WebSocketEvent): Promise<{ readonly statusCode: number; readonly response: unknown }> {
    if (!this.#options.routes.handlerOf('$connect')) return { statusCode: 200, response: undefined }
    try {
      const response = await this.#invoke(event)
      return { statusCode: statusCodeOf(response), response }
    } catch (error) {
      return { statusCode: error instanceof NoAnswerInTime ? 504 : 502, response: undefined }
    }
  }

  open(connection: OpenConnection): void {
    this.#connections.set(connection.origin.connectionId, connection)
    this.#watch(connection)
  }

  /** Routes a message of the client, and sends it an error if that fails. */
  async receive(connection: OpenConnection, message: string): Promise<void> {
    connection.lastActiveAt = this.#options.clock.now()
    const routeKey = this.#options.routes.select(message)
    const event = this.event({ ...inputOf(connection.origin), routeKey, body: message })
    if (routeKey === undefined) return this.#tell(connection, event, 'Forbidden')
    try {
      const response = await this.#invoke(event)
      const body = (response as { body?: unknown } | null | undefined)?.body
      if (this.#options.routeResponses && typeof body === 'string') await send(connection, body)
    } catch (error) {
      const late = error instanceof NoAnswerInTime
      await this.#tell(connection, event, late ? 'Endpoint request timed out' : 'Internal server error')
    }
  }

  /** Ends a connection from this side. */
  close(connection: OpenConnection, code: number, reason: string): void {
    if (!connection.isOpen) return
    connection.close(code, reason)
    this.closed(connection.origin, code, reason)
  }

  /** Removes a connection, and invokes `$disconnect`. */
  closed(origin: ConnectionOrigin, code: number, reason: string): void {
    this.#connections.delete(origin.connectionId)
    this.#watches.get(origin.connectionId)?.()
    this.#watches.delete(origin.connectionId)
    if (!this.#options.routes.handlerOf('$disconnect')) return
    const disconnect = {
      eventType: 'DISCONNECT',
      disconnectStatusCode: code,
      disconnectReason: reason,
    } as const
    this.#invoke(this.event({ ...inputOf(origin), ...disconnect })).catch(() => {})
  }

  /** Resolves when no function runs any more, after 29 s at the latest. */
  async idle(): Promise<void> {
    while (this.#pending.size > 0) await Promise.allSettled(this.#pending)
  }

  async #invoke(event: WebSocketEvent): Promise<unknown> {
    const { clock, ids, functionName, routes, onError } = this.#options
    const context = lambdaContext({ clock, ids }, { functionName, timeoutMs: INTEGRATION_TIMEOUT_MS })
    const handler = routes.handlerOf(event.requestContext.routeKey)
    const answer = (async () => handler?.(event, context satisfies Context))()
    const invocation = within(clock, INTEGRATION_TIMEOUT_MS, answer)
    this.#pending.add(invocation)
    try {
      return await invocation
    } catch (error) {
      onError?.(error)
      throw error
    } finally {
      this.#pending.delete(invocation)
    }
  }

  async #tell(connection: OpenConnection, event: WebSocketEvent, message: string): Promise<void> {
    const { connectionId, requestId } = event.requestContext
    await send(connection, JSON.stringify({ message, connectionId, requestId }))
  }

  /** Closes a connection that has been idle or open for too long. */
  #watch(connection: OpenConnection): void {
    const { clock } = this.#options
    const { connectionId, connectedAt } = connection.origin
    const due = Math.min(connection.lastActiveAt + IDLE_TIMEOUT_MS, connectedAt + MAX_DURATION_MS)
    const cancel = timersOf(clock).schedule(due - clock.now(), () => {
      const now = clock.now()
      const isIdle = now - connection.lastActiveAt >= IDLE_TIMEOUT_MS
      if (isIdle || now - connectedAt >= MAX_DURATION_MS) this.close(connection, 1001, 'Going away')
      else this.#watch(connection)
    })
    this.#watches.set(connectionId, cancel)
  }
}

function inputOf({ connectionId, connectedAt, sourceIp, authorizer }: ConnectionOrigin): WebSocketEventInput {
  return { connectionId, connectedAt, sourceIp, authorizer }
}

/** A client that disconnects meanwhile gets nothing. */
async function send(connection: OpenConnection, text: string): Promise<void> {
  await connection.send(Buffer.from(text)).catch(() => {})
}
