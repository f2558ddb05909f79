import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  ApiGatewayManagementApiClient,
  type ApiGatewayManagementApiClientConfig,
} from '@aws-sdk/client-apigatewaymanagementapi'
import middy7, { type MiddlewareObj } from '@middy/core'
import fc from 'fast-check'
import middy6 from 'middy6'
import { AppTheoryError, isAppTheoryError } from '../errors.ts'
import { DEFAULT_TENANT_ID, type RegisteredConnection } from '../services/websocket/connection-registry.ts'
import { MemoryConnectionRegistry } from '../services/websocket/memory-connection-registry.ts'
import type { WebSocketEvent } from '../services/websocket/websocket-event.ts'
import {
  buildHttpApiV2Event,
  buildWebSocketEvent,
  createTestEnv,
  FakeWebSocketManagement,
} from '../testkit/index.ts'
import { type WebSocketContext, webSocketManagement } from './websocket-management.ts'

const credentials = { accessKeyId: 'AKIA', secretAccessKey: 'secret' }
const quiet = { logger: false } as const
type Handler = (event: WebSocketEvent, context: WebSocketContext) => unknown

for (const [version, middy] of [
  ['Middy 7', middy7],
  ['Middy 6', middy6 as unknown as typeof middy7],
] as const) {
  test(`${version}: the handler posts to its own connection, and a response without a status is 200`, async () => {
    const env = createTestEnv()
    env.webSocket.connect('ann=')
    const handler = middy<WebSocketEvent>()
      .use(webSocketManagement({ management: env.webSocket.at }))
      .handler(async (event, context) => context.webSocket.post({ echo: event.body }))

    const outcome = await env.invokeWebSocket(
      handler as never,
      buildWebSocketEvent({ connectionId: 'ann=', body: 'hi' }),
    )

    assert.deepEqual(outcome.response, { statusCode: 200 })
    assert.deepEqual(outcome.calls, [
      {
        operation: 'PostToConnection',
        endpoint: 'https://api1234567.execute-api.us-east-1.amazonaws.com/prod',
        connectionId: 'ann=',
        data: '{"echo":"hi"}',
      },
    ])
  })

  test(`${version}: what goes wrong is a status code, without detail unless it may be exposed`, async () => {
    const env = createTestEnv()
    const responseTo = async (error: unknown) => {
      const lambdaHandler = async () => {
        throw error
      }
      const handler = middy(lambdaHandler).use(
        webSocketManagement({ ...quiet, management: env.webSocket.at }),
      )
      return (await env.invokeWebSocket(handler as never, buildWebSocketEvent())).response
    }
    assert.deepEqual(await responseTo(new Error('secret')), { statusCode: 500 })
    assert.deepEqual(await responseTo(undefined), { statusCode: 500 })
    assert.deepEqual(await responseTo(new AppTheoryError('websocket.gone', 'x', { expose: true })), {
      statusCode: 500,
    })
    const forbidden = new AppTheoryError('app.forbidden', 'not yours', { headers: { 'x-why': 'role' } })
    assert.deepEqual(await responseTo(forbidden), {
      statusCode: 403,
      body: 'not yours',
      headers: { 'x-why': 'role' },
    })
    assert.deepEqual(await responseTo(Object.assign(new Error('no'), { statusCode: 401, expose: true })), {
      statusCode: 401,
      body: 'no',
    })
  })
}

function chain(handler: Handler, options: Parameters<typeof webSocketManagement>[0]) {
  return middy7<WebSocketEvent>()
    .use(webSocketManagement({ ...quiet, ...options }))
    .handler(handler as never) as never
}

interface SignedRequest {
  readonly hostname: string
  readonly headers: Readonly<Record<string, string>>
}

/** The connections of `fake` under the real client, and every request that it signed. */
function signedRequests(fake: FakeWebSocketManagement, onRequest: (request: SignedRequest) => void) {
  const handler = fake.requestHandler()
  return {
    ...handler,
    handle: (request: Parameters<typeof handler.handle>[0]) => {
      onRequest(request as never)
      return handler.handle(request)
    },
  }
}

