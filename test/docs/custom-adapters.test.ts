import assert from 'node:assert/strict'
import { test } from 'node:test'
import { eventBusContract } from '../../services/event-bus/contract/event-bus.contract.ts'
import { type DispatchingEventBus, MemoryEventBus } from '../../services/event-bus/index.ts'
import { fixedWindowContract } from '../../services/rate-limiter/contract/fixed-window.contract.ts'
import { fixedWindow, type RateLimiter } from '../../services/rate-limiter/index.ts'
import { connectionRegistryContract } from '../../services/websocket/contract/connection-registry.contract.ts'
import { type ConnectionRegistry, MemoryConnectionRegistry } from '../../services/websocket/index.ts'
import { ManualClock } from '../../testkit/index.ts'
import { moduleOfPage } from './page-modules.ts'

type Class<T> = new (...args: never[]) => T

// The adapters that docs/custom-adapters.md shows, in the suites that our own pass.
const { StoreLimiter } = await moduleOfPage<{
  StoreLimiter: new (options: object) => RateLimiter
}>('custom-adapters', 'adapter:limiter')
const { ReportingRegistry } = await moduleOfPage<{ ReportingRegistry: Class<ConnectionRegistry> }>(
  'custom-adapters',
  'adapter:registry',
)
const { ForwardingEventBus } = await moduleOfPage<{ ForwardingEventBus: Class<DispatchingEventBus> }>(
  'custom-adapters',
  'adapter:bus',
)

/** A store of counters, as the page's limiter needs it. */
function counters() {
  const counts = new Map<string, number>()
  return {
    addUpTo: async (name: string, by: number, limit: number) => {
      const count = counts.get(name) ?? 0
      const added = count + by <= limit
      if (added) counts.set(name, count + by)
      return { count: added ? count + by : count, added }
    },
    read: async (name: string) => counts.get(name) ?? 0,
    remove: async (name: string) => void counts.delete(name),
  }
}

fixedWindowContract('StoreLimiter of the docs', ({ strategy, clock }) => {
  return new StoreLimiter({ strategy, clock, counters: counters() })
})

connectionRegistryContract('ReportingRegistry of the docs', ({ clock }) => {
  const inner = new MemoryConnectionRegistry({ clock })
  return new ReportingRegistry(...([inner, () => {}] as never[]))
})

eventBusContract('ForwardingEventBus of the docs', (options) => {
  const inner = new MemoryEventBus(options)
  return new ForwardingEventBus(...([inner, async () => {}] as never[]))
})

test('the registry of the docs reports, and the bus forwards each event once', async () => {
  const reports: unknown[] = []
  const report = (...change: unknown[]) => reports.push(change)
  const clock = new ManualClock()
  const inner = new MemoryConnectionRegistry({ clock })
  const registry = new ReportingRegistry(...([inner, report] as never[]))
  await registry.add({ connectionId: 'ann', endpoint: 'https://example.com', tenantId: 'a', channels: [] })
  await registry.remove('ann')
  assert.deepEqual(reports, [
    ['added', 'ann'],
    ['removed', 'ann'],
  ])

  const forwarded: string[] = []
  const forward = async (_event: unknown, id: string) => forwarded.push(id)
  const bus = new ForwardingEventBus(...([new MemoryEventBus({ clock }), forward] as never[]))
  const event = { id: 'e', eventType: 'o', tenantId: 'a', publishedAt: new Date(0), payload: {} }
  const live = { ...event, expiresAt: new Date(clock.now() + 60_000) }
  await bus.publish(live)
  await bus.publishMany([live, { ...live, id: 'f' }])
  assert.deepEqual(forwarded, ['e', 'f'])
})

test('the limiter of the docs takes fixed windows only', () => {
  const strategy = { ...fixedWindow({ windowMs: 1000, limit: 1 }), kind: 'sliding' }
  assert.throws(() => new StoreLimiter({ strategy, counters: counters() }), TypeError)
})
