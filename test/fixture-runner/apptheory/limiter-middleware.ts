import middy from '@middy/core'
import type { Context } from 'aws-lambda'
import { appTheoryNetHttp } from '../../../middlewares/rate-limit/apptheory/net-http-preset.ts'
import { appTheoryRuntime } from '../../../middlewares/rate-limit/apptheory/runtime-preset.ts'
import {
  type RateLimitContext,
  type RateLimitMiddlewareOptions,
  rateLimit,
} from '../../../middlewares/rate-limit.ts'
import { rateLimitTable } from '../../../services/rate-limiter/dynamodb/table.ts'
import { buildHttpApiV2Event, createTestEnv } from '../../../testkit/index.ts'
import type { FixtureFamily } from '../fixture-family.ts'
import { millisecondsOf, type RecordedStrategy, recordedStrategy } from './limiter-case.ts'
import type { Observation, RecordedCase } from './recorded-case.ts'
import { recordedFamily } from './recorded-family.ts'
import { type Item, itemsOf, newTable, stores, type Table } from './tables.ts'

interface RecordedRequest {
  readonly method: string
  readonly target: string
  readonly headers: readonly (readonly [string, string])[]
  readonly remoteAddr: string
  readonly contextIdentifier: string | null
}

interface RecordedResponse {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
  readonly decision?: { readonly allowed: boolean; readonly count: number; readonly limit: number } | null
}

export type MiddlewareCase = RecordedCase<
  {
    readonly adapter: 'runtime' | 'net/http'
    readonly event: object
    readonly request: RecordedRequest
    readonly authIdentity: string | null
    readonly failClosed?: boolean
    readonly strategy: RecordedStrategy
    readonly at: string
    readonly limiter: 'works' | 'fails'
    readonly times: number
  },
  { readonly stored: readonly object[]; readonly responses: readonly RecordedResponse[] }
>

export const limiterMiddleware: FixtureFamily = recordedFamily<MiddlewareCase>(
  'limiter-middleware',
  stores.map(({ connect, ...store }) => ({
    ...store,
    open: async () => {
      const client = connect()
      return {
        observe: async (recorded) =>
          observe(recorded, await newTable(client, rateLimitTable(), `middleware.${recorded.id}`)),
        close: async () => client.destroy(),
      }
    },
  })),
)

async function observe({ given, expect }: MiddlewareCase, table: Table): Promise<Observation> {
  const responses = await responsesTo(given, table)
  return {
    actual: { stored: (await itemsOf(table)).map(storedForm).sort(byKey), responses },
    expected: { stored: [...expect.stored].sort(byKey), responses: expect.responses.map(recordedForm) },
  }
}

/**
 * Makes the request of a case as often as it says, to a function that is limited as the adapter of the case
 * limits.
 */
export async function responsesTo(given: MiddlewareCase['given'], table: Table): Promise<readonly object[]> {
  const env = createTestEnv({ now: millisecondsOf(given.at) })
  const handler = middy(async () => answer(given)).use(
    rateLimit({
      strategy: recordedStrategy(given.strategy),
      ...(given.limiter === 'works' ? table : failing(table)),
      clock: env.clock,
      failOpen: !given.failClosed,
      timeoutMs: 10_000,
      onDegraded: () => {},
      ...presetOf(given),
    }),
  )
  const responses: object[] = []
  for (let i = 0; i < given.times; i++) {
    const context = env.context({ awsRequestId: 'req-generated' })
    const response = await handler(eventOf(given), context)
    responses.push(responseForm(response as LambdaResponse, context, given.adapter))
  }
  return responses
}

function answer({ adapter }: MiddlewareCase['given']): LambdaResponse {
  const headers = adapter === 'runtime' ? { 'content-type': 'text/plain; charset=utf-8' } : {}
  return { statusCode: 200, headers, body: 'ok' }
}

function failing({ client, tableName }: Table): Table {
  const send = async (): Promise<never> => {
    throw new Error('the limiter fails')
  }
  return { client: Object.assign(Object.create(client), { send }), tableName }
}

function presetOf({
  adapter,
  authIdentity,
  request,
}: MiddlewareCase['given']): Partial<RateLimitMiddlewareOptions> {
  if (adapter === 'runtime')
    return appTheoryRuntime(authIdentity === null ? {} : { authIdentity: () => authIdentity })
  const { contextIdentifier } = request
  return appTheoryNetHttp(contextIdentifier === null ? {} : { contextIdentifier: () => contextIdentifier })
}

/** A request to Go's HTTP server, as the HTTP API passes it on. */
function eventOf({ adapter, event, request }: MiddlewareCase['given']): object {
  if (adapter === 'runtime') return event
  const { method, target, headers, remoteAddr } = request
  const [path = '', query = ''] = target.split('?')
  const built = buildHttpApiV2Event({ method })
  const sourceIp = remoteAddr.replace(/:\d+$/, '').replace(/^\[|\]$/g, '')
  const http = { ...built.requestContext.http, method, path, sourceIp }
  return {
    ...built,
    headers: Object.fromEntries(headers.map(([name, value]) => [name.toLowerCase(), value])),
    rawPath: path,
    rawQueryString: query,
    requestContext: { ...built.requestContext, http },
  }
}

interface LambdaResponse {
  readonly statusCode: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

function responseForm(
  { statusCode: status, headers, body }: LambdaResponse,
  { rateLimit: decision }: Context & RateLimitContext,
  adapter: 'runtime' | 'net/http',
): object {
  if (adapter === 'net/http' || status !== 200) return { status, headers, body }
  const { allowed = false, currentCount: count = 0, limit = 0 } = decision ?? {}
  return { status, headers, body, decision: decision ? { allowed, count, limit } : null }
}

/** `x-request-id` is a header of AppTheory's HTTP runtime, of every response, and is not compared. */
function recordedForm({ headers: { 'x-request-id': _, ...headers }, ...response }: RecordedResponse): object {
  return { ...response, headers }
}

function storedForm(item: Item): object {
  const text = (name: string): unknown => item[name]?.S
  const metadata = item['metadata']?.M
  return {
    ...{ PK: text('PK'), SK: text('SK') },
    ...{ identifier: text('identifier'), resource: text('resource'), operation: text('operation') },
    count: Number(item['count']?.N),
    metadata: metadata
      ? Object.fromEntries(Object.entries(metadata).map(([name, { S }]) => [name, S]))
      : null,
  }
}

function byKey(a: object, b: object): number {
  return (a as { PK: string }).PK < (b as { PK: string }).PK ? -1 : 1
}
