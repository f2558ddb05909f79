import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { PresentConnection, RegisteredConnection } from '../services/websocket/connection-registry.ts'
import { MemoryConnectionRegistry } from '../services/websocket/memory/memory-connection-registry.ts'
import {
  allOf,
  assertQuiet,
  invoke,
  unavailable,
  type WebSocket,
} from '../test/integration/websocket/bounded-invocation.ts'
import { createTestEnv } from '../testkit/index.ts'

test('a registry that never answers does not hold an invocation', async () => {
  const env = createTestEnv()
  const never = () => new Promise<never>(() => {})
  const registry = Object.assign(new MemoryConnectionRegistry(), {
    join: never,
    leave: never,
    channels: never,
    byChannel: (): AsyncIterable<RegisteredConnection> => ({
      [Symbol.asyncIterator]: () => ({ next: never }),
    }),
    present: (): AsyncIterable<PresentConnection> => ({
      [Symbol.asyncIterator]: () => ({ next: never, return: never }),
    }),
  })
  const options = { clock: env.clock, management: env.webSocket.at, registry }
  const calls: ((webSocket: WebSocket) => Promise<unknown>)[] = [
    (webSocket) => webSocket.join('a'),
    (webSocket) => webSocket.leave('a'),
    (webSocket) => webSocket.channels(),
    (webSocket) => webSocket.broadcastTo({ channel: 'a' }, 'hi'),
    (webSocket) => allOf(webSocket.present({ channel: 'a' })),
  ]
  for (const call of calls) {
    const { error, ms } = await invoke(env, options, 1000, call)
    assert.ok(unavailable(error) && ms < 1000, `${error} after ${ms} ms`)
  }
  await assertQuiet(env)
})

test('a loop over present ends before the deadline or by a signal, with what it has found', async () => {
  const env = createTestEnv()
  let closed = 0
  const registry = Object.assign(new MemoryConnectionRegistry(), {
    async *present(): AsyncGenerator<PresentConnection> {
      try {
        for (let i = 0; ; i += 1) {
          await new Promise<void>((resolve) => env.clock.schedule(300, resolve))
          yield { connectionId: `c${i}`, connectedAt: new Date(env.clock.now()) }
        }
      } finally {
        closed += 1
      }
    },
  })
  const options = { clock: env.clock, management: env.webSocket.at, registry }
  const controller = new AbortController()
  const found: string[] = []
  const look = async (webSocket: WebSocket, most: number, signal?: AbortSignal): Promise<void> => {
    found.length = 0
    for await (const { connectionId } of webSocket.present({ channel: 'a' }, { signal })) {
      found.push(connectionId)
      if (found.length === most) return
    }
  }
  const late = await invoke(env, options, 1000, (webSocket) => look(webSocket, 99))
  assert.ok(unavailable(late.error) && late.ms < 1000 && late.ms >= 900, `${late.error} after ${late.ms} ms`)
  assert.deepEqual(found, ['c0', 'c1', 'c2'])

  controller.abort()
  const aborted = await invoke(env, options, 1000, (webSocket) => look(webSocket, 99, controller.signal))
  assert.ok(unavailable(aborted.error) && aborted.ms < 100)
  assert.deepEqual(found, [])

  const stopped = await invoke(env, options, 1000, (webSocket) => look(webSocket, 2))
  assert.deepEqual([stopped.error, found, closed], [undefined, ['c0', 'c1'], 1])
  const outOfTime = await invoke(env, options, 0, (webSocket) => look(webSocket, 99))
  assert.ok(unavailable(outOfTime.error))
})

test('a registration that never answers does not hold an invocation', async () => {
  const env = createTestEnv()
  const registry = new MemoryConnectionRegistry()
  const register = () => new Promise<never>(() => {})
  const options = { clock: env.clock, management: env.webSocket.at, registry, register }
  const calls: ((webSocket: WebSocket) => Promise<unknown>)[] = [
    (webSocket) => webSocket.broadcastTo({ channel: 'a' }, 'hi'),
    (webSocket) => allOf(webSocket.present({ channel: 'a' })),
  ]
  for (const call of calls) {
    const { error, ms } = await invoke(env, options, 1000, call)
    assert.ok(unavailable(error) && ms < 1000, `${error} after ${ms} ms`)
  }
})
