import assert from 'node:assert/strict'
import { isAppTheoryError } from '../../../errors.ts'
import type { WebSocketContext } from '../../../middlewares/websocket-management.ts'
import { buildWebSocketEvent, type TestEnv } from '../../../testkit/index.ts'
import { callHandler } from '../../../testkit/invokers/lambda-handler.ts'
import { chain, type Handler } from './handler.ts'

export type WebSocket = WebSocketContext['webSocket']
export type Options = Parameters<typeof chain>[1]

export const unavailable = (error: unknown): boolean => isAppTheoryError(error, 'websocket.unavailable')
export const credentials: { readonly accessKeyId: string; readonly secretAccessKey: string } = {
  accessKeyId: 'AKIA',
  secretAccessKey: 'secret',
}

/** The SDK's client on the connections of `env`, with its own retries. */
export function sdkOptions(env: TestEnv): Options {
  const clientOptions = { requestHandler: env.webSocket.requestHandler() }
  return { clock: env.clock, region: 'us-east-1', credentials, clientOptions }
}

export interface Outcome<TResult> {
  readonly value?: TResult
  readonly error?: unknown
  readonly ms: number
}

/** Runs `call` in an invocation with `remainingMs` left. Returns its outcome and how long it took. */
export async function invoke<TResult>(
  env: TestEnv,
  options: Options,
  remainingMs: number,
  call: (webSocket: WebSocket) => Promise<TResult>,
): Promise<Outcome<TResult>> {
  const { clock } = env
  let outcome: Outcome<TResult> | undefined
  const startedAt = clock.now()
  const handler: Handler = async (_, { webSocket }) => {
    const ended = (part: object) => {
      outcome = { ...part, ms: clock.now() - startedAt }
    }
    await call(webSocket).then(
      (value) => ended({ value }),
      (error) => ended({ error }),
    )
  }
  const event = buildWebSocketEvent({ connectionId: 'ann' })
  const context = env.context({ timeoutMs: remainingMs })
  const invocation = callHandler(chain(handler, options), event, context)
  let done = false
  const finished = invocation.finally(() => {
    done = true
  })
  while (!done && clock.now() - startedAt < 60_000) await clock.advanceAsync(10)
  assert.ok(done, 'the invocation never ends')
  await finished
  return outcome ?? assert.fail('the handler has not run')
}

export async function allOf<TValue>(values: AsyncIterable<TValue>): Promise<readonly TValue[]> {
  const all: TValue[] = []
  for await (const value of values) all.push(value)
  return all
}

/** Nothing of the invocation goes on. */
export async function assertQuiet(env: TestEnv): Promise<void> {
  const calls = env.webSocket.calls.length
  assert.equal(env.clock.pendingTimers, 0)
  await env.clock.advanceAsync(60_000)
  assert.equal(env.webSocket.calls.length, calls)
}
