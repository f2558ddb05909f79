import assert from 'node:assert/strict'
import { Readable } from 'node:stream'
import { describe, test } from 'node:test'
import middy from '@middy/core'
import httpErrorHandler from '@middy/http-error-handler'
import type { Context } from 'aws-lambda'
import {
  type EventBusContext,
  eventBus,
  fixedWindow,
  rateLimit,
  type WebSocketContext,
  webSocketManagement,
} from '../../index.ts'
import { MemoryEventBus } from '../../services/event-bus/index.ts'
import { MemoryRateLimiter } from '../../services/rate-limiter/index.ts'
import {
  html,
  type LateError,
  type StreamedResult,
  streamifyExecutionMode,
  streamifyResponse,
} from '../../streaming/index.ts'
import {
  buildFunctionUrlEvent,
  createTestEnv,
  type StreamedOutcome,
  type TestEnv,
} from '../../testkit/index.ts'

type ChainContext = Context & EventBusContext & WebSocketContext

type Form = 'wrapper' | 'execution mode'
type Handle = (event: unknown, context: ChainContext) => Promise<StreamedResult>

interface Scene {
  readonly env: TestEnv
  readonly bus: MemoryEventBus
  invoke(): Promise<StreamedOutcome>
}

/** Every middleware of this package around one streamed handler. */
function scene(form: Form, handle: Handle, publish: 'immediate' | 'after-handler' = 'immediate'): Scene {
  const env = createTestEnv()
  const { clock } = env
  const bus = new MemoryEventBus({ clock })
  const limiter = new MemoryRateLimiter({ strategy: fixedWindow({ limit: 2, windowMs: 60_000 }), clock })
  const options = { clock, onEarlyError: () => {}, onLateError: () => {} }
  const executionMode = streamifyExecutionMode(options)
  const chain = (form === 'wrapper' ? middy() : middy({ executionMode }))
    .use(httpErrorHandler({ logger: false }))
    .use(rateLimit({ limiter, clock }))
    .use(eventBus({ bus, clock, publish }))
    .use(
      webSocketManagement({
        management: env.webSocket.at,
        endpoint: 'https://ws.example.com',
        logger: false,
      }),
    )
    .handler(handle)
  const handler = form === 'wrapper' ? streamifyResponse(chain, options) : chain
  return { env, bus, invoke: () => env.invokeStreaming(handler, buildFunctionUrlEvent()) }
}

const row = (id: string): object => ({ eventType: 'row.sent', tenantId: 'acme', id, payload: {} })

