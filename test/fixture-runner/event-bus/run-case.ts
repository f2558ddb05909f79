import assert from 'node:assert/strict'
import type { DispatchingEventBus, EventBus } from '../../../services/event-bus/event-bus.ts'
import type { MemoryEventBusOptions } from '../../../services/event-bus/memory/memory-event-bus.ts'
import type { MetricRecord } from '../../../services/event-bus/metrics/metrics-options.ts'
import type { SeenStore } from '../../../services/event-bus/seen-store.ts'
import { ManualClock, ManualIdGenerator } from '../../../testkit/index.ts'
import { assertListed, assertResults } from '../assert-listed.ts'
import type { FixtureFault } from '../faulty-client.ts'
import { type FixtureCase, type FixtureStep, type Handled, type Item, withTimes } from './fixture-case.ts'
import { failureOf, outcomeOf } from './outcome.ts'
import { StreamConsumers } from './stream-consumers.ts'
import { Subscriptions } from './subscriptions.ts'

/** A bus for one case, and what a runner has to do around it. */
export interface Subject {
  readonly bus: DispatchingEventBus
  /** What remembers deliveries. */
  readonly seen: SeenStore
  /** Absent where there is no store. */
  readonly store?: {
    items(): Promise<readonly object[]>
    /** Those of `seen`, where that is a table. */
    seenItems(): Promise<readonly object[]>
    calls(): readonly string[]
    fail(fault: FixtureFault): void
  }
}

export type MakeSubject = (options: MemoryEventBusOptions & { clock: ManualClock }) => Promise<Subject>

/** Runs a case on a subject, and asserts what it expects. */
export async function runCase(fixture: FixtureCase, makeSubject: MakeSubject): Promise<void> {
  const { given, steps, expect } = fixture
  const clock = new ManualClock(given.clock)
  const metrics: MetricRecord[] = []
  const { bus, seen, store } = await makeSubject({
    ...given.bus,
    clock,
    ids: new ManualIdGenerator().queue(...(given.ids ?? [])),
    tableName: 'events',
    metrics: { ...given.bus?.metrics, emit: (record) => metrics.push(record) },
  })
  const scene = {
    bus,
    subscriptions: new Subscriptions(bus, given.subscribers ?? []),
    consumers: new StreamConsumers(bus, seen),
  }
  const results: unknown[] = []
  for (const step of steps) {
    if ('advanceMs' in step) clock.advance(step.advanceMs)
    else if ('fault' in step) store?.fail(step.fault)
    else if ('unsubscribe' in step) scene.subscriptions.undo(step.unsubscribe)
    else results.push(await settled(clock, call(step, scene)))
  }
  assertResults(results, expect.results)
  assertHeard(scene, expect)
  if (expect.metrics) assert.deepEqual(metrics, expect.metrics)
  if (store) await assertStored(store, expect)
}

interface Scene {
  readonly bus: DispatchingEventBus
  readonly subscriptions: Subscriptions
  readonly consumers: StreamConsumers
}

/** What subscribers were called with, and what failed in the stream. */
function assertHeard(
  { subscriptions, consumers }: Scene,
  { handled, failures }: FixtureCase['expect'],
): void {
  const whole = (call: Handled) => ({ threw: null, ...call })
  if (handled) assertListed(subscriptions.handled, handled.map(whole), 'handled')
  if (failures) assertListed(consumers.failures, failures, 'failures')
}

async function assertStored(
  store: NonNullable<Subject['store']>,
  { calls, items, seen }: FixtureCase['expect'],
): Promise<void> {
  if (calls) assert.deepEqual(store.calls(), calls)
  if (items) assert.deepEqual(sorted(await store.items()), sorted(items))
  if (seen) assert.deepEqual(sorted(await store.seenItems()), sorted(seen))
}

/** Retries do not wait: their timers fire as soon as they are set. */
async function settled<T>(clock: ManualClock, promise: Promise<T>): Promise<T> {
  let pending = true
  const done = promise.finally(() => {
    pending = false
  })
  done.catch(() => {})
  while (pending) await clock.advanceAsync(0)
  return done
}

type Call = Exclude<FixtureStep, { advanceMs: number } | { fault: FixtureFault } | { unsubscribe: string }>

/** What a call came to, in the form in which fixtures write it. */
function call(step: Call, scene: Scene): Promise<unknown> {
  return outcomeOf(() => made(step, scene))
}

async function made(step: Call, { bus, consumers }: Scene): Promise<unknown> {
  if ('stream' in step) return consumers.handle(step.stream)
  if ('publish' in step) {
    const { event, payloadRepeat } = step.publish
    const payload = payloadRepeat && { payload: payloadRepeat.text.repeat(payloadRepeat.times) }
    return bus.publish(withTimes({ ...event, ...payload }))
  }
  if ('publishMany' in step) {
    const results = await bus.publishMany(step.publishMany.events.map(withTimes))
    return results.map((result) => (result.error ? failureOf(result.error) : result))
  }
  if ('query' in step) return bus.query(withTimes(step.query))
  if ('pages' in step) return pages(step.pages, bus)
  if ('getEvent' in step)
    return bus.getEvent(step.getEvent.id, step.getEvent.scope && withTimes(step.getEvent.scope))
  return bus.deleteEvent(step.deleteEvent.id, step.deleteEvent.scope && withTimes(step.deleteEvent.scope))
}

async function pages(query: Readonly<Record<string, unknown>>, bus: EventBus): Promise<string[][]> {
  const found: string[][] = []
  let cursor: string | undefined
  do {
    const page = await bus.query(withTimes({ ...query, ...(cursor && { cursor }) }))
    found.push(page.events.map(({ id }) => id))
    cursor = page.cursor
  } while (cursor)
  return found
}

/** As it goes over the wire, sets and items in one order. */
function sorted(items: readonly object[]): readonly object[] {
  const plain: Record<string, { SS?: string[]; S?: string }>[] = JSON.parse(
    JSON.stringify(items.map(withBase64)),
  )
  for (const item of plain) for (const value of Object.values(item)) value.SS?.sort()
  return plain.sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1))
}

function withBase64(item: object): object {
  const encoded = Object.entries(item as Item).map(([name, value]) => {
    const { B: bytes } = value as { B?: unknown }
    return [name, bytes instanceof Uint8Array ? { B: Buffer.from(bytes).toString('base64') } : value]
  })
  return Object.fromEntries(encoded)
}

function keyOf({ pk, sk }: Record<string, { S?: string }>): string {
  return `${pk?.S} ${sk?.S}`
}
