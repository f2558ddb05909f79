import { stdout } from 'node:process'
import { MemoryEventBus } from '../services/event-bus/index.ts'
import { ManualClock } from '../testkit/index.ts'
import { compare } from './compare.ts'

const tenantId = 'acme'
const eventType = 'order.created'

/** Pages of a bus in memory, whose cost must not grow with the number of events. */
export async function bench(): Promise<void> {
  const small = await filled(10_000)
  const large = await filled(1_000_000)
  for (const [title, query] of [
    ['one type', { tenantId, eventType }],
    ['all types', { tenantId }],
  ] as const) {
    const page = (name: string, bus: MemoryEventBus) => ({
      name,
      async run(count: number) {
        for (let i = 0; i < count; i++) await bus.query({ ...query, limit: 50 })
      },
    })
    await compare(
      `Memory bus: a page of 50, ${title}`,
      [page('of 10,000 events', small), page('of 1,000,000 events', large)],
      { operations: 500, rounds: 40 },
    )
  }
  await compare(
    'Memory bus: a page of 50 from the midst, one type',
    [
      await pageFromTheMidst('of 10,000 events', small, 10_000),
      await pageFromTheMidst('of 1,000,000 events', large, 1_000_000),
    ],
    { operations: 500, rounds: 40 },
  )
}

/** Three events a millisecond, of ten types. */
async function filled(count: number): Promise<MemoryEventBus> {
  const clock = new ManualClock()
  const bus = new MemoryEventBus({ clock })
  const startedAt = performance.now()
  const usedBefore = process.cpuUsage()
  for (let i = 0; i < count; i++) {
    if (i % 3 === 0) clock.advance(1)
    await bus.publish({ tenantId, eventType: i % 10 === 0 ? eventType : `type-${i % 10}`, payload: { i } })
  }
  const seconds = (performance.now() - startedAt) / 1000
  const used = process.cpuUsage(usedBefore)
  const cpuSeconds = (used.user + used.system) / 1e6
  const number = count.toLocaleString('en')
  stdout.write(
    `\nMemory bus: ${number} events in ${seconds.toFixed(1)} s, ${cpuSeconds.toFixed(1)} s of CPU\n`,
  )
  return bus
}

async function pageFromTheMidst(name: string, bus: MemoryEventBus, count: number) {
  const endTime = new Date(new ManualClock().now() + count / 6)
  const { cursor } = await bus.query({ tenantId, eventType, endTime, limit: 1 })
  return {
    name,
    async run(times: number) {
      for (let i = 0; i < times; i++) await bus.query({ tenantId, eventType, endTime, limit: 50, cursor })
    },
  }
}
