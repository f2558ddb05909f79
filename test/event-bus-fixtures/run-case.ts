import assert from 'node:assert/strict'
import { isAppTheoryError } from '../../errors.ts'
import type { EventBus } from '../../services/event-bus/event-bus.ts'
import type { MemoryEventBusOptions } from '../../services/event-bus/memory-event-bus.ts'
import type { MetricRecord } from '../../services/event-bus/metrics.ts'
import { ManualClock, ManualIdGenerator } from '../../testkit/index.ts'
import {
  type FixtureCase,
  type FixtureFault,
  type FixtureStep,
  type Item,
  withTimes,
} from './fixture-case.ts'

/** A bus for one case, and what a runner has to do around it. */
export interface Subject {
  readonly bus: EventBus
  /** Absent where there is no store. */
  readonly store?: {
    items(): Promise<readonly object[]>
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
  const { bus, store } = await makeSubject({
    ...given.bus,
    clock,
    ids: new ManualIdGenerator().queue(...(given.ids ?? [])),
    tableName: 'events',
    metrics: { ...given.bus?.metrics, emit: (record) => metrics.push(record) },
  })
  const results: unknown[] = []
  for (const step of steps) {
    if ('advanceMs' in step) clock.advance(step.advanceMs)
    else if ('fault' in step) store?.fail(step.fault)
    else results.push(await settled(clock, outcome(step, bus)))
  }
  assert.equal(results.length, expect.results.length, 'one expected result for each call')
  for (const [i, expected] of expect.results.entries()) assertListed(results[i], expected, `result ${i}`)
  if (expect.metrics) assert.deepEqual(metrics, expect.metrics)
  if (store && expect.calls) assert.deepEqual(store.calls(), expect.calls)
  if (store && expect.items) assert.deepEqual(sorted(await store.items()), sorted(expect.items))
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

type Call = Exclude<FixtureStep, { advanceMs: number } | { fault: FixtureFault }>

/** What a call came to, in the form in which fixtures write it. */
async function outcome(step: Call, bus: EventBus): Promise<unknown> {
  try {
    return (await call(step, bus)) ?? {}
  } catch (error) {
    if (isAppTheoryError(error)) return { error: error.code }
    throw error
  }
}

async function call(step: Call, bus: EventBus): Promise<unknown> {
  if ('publish' in step) {
    const { event, payloadRepeat } = step.publish
    const payload = payloadRepeat && { payload: payloadRepeat.text.repeat(payloadRepeat.times) }
    return bus.publish(withTimes({ ...event, ...payload }))
  }
  if ('publishMany' in step) {
    const results = await bus.publishMany(step.publishMany.events.map(withTimes))
    return results.map((result) => (result.error ? { error: result.error.code } : result))
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

/** Everything that `expected` lists is so in `actual`; `null` stands for absent, a time is an ISO string. */
function assertListed(actual: unknown, expected: unknown, path: string): void {
  if (expected === null) assert.equal(actual, undefined, `${path} is absent`)
  else if (Array.isArray(expected)) {
    assert.equal((actual as unknown[] | undefined)?.length, expected.length, `${path} has as many members`)
    for (const [i, member] of expected.entries())
      assertListed((actual as unknown[])[i], member, `${path}[${i}]`)
  } else if (typeof expected === 'object') {
    for (const [name, value] of Object.entries(expected)) {
      assertListed((actual as Record<string, unknown> | undefined)?.[name], value, `${path}.${name}`)
    }
  } else assert.equal(actual instanceof Date ? actual.toISOString() : actual, expected, path)
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
