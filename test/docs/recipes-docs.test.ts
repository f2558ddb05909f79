import assert from 'node:assert/strict'
import { after, before, describe, mock, test } from 'node:test'
import type { APIGatewayProxyEventV2 } from 'aws-lambda'
import { DynamoDBEventBus } from '../../services/event-bus/dynamodb/index.ts'
import { ensureTable } from '../../services/rate-limiter/dynamodb/index.ts'
import {
  buildFunctionUrlEvent,
  buildHttpApiV2Event,
  createTestEnv,
  FakeDynamoDB,
  type FakeDynamoDBServer,
  type LambdaHandler,
} from '../../testkit/index.ts'
import { moduleOfPage } from './page-modules.ts'

const now = Date.UTC(2026, 2, 1, 10)

// The functions of docs/recipes.md, on the real SDK client.
describe('docs/recipes.md', () => {
  const dynamodb = new FakeDynamoDB()
  const client = dynamodb.client()
  const bus = new DynamoDBEventBus({ client, tableName: 'events' })
  const { invoke, invokeStreaming } = createTestEnv()
  let server: FakeDynamoDBServer

  before(async () => {
    // The functions of the page take the time of the system.
    mock.timers.enable({ apis: ['Date'], now })
    await ensureTable(client, { tableName: 'limits' })
    await bus.ensureTable()
    server = await dynamodb.listen()
    Object.assign(process.env, {
      RATE_LIMIT_TABLE_NAME: 'limits',
      EVENTBUS_TABLE_NAME: 'events',
      AWS_ENDPOINT_URL_DYNAMODB: server.url,
      AWS_REGION: 'us-east-1',
      AWS_ACCESS_KEY_ID: 'test',
      AWS_SECRET_ACCESS_KEY: 'test',
    })
  })
  after(async () => {
    mock.timers.reset()
    await server.close()
  })

  const handlerOf = async (name: string): Promise<LambdaHandler> =>
    (await moduleOfPage<{ handler: LambdaHandler }>('recipes', `recipe:${name}`)).handler
  const statusOf = async (handler: LambdaHandler, event: APIGatewayProxyEventV2): Promise<number> =>
    (await invoke(handler, event)).statusCode

  test('plans: a caller has the limit of the plan in the token', async () => {
    const handler = await handlerOf('plans')
    const limitOf = async (plan: string) => {
      const authorizer = { jwt: { claims: { sub: `ann-${plan}`, plan }, scopes: null } }
      const event = buildHttpApiV2Event({ authorizer })
      const { headers } = await invoke(handler, event)
      return headers['x-ratelimit-limit']
    }
    assert.deepEqual(await Promise.all(['free', 'team', 'none'].map(limitOf)), ['10', '100', '10'])
  })

  test('router: each route has a limit of its own', async () => {
    const handler = await handlerOf('router')
    const request = (method: string, path: string) =>
      buildHttpApiV2Event({ method, path, routeKey: '$default' })
    const statuses = new Set<number>()
    for (let i = 0; i < 6; i++) statuses.add(await statusOf(handler, request('POST', '/reports')))
    assert.deepEqual([...statuses], [202, 429])
    assert.equal(await statusOf(handler, request('GET', '/orders')), 200)
  })

  test('log-in: five failures block an account anywhere; successful attempts are given back', async () => {
    const handler = await handlerOf('log-in')
    const attempt = (name: string, password: string, sourceIp: string) =>
      statusOf(handler, buildHttpApiV2Event({ method: 'POST', body: { name, password }, sourceIp }))
    for (let i = 0; i < 8; i++) assert.equal(await attempt('Bob', 'correct', '198.51.100.1'), 200)
    for (let i = 0; i < 5; i++) assert.equal(await attempt('ann', 'wrong', `198.51.100.${10 + i}`), 401)
    assert.equal(await attempt(' ANN ', 'correct', '198.51.100.99'), 429)
    assert.equal(await attempt('bob', 'correct', '198.51.100.99'), 200)
  })

  test('webhook: a delivery that is repeated is stored once', async () => {
    const handler = await handlerOf('webhook')
    const deliver = (headers: Record<string, string>) =>
      statusOf(handler, buildHttpApiV2Event({ method: 'POST', body: 'paid', headers }))
    const delivery = { 'x-webhook-sender': 'shop', 'x-delivery-id': 'delivery-1' }
    assert.deepEqual([await deliver(delivery), await deliver(delivery)], [202, 200])
    assert.equal(await deliver({ 'x-webhook-sender': 'shop' }), 400)
    assert.equal((await bus.query({ tenantId: 'acme', eventType: 'webhook' })).events.length, 1)
  })

  test('tokens: a request reserves its text and the longest answer, and costs what was used', async () => {
    const handler = await handlerOf('tokens')
    const event = buildHttpApiV2Event({ method: 'POST', body: 'x'.repeat(400) })
    const left: string[] = []
    for (let i = 0; i < 2; i++) {
      const { headers } = await invoke(handler, event)
      left.push(headers['x-ratelimit-remaining'] ?? '')
    }
    assert.deepEqual(left, [20_000 - 600, 20_000 - 110 - 600].map(String))
  })

  test('feed: a browser that reconnects gets what it has missed', async () => {
    const handler = await handlerOf('feed')
    for (const [i, ago] of [3000, 2000, 1000].entries()) {
      const publishedAt = new Date(now - ago)
      await bus.publish({ eventType: 'order.placed', tenantId: 'acme', publishedAt, payload: { order: i } })
    }
    const headers = { 'last-event-id': String(now - 3000) }
    const event = buildFunctionUrlEvent({ headers, time: now })
    const { outcome, text } = await invokeStreaming(handler, event)
    assert.equal(outcome, 'completed')
    const orders = [...text.matchAll(/^data: (\{.*)$/gm)].map(([, data = '']) => JSON.parse(data).order)
    assert.deepEqual(orders, [1, 2])
  })
})
