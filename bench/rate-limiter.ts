import { stdout } from 'node:process'
import { DynamoDB, UpdateItemCommand } from '@aws-sdk/client-dynamodb'
import middy from '@middy/core'
import type { Context } from 'aws-lambda'
import { RateLimiterDynamo, RateLimiterMemory } from 'rate-limiter-flexible'
import { rateLimit } from '../middlewares/rate-limit.ts'
import { attributeNamesOf } from '../services/rate-limiter/dynamodb/apptheory/item.ts'
import { DynamoDBRateLimiter } from '../services/rate-limiter/dynamodb/dynamodb-rate-limiter.ts'
import { ensureTable } from '../services/rate-limiter/dynamodb/table.ts'
import { MemoryRateLimiter } from '../services/rate-limiter/memory/memory-rate-limiter.ts'
import { fixedWindow } from '../services/rate-limiter/strategy/fixed-window.ts'
import { hasJava, startDynamoDBLocal } from '../test/dynamodb-local/server.ts'
import { buildFunctionUrlEvent, createTestEnv } from '../testkit/index.ts'
import { type Contender, compare } from './compare.ts'

const unlimited = 1e9
const strategy = fixedWindow({ windowMs: 60_000, limit: unlimited })
const users = Array.from({ length: 1000 }, (_, i) => `user-${i}`)
const userAt = (i: number): string => users[i % users.length] ?? ''

export async function bench(): Promise<void> {
  await memory()
  await memoryPerIdleKey()
  await middleware()
  await deadTable()
  if (hasJava()) await dynamodb()
  else stdout.write('\nLEFT OUT, because there is no Java: the limiter on DynamoDB Local\n')
}

async function memory(): Promise<void> {
  const peer = new RateLimiterMemory({ points: unlimited, duration: 60 })
  const ours = new MemoryRateLimiter({ strategy })
  await compare(
    'Memory limiter: decisions over 1,000 keys of a user, a route and a method',
    [
      {
        name: 'rate-limiter-flexible RateLimiterMemory',
        async run(count) {
          for (let i = 0; i < count; i++) await peer.consume(`${userAt(i)}#/orders#GET`)
        },
      },
      {
        name: 'apptheory-middy MemoryRateLimiter',
        async run(count) {
          for (let i = 0; i < count; i++) {
            await ours.checkAndIncrement({ identifier: userAt(i), resource: '/orders', operation: 'GET' })
          }
        },
      },
    ],
    { operations: 100_000, rounds: 24 },
  )
}

/** What 50,000 keys cost that asked once. Needs `--expose-gc`, which `npm run bench` gives. */
async function memoryPerIdleKey(): Promise<void> {
  const keys = 50_000
  const perKey = async (spend: (key: string) => Promise<unknown>): Promise<number> => {
    globalThis.gc?.()
    const before = process.memoryUsage().heapUsed
    for (let i = 0; i < keys; i++) await spend(`user-${i}`)
    globalThis.gc?.()
    return Math.round((process.memoryUsage().heapUsed - before) / keys)
  }
  const peer = new RateLimiterMemory({ points: unlimited, duration: 3600 })
  const ours = new MemoryRateLimiter({ strategy })
  const theirs = await perKey((user) => peer.consume(`${user}#/orders#GET`))
  const mine = await perKey((identifier) =>
    ours.checkAndIncrement({ identifier, resource: '/orders', operation: 'GET' }),
  )
  stdout.write(`\nMemory limiter: bytes of heap per idle key, over ${keys.toLocaleString('en')} keys\n`)
  stdout.write(
    `  rate-limiter-flexible RateLimiterMemory  ${theirs}\n` +
      `  apptheory-middy MemoryRateLimiter        ${mine}\n`,
  )
}

async function middleware(): Promise<void> {
  const { context } = createTestEnv()
  const events = Array.from({ length: 250 }, (_, i) => buildFunctionUrlEvent({ sourceIp: `198.51.100.${i}` }))
  const lambdaContext = context()
  const answer = async () => ({ statusCode: 200, headers: {}, body: 'ok' })

  const peer = new RateLimiterMemory({ points: unlimited, duration: 60 })
  const byHand = middy(answer).use({
    before: async (request) => {
      const { requestContext } = request.event as (typeof events)[number]
      const { sourceIp, method } = requestContext.http
      try {
        const limit = await peer.consume(`${sourceIp}#${requestContext.routeKey}#${method}`)
        request.internal['limit'] = limit
        Object.assign(request.context, { rateLimit: limit })
      } catch (denied) {
        throw Object.assign(new Error('Too many requests'), { statusCode: 429, expose: true, denied })
      }
    },
    after: (request) => {
      const { limit } = request.internal as { limit: { remainingPoints: number; msBeforeNext: number } }
      Object.assign(request.response.headers, {
        'x-ratelimit-limit': String(unlimited),
        'x-ratelimit-remaining': String(limit.remainingPoints),
        'x-ratelimit-reset': String(Math.ceil((Date.now() + limit.msBeforeNext) / 1000)),
      })
    },
  })
  const ours = middy(answer).use(rateLimit({ limiter: new MemoryRateLimiter({ strategy }) }))
  const invoking = (name: string, handler: (event: unknown, context: Context) => Promise<unknown>) => ({
    name,
    async run(count: number) {
      for (let i = 0; i < count; i++) await handler(events[i % events.length], lambdaContext)
    },
  })
  await compare(
    'Middleware around an empty handler, on Middy 7',
    [
      invoking('by hand, with RateLimiterMemory', byHand),
      invoking('rateLimit, with MemoryRateLimiter', ours),
    ],
    { operations: 20_000, rounds: 24 },
  )
}

