import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { systemClock } from '../../services/clock/clock.ts'
import { ulidGenerator } from '../../services/ids/ids.ts'
import { peerFailure } from '../../services/optional-peer.ts'
import { checkOptions } from '../../services/options/check-options.ts'
import {
  aBoolean,
  aFunction,
  eitherOf,
  listOf,
  nonEmptyString,
  type OptionRulesOf,
  recordOf,
  required,
} from '../../services/options/option-rules.ts'
import type { AwsCredentials } from '../../services/websocket/credentials.ts'
import type { Authorizer } from './authorizer.ts'
import { answerConnections } from './connections-endpoint.ts'
import { commonGatewayRules, type GatewayOptions } from './gateway.ts'
import { Handshakes } from './handshakes.ts'
import { WebSocketApi } from './websocket-api.ts'
import { type RouteOptions, routesOf } from './websocket-routes.ts'

/** The options of {@link startWebSocketGateway}. */
export interface WebSocketGatewayOptions
  extends RouteOptions,
    Pick<GatewayOptions, 'port' | 'clock' | 'ids' | 'functionName' | 'onError'> {
  /**
   * The authorizer of `$connect`. The object that it returns is, as text, `requestContext.authorizer` of
   * every event of the connection. If it returns nothing, the connection is rejected with 403.
   * @defaultValue none
   */
  readonly authorizer?: Authorizer | undefined
  /**
   * The credentials whose requests to `@connections` are accepted, by Signature Version 4.
   * @defaultValue any signed request
   */
  readonly credentials?: readonly AwsCredentials[] | undefined
  /** The region of signatures. @defaultValue `us-east-1` */
  readonly region?: string | undefined
  /** The name of the stage. @defaultValue `prod` */
  readonly stage?: string | undefined
  /** The API ID in events. @defaultValue `api1234567` */
  readonly apiId?: string | undefined
  /** The domain name in events. @defaultValue the one of the API in us-east-1 */
  readonly domainName?: string | undefined
  /** Whether the `body` of a response is sent to the client, as with a route response. @defaultValue false */
  readonly routeResponses?: boolean | undefined
}

const { timeoutMs: _, ...gatewayRules } = commonGatewayRules

const rules: OptionRulesOf<WebSocketGatewayOptions> = {
  ...gatewayRules,
  handler: required(eitherOf(aFunction, recordOf(aFunction))),
  routes: listOf(nonEmptyString),
  routeSelectionExpression: nonEmptyString,
  authorizer: aFunction,
  credentials: listOf({ expected: 'credentials', accepts: areCredentials }),
  region: nonEmptyString,
  stage: nonEmptyString,
  apiId: nonEmptyString,
  domainName: nonEmptyString,
  routeResponses: aBoolean,
}

/** A WebSocket API that runs on this machine. `await using` closes it. */
export interface WebSocketGateway extends AsyncDisposable {
  /** Where clients connect, such as `ws://127.0.0.1:8080/prod`. */
  readonly url: string
  /**
   * The endpoint for `webSocketManagement` and any client of the SDK, such as `http://127.0.0.1:8080/prod`.
   */
  readonly endpoint: string
  /** The port on 127.0.0.1 that was given, or a free one. */
  readonly port: number
  /** The connections that are open. */
  readonly connectionIds: readonly string[]
  /** Closes every connection, waits for the functions, and stops. */
  close(): Promise<void>
}

/**
 * Serves functions on 127.0.0.1 as a WebSocket API does, including `@connections`. It has the close codes and
 * errors of API Gateway, and its limits:
 *
 * - 128 KB for a message, 32 KB for a frame
 * - 29 s for a function
 * - 10 minutes without a message, 2 hours in all
 *
 * Errors: `peer.missing` if `ws` is not installed.
 *
 * @example
 * ```ts
 * const gateway = await startWebSocketGateway({ handler: async () => ({ statusCode: 200 }) })
 * const client = new WebSocket(gateway.url)
 * await gateway.close()
 * ```
 *
 * @throws TypeError (rejects) that names the wrong option, such as a route selection expression that API
 * Gateway would reject
 */
export async function startWebSocketGateway(options: WebSocketGatewayOptions): Promise<WebSocketGateway> {
  checkOptions('startWebSocketGateway', options, rules)
  const { port: requestedPort = 0, clock = systemClock, stage = 'prod', region = 'us-east-1' } = options
  const ids = options.ids ?? ulidGenerator(clock)
  const api = new WebSocketApi({
    routes: routesOf(options),
    clock,
    ids,
    functionName: options.functionName ?? 'gateway',
    stage,
    apiId: options.apiId,
    domainName: options.domainName,
    routeResponses: options.routeResponses ?? false,
    onError: options.onError,
  })
  const handshakes = new Handshakes(await loadWs(), {
    api,
    clock,
    ids,
    stage,
    authorizer: options.authorizer,
  })
  const signature = { credentials: options.credentials, region }
  const server = createServer((request, response) => {
    answerConnections(request, response, { api, clock, stage, signature }).catch(() => response.destroy())
  })
  server.on('upgrade', (request, socket, head) => {
    void handshakes.receive(request, socket, head)
  })
  server.listen(requestedPort, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo

  const close = async (): Promise<void> => {
    if (!server.listening) return
    const closed = once(server, 'close')
    server.close()
    for (const connectionId of api.connectionIds) {
      const connection = api.connection(connectionId)
      if (connection) api.close(connection, 1001, 'Going away')
    }
    await handshakes.close()
    await api.idle()
    handshakes.terminate()
    server.closeAllConnections()
    await closed
  }
  return {
    url: `ws://127.0.0.1:${port}/${stage}`,
    endpoint: `http://127.0.0.1:${port}/${stage}`,
    port,
    get connectionIds() {
      return api.connectionIds
    },
    close,
    [Symbol.asyncDispose]: close,
  }
}

function areCredentials(value: unknown): boolean {
  const { accessKeyId, secretAccessKey } = (value ?? {}) as Partial<Record<string, unknown>>
  return nonEmptyString.accepts(accessKeyId) && nonEmptyString.accepts(secretAccessKey)
}

type Ws = typeof import('ws')

async function loadWs(): Promise<Ws> {
  try {
    return await import('ws')
  } catch (failure) {
    throw peerFailure(failure, 'ws', 'startWebSocketGateway')
  }
}
