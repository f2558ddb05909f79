import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  ApiGatewayManagementApiClient,
  type ApiGatewayManagementApiClientConfig,
} from '@aws-sdk/client-apigatewaymanagementapi'
import middy, { type MiddyfiedHandler } from '@middy/core'
import type { Context } from 'aws-lambda'
import type { BroadcastResult } from '../services/websocket/management.ts'
import { MemoryConnectionRegistry } from '../services/websocket/memory/memory-connection-registry.ts'
import type { WebSocketEvent } from '../services/websocket/websocket-event.ts'
import { heapAfterCollection } from '../test/integration/heap.ts'
import { openClient, type TestClient } from '../test/integration/websocket/client.ts'
import { startWebSocketGateway } from '../testkit/gateway/index.ts'
import { createTestEnv, ManualClock } from '../testkit/index.ts'
import { callHandler } from '../testkit/invokers/lambda-handler.ts'
import { type WebSocketContext, webSocketManagement } from './websocket-management.ts'

const identity = { accessKeyId: 'AKIA', secretAccessKey: 'secret' }

/** A real client of the SDK, and how many of its requests are under way at most. */
function countedClient() {
  let inFlight = 0
  const counted = { most: 0 }
  class AwsClient extends ApiGatewayManagementApiClient {
    constructor(config: ApiGatewayManagementApiClientConfig) {
      super(config)
      const { requestHandler } = this.config
      const handle = requestHandler.handle.bind(requestHandler)
      requestHandler.handle = async (...args) => {
        inFlight += 1
        counted.most = Math.max(counted.most, inFlight)
        return handle(...args).finally(() => {
          inFlight -= 1
        })
      }
    }
  }
  return { AwsClient, counted }
}

async function openMany(url: string, count: number): Promise<TestClient[]> {
  const clients: TestClient[] = []
  while (clients.length < count) {
    clients.push(...(await Promise.all(Array.from({ length: 50 }, () => openClient(url)))))
  }
  return clients
}

type Chain = MiddyfiedHandler<WebSocketEvent, unknown, Error, Context & WebSocketContext>

/** A chat without a `$disconnect` route, so that its registry keeps those who have left. */
async function startChat(concurrency: number) {
  let endpoint = ''
  const clock = new ManualClock()
  const registry = new MemoryConnectionRegistry({ clock })
  const results: BroadcastResult[] = []
  const { AwsClient, counted } = countedClient()
  const withConnections = () =>
    webSocketManagement({
      endpoint,
      region: 'us-east-1',
      credentials: identity,
      AwsClient,
      registry,
      clock,
      register: () => ({ channels: ['lobby'] }),
    })
  let say: Chain | undefined
  let connect: Chain | undefined
  const gateway = await startWebSocketGateway({
    credentials: [identity],
    handler: { $connect: (e, c) => connect?.(e, c), say: (e, c) => say?.(e, c) },
    onError: (error) => assert.fail(error as Error),
  })
  endpoint = gateway.endpoint
  connect = middy<WebSocketEvent>()
    .use(withConnections())
    .handler(async () => ({ statusCode: 200 }))
  say = middy<WebSocketEvent>()
    .use(withConnections())
    .handler(async ({ body = '' }, { webSocket }) => {
      results.push(await webSocket.broadcastTo({ channel: 'lobby' }, body, { concurrency }))
    })
  return { gateway, registry, clock, results, counted }
}

test('a broadcast to 1,000 connections, 100 of them gone: 900 sent, 100 removed, memory flat', {
  timeout: 180_000,
}, async (t) => {
  const concurrency = 16
  const { gateway, registry, clock, results, counted } = await startChat(concurrency)
  t.after(() => gateway.close())
  const clients = await openMany(gateway.url, 1000)
  assert.equal(registry.size, 1000)
  clock.advance(30_000)
  const [speaker, ...others] = clients as [TestClient, ...TestClient[]]
  const left = others.splice(0, 100)
  for (const { socket } of left) socket.terminate()
  await Promise.all(left.map(({ closed }) => closed))
  const audience = [speaker, ...others]
  const say = async (text: string, count: number): Promise<void> => {
    speaker.socket.send(JSON.stringify({ action: 'say', text }))
    await Promise.all(audience.map((client) => client.received(count)))
  }
  while (gateway.connectionIds.length > 900) await new Promise(setImmediate)

  await say('first', 1)
  while (results.length < 1) await new Promise(setImmediate)
  assert.deepEqual([results[0]?.sent.length, results[0]?.gone.length, results[0]?.failed], [900, 100, []])
  assert.equal(registry.size, 900)
  assert.ok(counted.most <= concurrency, `${counted.most} requests in flight`)

  // From the second on, when whatever is made once has been made.
  await say('round 2', 2)
  const heapBefore = heapAfterCollection()
  for (let round = 3; round <= 4; round++) await say(`round ${round}`, round)
  const grown = heapAfterCollection() - heapBefore
  t.diagnostic(
    `${counted.most} requests in flight at most; heap grew by ${Math.round(grown / 1024)} KB in 1,800 posts`,
  )
  assert.ok(grown < 4 * 1024 * 1024, `the heap grew by ${grown} bytes`)

  const said = ['first', 'round 2', 'round 3', 'round 4'].map((text) => `{"action":"say","text":"${text}"}`)
  for (const client of audience) assert.deepEqual(client.messages, said)
})

test('messages to one connection arrive in the order in which they were asked for, although nobody waits', {
  timeout: 180_000,
}, async (t) => {
  const gateway = await startWebSocketGateway({ handler: {}, credentials: [identity] })
  t.after(() => gateway.close())
  const client = await openClient(gateway.url)
  const [connectionId] = gateway.connectionIds
  const texts = Array.from({ length: 50 }, (_, i) => `message ${i} ${'x'.repeat((i % 7) * 9000)}`)
  const handler = middy(async (__: unknown, context: unknown) => {
    const { webSocket } = context as {
      webSocket: { postToConnection(id: string, data: string): Promise<void> }
    }
    await Promise.all(texts.map((text) => webSocket.postToConnection(connectionId ?? '', text)))
  }).use(webSocketManagement({ endpoint: gateway.endpoint, credentials: identity, region: 'us-east-1' }))

  await callHandler(handler, {}, createTestEnv().context())

  assert.deepEqual(await client.received(50), texts)
})
