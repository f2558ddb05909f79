import assert from 'node:assert/strict'
import { test } from 'node:test'
import { isAppTheoryError } from '../../errors.ts'
import { FakeWebSocketManagement, ManualClock } from '../../testkit/index.ts'
import { broadcastTo } from './broadcast-to.ts'
import { MemoryConnectionRegistry } from './memory/memory-connection-registry.ts'

async function scene() {
  const clock = new ManualClock()
  const registry = new MemoryConnectionRegistry({ clock })
  const fake = new FakeWebSocketManagement({ clock })
  for (const connectionId of ['a', 'b', 'c']) {
    const endpoint = `https://${connectionId}.example`
    fake.connect(connectionId)
    await registry.add({ connectionId, endpoint, tenantId: 'acme', channels: ['news'] })
  }
  return { clock, registry, fake }
}

test('an endpoint that cannot be managed fails its own connections only', async () => {
  const { clock, registry, fake } = await scene()
  const unreachable = new Error('no client for this endpoint')
  const management = (endpoint: string) => {
    if (endpoint === 'https://b.example') throw unreachable
    return fake
  }

  const result = await broadcastTo(
    { registry, management, clock },
    { tenantId: 'acme', channel: 'news' },
    'hello',
  )

  assert.deepEqual(result, {
    sent: ['a', 'c'],
    gone: [],
    failed: [{ connectionId: 'b', error: unreachable }],
  })
})

test('a wrong message or option is rejected before anything is sent, even to nobody', async () => {
  const { clock, registry, fake } = await scene()
  const means = { registry, management: () => fake, clock }
  for (const channel of ['news', 'nobody is here']) {
    const target = { tenantId: 'acme', channel }
    await assert.rejects(broadcastTo(means, target, 5 as never), (error) =>
      isAppTheoryError(error, 'websocket.invalid_data'),
    )
    await assert.rejects(broadcastTo(means, target, 'hello', { concurrency: 0 }), {
      name: 'TypeError',
      message: /concurrency/,
    })
  }
  assert.deepEqual(fake.calls, [])
})

test('a target without a name is refused', async () => {
  const { clock, registry, fake } = await scene()
  for (const target of [
    { tenantId: '', channel: 'news' },
    { tenantId: 'acme', channel: '' },
    { tenantId: '', userId: 'ann' },
  ]) {
    await assert.rejects(broadcastTo({ registry, management: () => fake, clock }, target, 'hello'), (error) =>
      isAppTheoryError(error, 'websocket.invalid_connection'),
    )
  }
})