for (const form of ['wrapper', 'execution mode'] as const) {
  describe(`rateLimit, eventBus and webSocketManagement around a streamed handler, as ${form}`, () => {
    async function* rows({ eventBus, webSocket }: ChainContext): AsyncGenerator<string> {
      for (const id of ['one', 'two']) {
        await eventBus.publish(row(id) as never)
        await webSocket.postToConnection('ann=', { id })
        yield `<li>${id}`
      }
    }

    test('the body publishes and posts while it is sent, after the headers of the limit', async () => {
      const { env, bus, invoke } = scene(form, async (_event, context) => html(rows(context)))
      env.webSocket.connect('ann=')

      const { outcome, text, headers } = await invoke()

      assert.deepEqual([outcome, text], ['completed', '<li>one<li>two'])
      assert.equal(headers['x-ratelimit-remaining'], '1')
      assert.equal((await bus.query({ tenantId: 'acme' })).events.length, 2)
      assert.deepEqual(env.webSocket.postsTo('ann=').map(String), ['{"id":"one"}', '{"id":"two"}'])
    })

    test('a connection that goes away in the middle is a late error with its code', async () => {
      const { env, bus, invoke } = scene(form, async (_event, context) => html(goneAfterOne(context)))
      env.webSocket.connect('ann=')
      async function* goneAfterOne(context: ChainContext): AsyncGenerator<string> {
        for await (const piece of rows(context)) {
          yield piece
          env.webSocket.disconnect('ann=')
        }
      }

      const { outcome, statusCode, text, streamErrorCode } = await invoke()

      assert.deepEqual([outcome, statusCode, text], ['late_error', 200, '<li>one'])
      assert.equal(streamErrorCode, 'websocket.gone')
      assert.equal((await bus.query({ tenantId: 'acme' })).events.length, 2)
    })

    test('the denied invocation is a complete 429, and neither publishes nor posts', async () => {
      const { env, bus, invoke } = scene(form, async (_event, context) => html(rows(context)))
      env.webSocket.connect('ann=')
      await invoke()
      await invoke()

      const { outcome, statusCode, headers } = await invoke()

      assert.deepEqual([outcome, statusCode, headers['retry-after']], ['completed', 429, '60'])
      assert.equal(env.webSocket.postsTo('ann=').length, 4)
      assert.equal((await bus.query({ tenantId: 'acme' })).events.length, 2)
    })

    test('what waits for the end of the handler is published before the body is', async () => {
      const seen: number[] = []
      const { bus, invoke } = scene(
        form,
        async (_event, { eventBus }) => {
          await eventBus.publish(row('queued') as never)
          return body()
        },
        'after-handler',
      )
      async function* body(): AsyncGenerator<string> {
        yield 'first'
        seen.push((await bus.query({ tenantId: 'acme' })).events.length)
        throw new Error('late')
      }

      const { outcome } = await invoke()

      assert.deepEqual([outcome, seen], ['late_error', [1]])
    })

    test('a response that cannot be sent is answered, and has published nothing', async () => {
      const locked = new ReadableStream()
      locked.getReader()
      const answers: Readonly<Record<string, () => unknown>> = {
        'a header with a line break': () => ({ statusCode: 200, headers: { 'x-a': '1\r\n2' }, body: 'a' }),
        'a cookie with a line break': () => ({ statusCode: 200, cookies: ['a=1\n'], body: ['a'] }),
        'status 99': () => ({ statusCode: 99, body: 'a' }),
        'a stream with status 99': () => ({ statusCode: 99, body: Readable.from(['a']) }),
        'a body that is a number': () => ({ statusCode: 200, body: 42 }),
        'a body that is a symbol': () => ({ statusCode: 200, body: Symbol('body') }),
        'a body that is a function': () => ({ statusCode: 200, body: () => 'a' }),
        'a body that JSON cannot hold': () => ({ statusCode: 200, body: { price: 1n } }),
        'a list that JSON cannot hold': () => ({ statusCode: 200, body: [{ price: 1n }] }),
        'a body that is a date': () => ({ statusCode: 200, body: new Date(0) }),
        'a body that is not the base64 it is said to be': () => ({ isBase64Encoded: true, body: '%' }),
        'a first chunk that is a number': () => Readable.from([42]),
        'a stream that is locked': () => locked,
        'a number': () => 42,
        'a Response that has no status': () => Response.error(),
      }
      for (const [what, answer] of Object.entries(answers)) {
        const { bus, invoke } = scene(
          form,
          async (_event, { eventBus }) => {
            await eventBus.publish(row('queued') as never)
            return answer() as StreamedResult
          },
          'after-handler',
        )

        const { outcome, statusCode } = await invoke()

        const { events } = await bus.query({ tenantId: 'acme' })
        assert.deepEqual([what, outcome, statusCode, events.length], [what, 'completed', 500, 0])
      }
    })

    test('an object or a list of objects is sent as JSON, whatever the chain leaves of it', async () => {
      for (const body of [{ total: 2 }, [{ row: 1 }], [1, 2], []]) {
        const { bus, invoke } = scene(
          form,
          async (_event, { eventBus }) => {
            await eventBus.publish(row('queued') as never)
            return { statusCode: 201, body } as unknown as StreamedResult
          },
          'after-handler',
        )

        const { outcome, statusCode, headers, text } = await invoke()

        const { events } = await bus.query({ tenantId: 'acme' })
        const isEmpty = Array.isArray(body) && body.length === 0
        assert.deepEqual(
          [outcome, statusCode, headers['content-type'], text, events.length],
          ['completed', 201, ...(isEmpty ? [undefined, ''] : ['application/json', JSON.stringify(body)]), 1],
        )
      }
    })

    test('a Readable that fails while an after middleware waits fails late, after what it sent', async () => {
      const late: unknown[] = []
      const options = { onLateError: ({ error }: LateError) => late.push(error) }
      const error = new Error('late')
      const failing = async function* (): AsyncGenerator<string> {
        yield 'part'
        throw error
      }
      const chain = form === 'wrapper' ? middy() : middy({ executionMode: streamifyExecutionMode(options) })
      chain
        .after(async () => {
          for (let turn = 0; turn < 50; turn++) await new Promise(setImmediate)
        })
        .handler(async () => ({ statusCode: 200, body: Readable.from(failing()) }))
      const handler = form === 'wrapper' ? streamifyResponse(chain, options) : chain

      const { outcome, statusCode, text } = await createTestEnv().invokeStreaming(
        handler,
        buildFunctionUrlEvent(),
      )

      assert.deepEqual([outcome, statusCode, text, late], ['late_error', 200, 'part', [error]])
    })
  })
}
