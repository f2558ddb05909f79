import { isAppTheoryError } from '../../../errors.ts'
import { normalizeEndpoint } from '../../../services/websocket/endpoint.ts'
import { endpointFromOrigin, type WebSocketOrigin } from '../../../services/websocket/event-endpoint.ts'
import type { WebSocketManagement } from '../../../services/websocket/management.ts'
import { WebSocketManagementClient } from '../../../services/websocket/management-client.ts'
import type { FixtureFamily } from '../fixture-family.ts'
import { isolatedEnvironment } from '../websocket/isolated-environment.ts'
import type { Observation, RecordedCase } from './recorded-case.ts'
import { recordedFamily } from './recorded-family.ts'

type Op = 'post' | 'get' | 'delete'

interface RecordedRequest {
  readonly endpoint: string
  readonly region: string
  readonly credentials?: boolean
  readonly op: Op
  readonly connectionId: string
  readonly data?: string
}

type WebSocketCase = RecordedCase<
  | { readonly what: 'endpoint-of-event'; readonly event: { readonly requestContext: WebSocketOrigin } }
  | { readonly what: 'normalize-endpoint'; readonly endpoint: string }
  | ({ readonly what: 'request' | 'missing' } & RecordedRequest),
  Readonly<Record<string, unknown>>
>

export const webSocket: FixtureFamily = recordedFamily<WebSocketCase>('websocket', [
  {
    name: 'endpoint rules',
    has: ({ given }) => given.what === 'endpoint-of-event' || given.what === 'normalize-endpoint',
    open: async () => ({ observe: async (recorded) => endpoints(recorded) }),
  },
  {
    name: "SDK's client, captured",
    has: ({ given }) => given.what === 'request' || given.what === 'missing',
    open: async () => ({ observe: requests }),
  },
])

function endpoints({ given, expect }: WebSocketCase): Observation {
  const actual = endpointOr(() => {
    if (given.what === 'endpoint-of-event') return endpointFromOrigin(given.event.requestContext)
    return normalizeEndpoint((given as { endpoint: string }).endpoint)
  })
  return { actual: { endpoint: actual }, expected: { endpoint: expect['endpoint'] } }
}

function endpointOr(endpoint: () => string): string | null {
  try {
    return endpoint()
  } catch (error) {
    if (isAppTheoryError(error)) return null
    throw error
  }
}

/** Where AppTheory refuses at construction or at the first call, it is compared that nothing is sent. */
async function requests({ given, expect }: WebSocketCase): Promise<Observation> {
  const { credentials = true, ...request } = given as RecordedRequest
  const restore = isolatedEnvironment()
  try {
    const sent = await sentBy(request, credentials)
    const { refused, sent: _, ...recorded } = expect
    const names = Object.keys(recorded)
    const actual = sent && Object.fromEntries(names.map((name) => [name, sent[name]]))
    const wasRefused = refused === 'construct' || refused === 'call'
    return { actual: actual ?? 'refused', expected: wasRefused ? 'refused' : recorded }
  } finally {
    restore()
  }
}

async function sentBy(
  { endpoint, region, op, connectionId, data }: RecordedRequest,
  hasCredentials: boolean,
): Promise<Record<string, unknown> | undefined> {
  let sent: Record<string, unknown> | undefined
  const requestHandler = {
    handle: async (request: HttpRequest) => {
      sent = formOf(request)
      throw Object.assign(new Error('captured'), { name: 'Captured' })
    },
  }
  try {
    const client = new WebSocketManagementClient({
      ...(endpoint && { endpoint }),
      ...(region && { region }),
      ...(hasCredentials && { credentials: { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'secret' } }),
      maxAttempts: 1,
      clientOptions: { requestHandler: requestHandler as never },
    })
    await call(client, op, connectionId, data)
  } catch (error) {
    if (!isAppTheoryError(error)) throw error
  }
  return sent
}

function call(client: WebSocketManagement, op: Op, id: string, data: string | undefined): Promise<unknown> {
  if (op === 'post') return client.postToConnection(id, data as string)
  return op === 'get' ? client.getConnection(id) : client.deleteConnection(id)
}

interface HttpRequest {
  readonly method: string
  readonly hostname: string
  readonly port?: number
  readonly path: string
  readonly body?: Uint8Array | string
  readonly headers: Readonly<Record<string, string>>
}

function formOf({ method, hostname, port, path, body, headers }: HttpRequest): Record<string, unknown> {
  const [, region, service] =
    /Credential=[^/]+\/\d+\/([^/]*)\/([^/]*)\//.exec(headers['authorization'] ?? '') ?? []
  return {
    method,
    host: port === undefined ? hostname : `${hostname}:${port}`,
    path,
    bodyBase64: Buffer.from(body ?? '').toString('base64'),
    signedFor: { region, service },
  }
}
