import { CreateTableCommand } from '@aws-sdk/client-dynamodb'
import middy from '@middy/core'
import middy6 from 'middy6'
import { eventBus } from '../../../middlewares/event-bus.ts'
import { rateLimit } from '../../../middlewares/rate-limit.ts'
import { MemoryEventBus } from '../../../services/event-bus/index.ts'
import { fixedWindow, MemoryRateLimiter } from '../../../services/rate-limiter/index.ts'
import { streamifyExecutionMode, streamifyResponse } from '../../../streaming/index.ts'
import { buildHttpApiV2Event, createTestEnv, type TestEnv } from '../../../testkit/index.ts'
import { subjects } from './subjects.ts'

export const setups = ['Middy 6', 'Middy 7', 'Middy 6, streamed', 'Middy 7, streamed'] as const

export type Setup = (typeof setups)[number]

/** Where a middleware is registered: before or after `rateLimit` and `eventBus`. */
export type Place = 'before' | 'after'

export interface Answer {
  readonly statusCode: number
  readonly headers: Readonly<Record<string, string>>
}

export interface Chain {
  readonly env: TestEnv
  readonly handler: (event: never, context: never) => unknown
  readonly logged: readonly unknown[]
  request(event?: object): Promise<Answer>
  published(): Promise<number>
}

export const order: object = buildHttpApiV2Event({
  method: 'POST',
  routeKey: 'POST /orders',
  body: '{"id":1}',
  headers: {
    'content-type': 'application/json',
    accept: 'application/json',
    origin: 'https://shop.example',
  },
})

/** A function with one request a minute for each caller, which publishes an event, and one middleware more. */
export async function chainWith(name: string, place: Place, setup: Setup, fails = false): Promise<Chain> {
  const env = createTestEnv()
  const { clock, dynamodb } = env
  await dynamodb.client().send(
    new CreateTableCommand({
      TableName: 'idempotency',
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
      KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
    }),
  )
  const logged: unknown[] = []
  const bus = new MemoryEventBus({ clock })
  const limiter = new MemoryRateLimiter({ strategy: fixedWindow({ windowMs: 60_000, limit: 1 }), clock })
  const own = [rateLimit({ limiter, clock }), eventBus({ bus })]
  const subject = subjects[name]
  const make = setup.startsWith('Middy 6') ? subject?.of6 : subject?.of7
  const others = [make?.({ log: (line) => logged.push(line), dynamodb }) ?? []].flat()
  const streams = setup.endsWith('streamed')
  const handle = async (_event: unknown, context: { eventBus: MemoryEventBus }): Promise<object> => {
    if (fails) throw Object.assign(new Error('no such order'), { statusCode: 404, expose: true })
    await context.eventBus.publish({ eventType: 'order.placed', tenantId: 'acme', payload: {} })
    const body = streams ? ['{"id":', '1}'] : '{"id":1}'
    return { statusCode: 200, headers: { 'content-type': 'application/json' }, body }
  }
  const handler = handlerOf(setup, place === 'before' ? [...others, ...own] : [...own, ...others], handle)
  return {
    env,
    handler,
    logged,
    request: async (event = order) => {
      if (streams) return env.invokeStreaming(handler as never, event as never)
      return (await env.invoke(handler as never, event as never)) as Answer
    },
    published: async () => (await bus.query({ tenantId: 'acme' })).events.length,
  }
}

function handlerOf(setup: Setup, middlewares: readonly object[], handle: object): Chain['handler'] {
  const options = { onEarlyError: () => {} }
  if (setup.startsWith('Middy 6')) {
    const chain = middy6(handle as never).use(middlewares as never)
    return (setup.endsWith('streamed') ? streamifyResponse(chain as never, options) : chain) as never
  }
  const mode = setup.endsWith('streamed') ? { executionMode: streamifyExecutionMode(options) } : {}
  const chain: { handler(handle: unknown): unknown } = middy(mode as object).use(middlewares as never)
  return chain.handler(handle) as Chain['handler']
}