async function membersOf(connections: AsyncIterable<RegisteredConnection>) {
  const members: RegisteredConnection[] = []
  for await (const member of connections) members.push(member)
  return members
}

test('each event is served at its own endpoint, with one client for each', async () => {
  const env = createTestEnv()
  const made: string[] = []
  const management = (endpoint: string) => {
    made.push(endpoint)
    return env.webSocket.at(endpoint)
  }
  env.webSocket.connect('c')
  const handler = chain((_, { webSocket }) => webSocket.post('x'), { management, basePath: 'chat' })
  const at = (stage: string, domainName?: string) =>
    buildWebSocketEvent({ connectionId: 'c', stage, domainName })

  for (const event of [at('prod'), at('beta'), at('prod'), at('prod', 'ws.example.com'), at('beta')]) {
    await env.invokeWebSocket(handler, event)
  }

  const [prod, beta] = ['prod', 'beta'].map(
    (s) => `https://api1234567.execute-api.us-east-1.amazonaws.com/${s}`,
  )
  const custom = 'https://ws.example.com/chat'
  assert.deepEqual(made, [prod, beta, custom])
  assert.deepEqual(
    env.webSocket.calls.map(({ endpoint }) => endpoint),
    [prod, beta, prod, custom, beta],
  )
})

test('the SDK signs for the region of the event, and sends nowhere else', async () => {
  const env = createTestEnv()
  env.webSocket.connect('c')
  const signed: string[] = []
  const requestHandler = signedRequests(env.webSocket, ({ hostname, headers }) => {
    signed.push(`${hostname} ${/\/([a-z0-9-]+)\/execute-api/.exec(headers['authorization'] ?? '')?.[1]}`)
  })
  const handler = chain((_, { webSocket }) => webSocket.post('x'), {
    credentials,
    awsClientOptions: { requestHandler },
  })
  for (const region of ['eu-central-1', 'us-gov-west-1']) {
    const domainName = `a1.execute-api.${region}.amazonaws.com`
    const event = buildWebSocketEvent({ connectionId: 'c', apiId: 'a1', domainName })
    assert.deepEqual((await env.invokeWebSocket(handler, event)).response, { statusCode: 200 })
  }
  assert.deepEqual(signed, [
    'a1.execute-api.eu-central-1.amazonaws.com eu-central-1',
    'a1.execute-api.us-gov-west-1.amazonaws.com us-gov-west-1',
  ])
})

test("Middy's own options reach the client of the SDK", async () => {
  const fake = new FakeWebSocketManagement()
  fake.connect('c')
  const seen: string[] = []
  class AwsClient extends ApiGatewayManagementApiClient {
    constructor(config: ApiGatewayManagementApiClientConfig) {
      super({ ...config, requestHandler: fake.requestHandler() })
      seen.push(`${config.endpoint} ${config.maxAttempts}`)
    }
  }
  const handler = chain((_, { webSocket }) => webSocket.post('x'), {
    AwsClient,
    awsClientCapture: (client) => {
      seen.push('captured')
      return client
    },
    awsClientOptions: { region: 'eu-west-3', maxAttempts: 7 },
    credentials,
    disablePrefetch: true,
  })
  await createTestEnv().invokeWebSocket(handler, buildWebSocketEvent({ connectionId: 'c' }))
  assert.deepEqual(seen, ['https://api1234567.execute-api.us-east-1.amazonaws.com/prod 7', 'captured'])
  assert.equal(fake.calls.length, 1)
})

