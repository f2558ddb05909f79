import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { isAppTheoryError } from '../../../errors.ts'
import { ManualClock } from '../../../testkit/manual-clock.ts'
import { ManualIdGenerator } from '../../../testkit/manual-id-generator.ts'
import type { Event, EventInput } from '../event/event.ts'
import type { EventBus, EventQuery, EventScope, QueryOrder } from '../event-bus.ts'
import { MemoryEventBus } from '../memory/memory-event-bus.ts'
import type { MetricRecord } from '../metrics/metrics-options.ts'
import type { BusUnderTest } from './scene.contract.ts'

/** How often a law is tried: few by default, since CI pays for each. */
export const histories: number = Number(process.env['EVENT_BUS_HISTORIES'] ?? 60)

const start = Date.parse('2026-03-01T10:00:00.000Z')

type Step =
  | { readonly kind: 'publish'; readonly event: Draft }
  | { readonly kind: 'publishMany'; readonly events: readonly Draft[] }
  | { readonly kind: 'query' | 'page'; readonly query: Question }
  | { readonly kind: 'replay'; readonly query: Question; readonly failsAt: number; readonly timeFor: number }
  | { readonly kind: 'get' | 'delete'; readonly id: number; readonly scope: number; readonly event: Draft }
  | { readonly kind: 'wait'; readonly ms: number }
  | { readonly kind: 'sweep' }

interface Draft {
  readonly id: number | undefined
  readonly tenant: number
  readonly type: number
  readonly at: number | undefined
  readonly tags: readonly string[]
  readonly lifeMs: number | undefined
  readonly payload: unknown
}

interface Question {
  readonly tenant: number
  readonly type: number | undefined
  readonly from: number | undefined
  readonly to: number | undefined
  readonly tags: readonly string[]
  readonly limit: number
  readonly order: QueryOrder | undefined
}

const few = { maxLength: 2 }
const optional = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined })
const time = fc.oneof(fc.integer({ min: -3, max: 3 }), fc.integer({ min: -3000, max: 3000 }))
const tags = fc.array(fc.constantFrom('red', 'blue', 'green', ' '), few)

const draft: fc.Arbitrary<Draft> = fc.record({
  id: optional(fc.nat(5)),
  tenant: fc.nat(1),
  type: fc.nat(2),
  at: optional(time),
  tags,
  lifeMs: optional(fc.integer({ min: -10, max: 5000 })),
  payload: fc.oneof(fc.constantFrom(1, 2), fc.jsonValue({ maxDepth: 1 })),
})

const question: fc.Arbitrary<Question> = fc.record({
  tenant: fc.nat(1),
  type: optional(fc.nat(2)),
  from: optional(time),
  to: optional(time),
  tags: fc.array(fc.constantFrom('red', 'blue'), { maxLength: 1 }),
  limit: fc.integer({ min: 1, max: 6 }),
  order: fc.constantFrom(undefined, 'asc' as const, 'desc' as const),
})

const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 6, arbitrary: fc.record({ kind: fc.constant('publish' as const), event: draft }) },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('publishMany' as const),
      events: fc.array(draft, { maxLength: 6 }),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({ kind: fc.constantFrom('query' as const, 'page' as const), query: question }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant('replay' as const),
      query: question,
      failsAt: fc.nat(8),
      timeFor: fc.nat(8),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constantFrom('get' as const, 'delete' as const),
      id: fc.nat(5),
      scope: fc.nat(2),
      event: draft,
    }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('wait' as const), ms: fc.nat(4000) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('sweep' as const) }) },
)

const history = fc.record({
  idempotency: fc.constantFrom('key' as const, 'key' as const, 'id' as const),
  onConflict: fc.constantFrom('ignore' as const, 'error' as const),
  ttlMs: fc.constantFrom(0, 3000, 86_400_000),
  steps: fc.array(step, { minLength: 3, maxLength: 25 }),
})

let scopes = 0

/** The one law: whatever is done to a bus, it answers as the memory bus does. */
export function historiesContract(
  adapter: string,
  make: (options: BusUnderTest) => EventBus,
  sweep: (clock: ManualClock) => void = () => {},
): void {
  test(`property, ${adapter}: over ${histories} histories it answers as the memory bus does`, async () => {
    await fc.assert(
      fc.asyncProperty(history, async ({ steps, ...options }) => {
        scopes += 1
        const scope = `h${process.pid}-${scopes}`
        const clock = new ManualClock(start)
        const subject = (makeBus: (options: BusUnderTest) => EventBus): Subject => {
          const metrics: MetricRecord[] = []
          const emit = (record: MetricRecord) => metrics.push(record)
          const ids = new ManualIdGenerator(`${scope}-id-`)
          const bus = makeBus({ ...options, clock, ids, tableName: 'histories', metrics: { emit } })
          return { bus, metrics }
        }
        const expected = subject((memory) => new MemoryEventBus(memory))
        const actual = subject(make)
        for (const next of steps) {
          if (next.kind === 'wait') clock.advance(next.ms)
          else if (next.kind === 'sweep') sweep(clock)
          else
            assert.deepEqual(
              await answerOf(actual.bus, next, scope),
              await answerOf(expected.bus, next, scope),
            )
        }
        assert.deepEqual(actual.metrics, expected.metrics)
      }),
      { numRuns: histories },
    )
  })
}

