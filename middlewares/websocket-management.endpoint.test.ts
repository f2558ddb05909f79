import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  ApiGatewayManagementApiClient,
  type ApiGatewayManagementApiClientConfig,
} from '@aws-sdk/client-apigatewaymanagementapi'
import middy7, { type MiddlewareObj } from '@middy/core'
import { isAppTheoryError } from '../errors.ts'
import type { WebSocketEvent } from '../services/websocket/websocket-event.ts'
import { chain } from '../test/integration/websocket/handler.ts'
import {
  buildHttpApiV2Event,
  buildWebSocketEvent,
  createTestEnv,
  FakeWebSocketManagement,
} from '../testkit/index.ts'
import { callHandler } from '../testkit/invokers/lambda-handler.ts'
import { type WebSocketContext, webSocketManagement } from './websocket-management.ts'

const credentials = { accessKeyId: 'AKIA', secretAccessKey: 'secret' }

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

test('with useApiId, the API is called in the region that an option names', async () => {
  const env = createTestEnv()
  env.webSocket.connect('c')
  const event = buildWebSocketEvent({ connectionId: 'c', domainName: 'ws.example.com' })
  for (const [region, options] of [
    ['eu-west-1', { awsClientOptions: { region: 'eu-west-1' } }],
    ['eu-west-2', { awsClientOptions: { region: 'eu-west-1' }, clientOptions: { region: 'eu-west-2' } }],
    ['eu-west-3', { clientOptions: { region: async () => 'eu-west-3' } }],
    ['eu-north-1', { clientOptions: { region: 'eu-west-2' }, region: 'eu-north-1' }],
  ] as const) {
    const signed: string[] = []
    const requestHandler = signedRequests(env.webSocket, ({ hostname, headers }) => {
      signed.push(hostname, headers['authorization'] ?? '')
    })
    const { clientOptions, ...others } = { clientOptions: {}, ...options }
    const handler = chain((_, { webSocket }) => webSocket.post('x'), {
      useApiId: true,
      credentials,
      ...others,
      clientOptions: { ...clientOptions, requestHandler },
    })
    await env.invokeWebSocket(handler, event)
    assert.equal(signed[0], `api1234567.execute-api.${region}.amazonaws.com`)
    assert.match(signed[1] ?? '', new RegExp(`/${region}/execute-api/`))
  }
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
  for (let i = 0; i < 2; i++) await env.invokeWebSocket(handler, buildWebSocketEvent({ connectionId: 'c' }))
  assert.deepEqual(keys, ['KEY0', 'KEY1'])
})

test('if the named role was not assumed, nothing is sent with the role of the function', async (t) => {
  Object.assign(process.env, { AWS_ACCESS_KEY_ID: 'FUNCTION', AWS_SECRET_ACCESS_KEY: 'secret' })
  t.after(() => {
    delete process.env['AWS_ACCESS_KEY_ID']
    delete process.env['AWS_SECRET_ACCESS_KEY']
  })
  const env = createTestEnv()
  env.webSocket.connect('c')
  const logged: unknown[] = []
  const handler = chain((_, { webSocket }) => webSocket.post('x'), {
    awsClientAssumeRole: 'rol',
    clientOptions: { requestHandler: env.webSocket.requestHandler() },
    logger: (error) => logged.push(error),
  })
  const { statusCode, calls } = await env.invokeWebSocket(handler, buildWebSocketEvent({ connectionId: 'c' }))
  assert.deepEqual([statusCode, calls], [500, []])
  assert.ok(isAppTheoryError(logged[0], 'websocket.missing_credentials'))
  assert.match(logged[0].message, /'rol'/)
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
    assert.deepEqual([outcome.statusCode, outcome.calls], [500, []])
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
  const invoke = (options: object) => callHandler(handler(options), buildHttpApiV2Event(), env.context())

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