test('the credentials of an assumed role are those of the invocation', async () => {
  const fake = new FakeWebSocketManagement()
  fake.connect('c')
  const keys: string[] = []
  const requestHandler = signedRequests(fake, ({ headers }) => {
    keys.push(/Credential=(\w+)/.exec(headers['authorization'] ?? '')?.[1] ?? '')
  })
  const role: MiddlewareObj<WebSocketEvent> = {
    before: ({ internal }) => {
      Object.assign(internal, { role: { accessKeyId: `KEY${keys.length}`, secretAccessKey: 's' } })
    },
  }
  const handler = middy7<WebSocketEvent>()
    .use(role)
    .use(webSocketManagement({ awsClientAssumeRole: 'role', clientOptions: { requestHandler } }))
    .handler(async (_, context) => context.webSocket.post('x'))
  const env = createTestEnv()
  for (let i = 0; i < 2; i++)
    await env.invokeWebSocket(handler as never, buildWebSocketEvent({ connectionId: 'c' }))
  assert.deepEqual(keys, ['KEY0', 'KEY1'])
})

test('invocations side by side share one client', async () => {
  const env = createTestEnv()
  let made = 0
  const management = (endpoint: string) => {
    made += 1
    return env.webSocket.at(endpoint)
  }
  const handler = chain((_, { webSocket }) => webSocket.broadcast([], 'x'), { management })
  await Promise.all([1, 2, 3].map(() => env.invokeWebSocket(handler, buildWebSocketEvent())))
  assert.equal(made, 1)
})

test('law: whatever the event, there is a response or a coded error', async () => {
  const env = createTestEnv()
  const registry = new MemoryConnectionRegistry({ clock: env.clock })
  const handler = chain((_, { webSocket }) => webSocket.post('x'), { management: env.webSocket.at, registry })
  const scalar = fc.constantFrom(
    'CONNECT',
    'DISCONNECT',
    'MESSAGE',
    'a=',
    '..',
    'a1',
    '',
    5,
    null,
    undefined,
    {},
    [],
  )
  const context = fc.record(
    {
      connectionId: scalar,
      eventType: scalar,
      domainName: fc.oneof(scalar, fc.constant('a1.execute-api.us-east-1.amazonaws.com'), fc.domain()),
      stage: scalar,
      apiId: scalar,
      authorizer: fc.oneof(scalar, fc.record({ tenantId: scalar, principalId: scalar })),
    },
    { requiredKeys: [] },
  )
  const strange = fc.oneof(scalar, fc.record({ requestContext: fc.oneof(scalar, context) }))
  await fc.assert(
    fc.asyncProperty(strange, async (event) => {
      try {
        const { statusCode } = await env.invokeWebSocket(handler, event as never)
        assert.ok(statusCode === 200 || statusCode === 500)
      } catch (error) {
        assert.ok(isAppTheoryError(error), String(error))
      }
    }),
    { numRuns: 1000 },
  )
})

test('a registry knows a connection from its accepted $connect to its $disconnect', async () => {
  const env = createTestEnv()
  const registry = new MemoryConnectionRegistry({ clock: env.clock })
  const register = ({ queryStringParameters }: WebSocketEvent) => ({
    channels: [queryStringParameters?.['room'] ?? 'lobby'],
  })
  let statusCode = 200
  const handler = chain(() => ({ statusCode }), { management: env.webSocket.at, registry, register })
  const connect = (connectionId: string, room: string) =>
    env.invokeWebSocket(handler, buildWebSocketEvent({ eventType: 'CONNECT', connectionId, query: { room } }))

  await connect('ann', 'blue')
  statusCode = 403
  await connect('eve', 'blue')
  assert.deepEqual(await membersOf(registry.byChannel({ channel: 'blue' })), [
    {
      connectionId: 'ann',
      endpoint: 'https://api1234567.execute-api.us-east-1.amazonaws.com/prod',
      tenantId: DEFAULT_TENANT_ID,
      channels: ['blue'],
      addedAt: new Date(env.clock.now()),
    },
  ])
  assert.deepEqual([env.webSocket.isConnected('ann'), env.webSocket.isConnected('eve')], [true, false])

  await env.invokeWebSocket(handler, buildWebSocketEvent({ eventType: 'DISCONNECT', connectionId: 'ann' }))
  assert.equal(registry.size, 0)
})