interface Subject {
  readonly bus: EventBus
  readonly metrics: readonly MetricRecord[]
}

type Call = Exclude<Step, { kind: 'wait' | 'sweep' }>

/** What a bus answers, or the code of its error. */
async function answerOf(bus: EventBus, call: Call, scope: string): Promise<unknown> {
  try {
    return await answerTo(bus, call, scope)
  } catch (error) {
    if (isAppTheoryError(error)) return error.code
    throw error
  }
}

async function answerTo(bus: EventBus, call: Call, scope: string): Promise<unknown> {
  switch (call.kind) {
    case 'publish':
      return bus.publish(inputOf(call.event, scope))
    case 'publishMany': {
      const results = await bus.publishMany(call.events.map((event) => inputOf(event, scope)))
      return results.map(({ id, deduplicated, error }) => ({ id, deduplicated, error: error?.code }))
    }
    case 'page':
      return bus.query(queryOf(call.query, scope))
    case 'query':
      return pagesOf(bus, queryOf(call.query, scope))
    case 'replay':
      return replaysOf(bus, queryOf({ ...call.query, order: undefined }, scope), call)
    case 'get':
      return bus.getEvent(`${scope}-${call.id}`, scopeOf(call.scope, call.event, scope))
    case 'delete':
      return bus.deleteEvent(`${scope}-${call.id}`, scopeOf(call.scope, call.event, scope))
  }
}

async function pagesOf(bus: EventBus, query: EventQuery): Promise<unknown> {
  const pages: unknown[] = []
  let cursor: string | undefined
  do {
    const page = await bus.query({ ...query, cursor })
    pages.push(page)
    cursor = page.cursor
  } while (cursor)
  return pages
}

/**
 * Replays until the end: the first time the handler fails at an event, and each time there is time for
 * some.
 */
async function replaysOf(
  bus: EventBus,
  query: EventQuery,
  { failsAt, timeFor }: { readonly failsAt: number; readonly timeFor: number },
): Promise<unknown> {
  const outcomes: unknown[] = []
  const handled: string[] = []
  let fails = failsAt
  let cursor: string | undefined
  do {
    let left = 100 + timeFor
    const handler = ({ sortKey, replayed }: Event): void => {
      assert.equal(replayed, true)
      left -= 1
      if (fails-- === 0) throw new Error('not now')
      handled.push(sortKey)
    }
    const outcome = await bus.replay(query, handler, { cursor, remainingTimeMs: () => left })
    outcomes.push([outcome.handled, outcome.cursor, outcome.error instanceof Error])
    cursor = outcome.cursor
  } while (cursor !== undefined && outcomes.length < 100)
  assert.deepEqual(handled, handled.toSorted())
  return [outcomes, handled]
}

function inputOf({ id, tenant, type, at, tags, lifeMs, payload }: Draft, scope: string): EventInput {
  return {
    tenantId: `${scope}-tenant-${tenant}`,
    eventType: `type-${type}`,
    payload,
    tags: [...tags],
    ...(id === undefined ? {} : { id: `${scope}-${id}` }),
    ...(at === undefined ? {} : { publishedAt: new Date(start + at) }),
    ...(lifeMs === undefined ? {} : { expiresAt: new Date(start + lifeMs) }),
  }
}

function queryOf({ tenant, type, from, to, tags, limit, order }: Question, scope: string): EventQuery {
  return {
    tenantId: `${scope}-tenant-${tenant}`,
    eventType: type === undefined ? undefined : `type-${type}`,
    startTime: from === undefined ? undefined : new Date(start + from),
    endTime: to === undefined ? undefined : new Date(start + to),
    tags,
    limit,
    order,
  }
}

function scopeOf(kind: number, { tenant, type, at }: Draft, scope: string): EventScope | undefined {
  if (kind === 0) return undefined
  const tenantId = `${scope}-tenant-${tenant}`
  if (kind === 1) return { tenantId }
  return { tenantId, eventType: `type-${type}`, publishedAt: new Date(start + (at ?? 0)) }
}
