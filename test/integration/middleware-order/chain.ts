import { CreateTableCommand } from '@aws-sdk/client-dynamodb'
import middy from '@middy/core'
import type { APIGatewayProxyEventV2 } from 'aws-lambda'
import middy6 from 'middy6'
import { eventBus } from '../../../middlewares/event-bus.ts'
import { rateLimit } from '../../../middlewares/rate-limit.ts'
import { MemoryEventBus } from '../../../services/event-bus/index.ts'
import { fixedWindow, MemoryRateLimiter } from '../../../services/rate-limiter/index.ts'
import { type StreamedResponse, streamifyExecutionMode, streamifyResponse } from '../../../streaming/index.ts'
import { buildHttpApiV2Event, createTestEnv, type TestEnv } from '../../../testkit/index.ts'
import { callHandler } from '../../../testkit/invokers/lambda-handler.ts'
import { subjects } from './subjects.ts'

export const setups = ['Middy 6', 'Middy 7', 'Middy 6, streamed', 'Middy 7, streamed'] as const

export type Setup = (typeof setups)[number]

/** Where a middleware is registered: before or after `rateLimit` and `eventBus`. */
export type Place = 'before' | 'after'

type Handle = (event: never, context: never) => Promise<StreamedResponse>

export interface Answer {
  readonly statusCode: number
  readonly headers: Readonly<Record<string, string>>
}

export interface Chain {
  readonly env: TestEnv
  readonly logged: readonly unknown[]
  request(event?: APIGatewayProxyEventV2): Promise<Answer>
  /** An event that is not a request. @returns what the function returned */
  send(event: object): Promise<unknown>
  published(): Promise<number>
}

export const order: APIGatewayProxyEventV2 = buildHttpApiV2Event({
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
  const handle: Handle = async (_event: unknown, context: { eventBus: MemoryEventBus }) => {
    if (fails) throw Object.assign(new Error('no such order'), { statusCode: 404, expose: true })
    await context.eventBus.publish({ eventType: 'order.placed', tenantId: 'acme', payload: {} })
    const body = streams ? ['{"id":', '1}'] : '{"id":1}'
    return { statusCode: 200, headers: { 'content-type': 'application/json' }, body }
  }
  const middlewares = place === 'before' ? [...others, ...own] : [...own, ...others]
  const chain = setup.startsWith('Middy 6') ? middy6(handle).use(middlewares) : middy(handle).use(middlewares)
  const options = { onEarlyError: () => {} }
  const streaming =
    setup === 'Middy 7, streamed'
      ? middy<never, StreamedResponse, Error, never>({ executionMode: streamifyExecutionMode(options) })
          .use(middlewares)
          .handler(handle)
      : streamifyResponse(chain, options)
  return {
    env,
    logged,
    request: (event = order) => (streams ? env.invokeStreaming(streaming, event) : env.invoke(chain, event)),
    send: (event) => callHandler(chain, event, env.context()),
    published: async () => (await bus.query({ tenantId: 'acme' })).events.length,
  }
}