test('broadcastTo reaches the tenant of the connection, across endpoints, and prunes the gone', async () => {
  const env = createTestEnv()
  const registry = new MemoryConnectionRegistry({ clock: env.clock })
  const add = (connectionId: string, tenantId: string, endpoint: string) =>
    registry.add({ connectionId, tenantId, endpoint, channels: ['news'], userId: `user-${connectionId}` })
  await add('a1', 'acme', 'https://one.example.com')
  await add('a2', 'acme', 'https://two.example.com')
  await add('a3', 'acme', 'https://two.example.com')
  await add('b1', 'other', 'https://one.example.com')
  for (const id of ['a1', 'a2', 'b1']) env.webSocket.connect(id)
  env.clock.advance(30_000)
  const results: unknown[] = []
  const handler = chain(
    async (_, { webSocket }) => {
      results.push(await webSocket.broadcastTo({ channel: 'news' }, { text: 'hello' }))
      results.push(await webSocket.broadcastTo({ userId: 'user-b1', tenantId: 'other' }, 'only you'))
    },
    { management: env.webSocket.at, registry },
  )

  await env.invokeWebSocket(
    handler,
    buildWebSocketEvent({ authorizer: { tenantId: 'acme', principalId: 'ann' } }),
  )

  assert.deepEqual(results, [
    { sent: ['a1', 'a2'], gone: ['a3'], failed: [] },
    { sent: ['b1'], gone: [], failed: [] },
  ])
  assert.equal((await membersOf(registry.byChannel({ tenantId: 'acme', channel: 'news' }))).length, 2)
  assert.deepEqual(
    env.webSocket.calls.map(({ endpoint, connectionId }) => `${endpoint} ${connectionId}`),
    [
      'https://one.example.com a1',
      'https://two.example.com a2',
      'https://two.example.com a3',
      'https://one.example.com b1',
    ],
  )
})

test('a broadcast while a $connect is under way does not make the registry forget who is connecting', async () => {
  const env = createTestEnv()
  const { clock, webSocket } = env
  const registry = new MemoryConnectionRegistry({ clock })
  const options = { management: webSocket.at, registry, clock, register: () => ({ channels: ['lobby'] }) }
  const say = chain((_, { webSocket }) => webSocket.broadcastTo({ channel: 'lobby' }, 'hello'), options)
  const registered = chain(() => ({ statusCode: 200 }), options)
  // The function has answered, and API Gateway has not yet heard it.
  const event = buildWebSocketEvent({ eventType: 'CONNECT', connectionId: 'ann' })
  await (registered as Handler)(event, env.context() as never)
  await env.invokeWebSocket(say, buildWebSocketEvent())
  webSocket.connect('ann')
  await env.invokeWebSocket(say, buildWebSocketEvent())
  assert.equal(webSocket.postsTo('ann').length, 2)
  webSocket.disconnect('ann')
  clock.advance(30_000)
  await env.invokeWebSocket(say, buildWebSocketEvent())
  assert.equal(registry.size, 0)
})

test('a registry that fails refuses a $connect, and does not keep a $disconnect from its handler', async () => {
  const env = createTestEnv()
  const failing = async () => {
    throw new Error('table')
  }
  const registry = { add: failing, remove: failing } as never
  const logged: unknown[] = []
  let handled = 0
  const handler = chain(() => ({ statusCode: 200, handled: ++handled }), {
    management: env.webSocket.at,
    registry,
    logger: (error) => logged.push(error),
  })
  const connect = await env.invokeWebSocket(handler, buildWebSocketEvent({ eventType: 'CONNECT' }))
  const disconnect = await env.invokeWebSocket(handler, buildWebSocketEvent({ eventType: 'DISCONNECT' }))
  assert.deepEqual([connect.statusCode, disconnect.statusCode, handled, logged.length], [500, 200, 2, 2])
})

