import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ManualClock } from '../../../testkit/manual-clock.ts'
import { connectionChannelsContract } from '../contract/connection-channels.contract.ts'
import { connectionRegistryContract } from '../contract/connection-registry.contract.ts'
import {
  MemoryConnectionRegistry,
  type MemoryConnectionRegistryOptions,
} from './memory-connection-registry.ts'

const make = (options: MemoryConnectionRegistryOptions) => new MemoryConnectionRegistry(options)
connectionRegistryContract('memory', make)
connectionChannelsContract('memory', make, 500)

test('connections whose $disconnect never came do not pile up', async () => {
  const clock = new ManualClock()
  const registry = new MemoryConnectionRegistry({ clock, ttlMs: 1000 })
  for (let i = 0; i < 100; i++) {
    await registry.add({
      connectionId: `c${i}`,
      endpoint: 'https://a.example',
      tenantId: 't',
      channels: ['x'],
    })
    clock.advance(100)
  }
  assert.equal(registry.size, 10)
})

test('a wrong option is a TypeError that names it', () => {
  assert.throws(() => new MemoryConnectionRegistry({ ttlMs: 0 }), { name: 'TypeError', message: /ttlMs/ })
  assert.throws(() => new MemoryConnectionRegistry({ clock: {} as never }), {
    name: 'TypeError',
    message: /clock/,
  })
})