/** How long callers wait for a table that never answers, in real time. */
async function deadTable(): Promise<void> {
  const client = { send: () => new Promise(() => {}) } as never
  const limiter = new DynamoDBRateLimiter({ strategy, client, tableName: 'dead', timeoutMs: 500 })
  const key = { identifier: 'ann', resource: '/orders', operation: 'GET' }
  const waits: Record<string, number[]> = { timeout: [], circuit_open: [] }
  // Nothing else keeps the process alive while it waits for a table that is not there.
  const alive = setInterval(() => {}, 1000)
  for (let i = 0; i < 1000; i++) {
    const startedAt = performance.now()
    const { degraded = '' } = await limiter.checkAndIncrement(key)
    waits[degraded]?.push(performance.now() - startedAt)
  }
  clearInterval(alive)
  stdout.write('\nA table that never answers, 1,000 requests one after the other, timeoutMs 500\n')
  for (const [degraded, ms] of Object.entries(waits)) {
    const longest = Math.max(...ms).toFixed(2)
    stdout.write(
      `  ${degraded.padEnd(12)}  ${String(ms.length).padStart(4)} decisions, ` +
        `the slowest after ${longest} ms\n`,
    )
  }
}

async function dynamodb(): Promise<void> {
  await using local = await startDynamoDBLocal()
  const client = new DynamoDB({
    endpoint: local.endpoint,
    region: 'us-east-1',
    credentials: { accessKeyId: 'bench', secretAccessKey: 'bench' },
  })
  await ensureTable(client, { tableName: 'bench' })
  const peer = await new Promise<RateLimiterDynamo>((resolve) => {
    const limiter: RateLimiterDynamo = new RateLimiterDynamo(
      { storeClient: client, tableName: 'peer', points: unlimited, duration: 60 },
      () => resolve(limiter),
    )
  })
  const ours = (layout: 'apptheory' | 'compact') => {
    const limiter = new DynamoDBRateLimiter({
      strategy,
      client,
      layout,
      tableName: 'bench',
      failOpen: false,
      timeoutMs: 5000,
    })
    return {
      name: `apptheory-middy, layout ${layout}`,
      run: inFlight((i) =>
        limiter.checkAndIncrement({ identifier: userAt(i), resource: '/orders', operation: 'GET' }),
      ),
    }
  }
  const title = 'Fixed window on DynamoDB Local: decisions over 1,000 keys, 8 in flight'
  const bare = (name: string, update: (user: string) => UpdateItemCommand): Contender => ({
    name,
    run: inFlight((i) => client.send(update(userAt(i)))),
  })
  await compare(
    title,
    [
      bare('minimal conditional update', bareUpdate),
      ours('compact'),
      {
        name: 'rate-limiter-flexible RateLimiterDynamo',
        run: inFlight((i) => peer.consume(`${userAt(i)}#/orders#GET`)),
      },
    ],
    { operations: 600, rounds: 24 },
  )
  await compare(
    title,
    [bare("conditional update that writes AppTheory's attributes", appTheoryUpdate), ours('apptheory')],
    { operations: 600, rounds: 24 },
  )
}

/** The least that counts a request under a limit. */
function bareUpdate(user: string): UpdateItemCommand {
  return new UpdateItemCommand({
    TableName: 'bench',
    Key: { PK: { S: `bare-${user}#${Math.floor(Date.now() / 60_000) * 60}` }, SK: { S: '/orders#GET' } },
    UpdateExpression: 'ADD #count :cost',
    ConditionExpression: 'attribute_not_exists(#count) OR #count <= :room',
    ExpressionAttributeNames: { '#count': 'count' },
    ExpressionAttributeValues: { ':cost': { N: '1' }, ':room': { N: String(unlimited - 1) } },
    ReturnValues: 'ALL_NEW',
    ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
  })
}

/** What the first request of an item writes, and later ones leave as it is. */
const attributes = Object.values(attributeNamesOf('camel')).filter(
  (name) => !['count', 'updatedAt', 'metadata'].includes(name),
)

/** The same with every attribute that an item has in AppTheory's table. */
function appTheoryUpdate(user: string): UpdateItemCommand {
  const startS = Math.floor(Date.now() / 60_000) * 60
  const start = { S: `${new Date(startS * 1000).toISOString().slice(0, 19)}Z` }
  const now = { S: `${new Date().toISOString().slice(0, -1)}000000Z` }
  const assignments = attributes.map((name) => `#${name} = if_not_exists(#${name}, :${name})`)
  return new UpdateItemCommand({
    TableName: 'bench',
    Key: { PK: { S: `full-${user}#${startS}` }, SK: { S: '/orders#GET' } },
    UpdateExpression: `SET ${assignments.join(', ')}, #updatedAt = :createdAt ADD #count :cost`,
    ConditionExpression: 'attribute_not_exists(#count) OR #count <= :room',
    ExpressionAttributeNames: Object.fromEntries(
      [...attributes, 'updatedAt', 'count'].map((name) => [`#${name}`, name]),
    ),
    ExpressionAttributeValues: {
      ...{ ':identifier': { S: user }, ':resource': { S: '/orders' }, ':operation': { S: 'GET' } },
      ...{ ':windowType': start, ':windowID': start, ':windowStart': { N: String(startS) } },
      ...{ ':ttl': { N: String(startS + 3660) }, ':createdAt': now },
      ...{ ':cost': { N: '1' }, ':room': { N: String(unlimited - 1) } },
    },
    ReturnValues: 'UPDATED_NEW',
    ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
  })
}

function inFlight(ask: (i: number) => Promise<unknown>, width = 8): (count: number) => Promise<void> {
  return async (count) => {
    let next = 0
    const worker = async (): Promise<void> => {
      while (next < count) await ask(next++)
    }
    await Promise.all(Array.from({ length: width }, worker))
  }
}