test('a hostile event is a coded error, and nothing is sent anywhere', async () => {
  const env = createTestEnv()
  const logged: unknown[] = []
  const handler = chain((_, { webSocket }) => webSocket.post('x'), {
    management: env.webSocket.at,
    logger: (error) => logged.push(error),
  })
  const hostile = [
    'evil.example/x',
    'u:p@evil.example',
    'a.execute-api.us-east-1.amazonaws.com.evil.example',
    'a\r\nb: c',
  ]
  for (const domainName of hostile) {
    const outcome = await env.invokeWebSocket(handler, buildWebSocketEvent({ domainName }))
    assert.deepEqual([outcome.response, outcome.calls], [{ statusCode: 500 }, []])
  }
  assert.ok(logged.every((error) => isAppTheoryError(error, 'websocket.invalid_endpoint')))
  assert.equal(logged.length, hostile.length)
})

test('outside a WebSocket event an endpoint has to be given, and errors are left to others', async () => {
  const env = createTestEnv()
  env.webSocket.connect('c')
  const handler = (options: object) =>
    middy7(async (_: unknown, context: unknown) => {
      const { webSocket } = context as WebSocketContext
      await assert.rejects(webSocket.post('nobody'), (error) =>
        isAppTheoryError(error, 'websocket.invalid_connection'),
      )
      return webSocket.broadcast(['c'], 'x')
    }).use(webSocketManagement({ management: env.webSocket.at, ...options }))
  const invoke = (options: object) => handler(options)(buildHttpApiV2Event() as never, env.context() as never)

  await assert.rejects(
    async () => invoke({}),
    (error) => isAppTheoryError(error, 'websocket.missing_endpoint'),
  )
  assert.deepEqual(await invoke({ endpoint: 'wss://chat.example.com/' }), {
    sent: ['c'],
    gone: [],
    failed: [],
  })
  assert.equal(env.webSocket.calls[0]?.endpoint, 'https://chat.example.com')
})

test('setToContext: false leaves the context alone', async () => {
  const env = createTestEnv()
  const handler = middy7(async (_: unknown, context: object) => ({
    statusCode: 'webSocket' in context ? 500 : 200,
  }))
    .use(webSocketManagement({ management: env.webSocket.at, setToContext: false }))
    .after((request) => assert.ok('webSocket' in request.internal))
  assert.equal((await env.invokeWebSocket(handler as never, buildWebSocketEvent())).statusCode, 200)
})

test('by default an error that nobody is told of is written as its stack, without its cause', async (t) => {
  const { mock } = t.mock.method(console, 'error', () => {})
  const env = createTestEnv()
  const lambdaHandler = async () => {
    throw new Error('broken', { cause: new Error('secret') })
  }
  const handler = middy7(lambdaHandler).use(webSocketManagement({ management: env.webSocket.at }))
  await env.invokeWebSocket(handler as never, buildWebSocketEvent())
  assert.equal(mock.callCount(), 1)
  const written = mock.calls[0]?.arguments.join(' ') ?? ''
  assert.match(written, /Error: broken\n\s+at /)
  assert.doesNotMatch(written, /secret/)
})

test('a wrong option is a TypeError that names it', () => {
  const wrong: [object, RegExp][] = [
    [{ registri: {} }, /'registri'/],
    [{ maxAttempts: 0 }, /maxAttempts/],
    [{ useApiId: 'yes' }, /useApiId/],
    [{ client: {} }, /'client'/],
    [{ logger: true }, /logger/],
  ]
  for (const [options, message] of wrong) {
    assert.throws(() => webSocketManagement(options as never), { name: 'TypeError', message })
  }
  assert.throws(
    () => webSocketManagement({ endpoint: 'ftp://x' }),
    (error) => isAppTheoryError(error, 'websocket.invalid_endpoint'),
  )
})
