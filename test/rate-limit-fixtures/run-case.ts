import assert from 'node:assert/strict'
import middy from '@middy/core'
import { isAppTheoryError } from '../../errors.ts'
import { rateLimit } from '../../middlewares/rate-limit.ts'
import type { LimitDecision, RateLimiter } from '../../services/rate-limiter/rate-limiter.ts'
import { buildHttpApiV2Event, createTestEnv, type ManualClock, type TestEnv } from '../../testkit/index.ts'
import type { FixtureCase, FixtureFault, FixtureStep } from './fixture-case.ts'

/** A limiter for one case, and what a runner has to do around it. */
export interface Subject {
  readonly limiter: RateLimiter
  /** Absent where there is no store. */
  readonly store?: {
    readonly layout: 'apptheory' | 'compact'
    items(): Promise<readonly object[]>
    fail(fault: FixtureFault): void
  }
}

/** Runs a case on a subject, and asserts what it expects. */
export async function runCase(
  fixture: FixtureCase,
  makeSubject: (clock: ManualClock) => Promise<Subject>,
): Promise<void> {
  const { given, steps, expect } = fixture
  const env = createTestEnv({ now: given.clock })
  const { limiter, store } = await makeSubject(env.clock)
  const handler = middy(async () => ({ statusCode: 200, body: 'ok' })).use(
    rateLimit({ limiter, clock: env.clock, ...given.middleware }),
  )
  const results: unknown[] = []
  for (const step of steps) {
    if ('advanceMs' in step) env.clock.advance(step.advanceMs)
    else if ('setClock' in step) env.clock.set(step.setClock)
    else if ('fault' in step) store?.fail(step.fault)
    else results.push(await outcome(step, { env, limiter, handler, results }))
  }
  assert.equal(results.length, expect.results.length, 'one expected result for each call')
  for (const [i, expected] of expect.results.entries()) assertListed(results[i], expected, `result ${i}`)
  const items = store && expect.items?.[store.layout]
  if (store && items) assert.deepEqual(sorted(await store.items()), sorted(items))
}

type Call = Exclude<FixtureStep, { advanceMs: number } | { setClock: string } | { fault: FixtureFault }>

interface Around {
  readonly env: TestEnv
  readonly limiter: RateLimiter
  readonly handler: unknown
  readonly results: readonly unknown[]
}

/** What a call came to, in the form in which fixtures write it. */
async function outcome(step: Call, around: Around): Promise<unknown> {
  try {
    const result = await call(step, around)
    return result ?? {}
  } catch (error) {
    if (isAppTheoryError(error)) return { error: error.code }
    throw error
  }
}

function call(step: Call, { env, limiter, handler, results }: Around): Promise<unknown> {
  if ('checkAndIncrement' in step)
    return limiter.checkAndIncrement(step.checkAndIncrement.key, step.checkAndIncrement)
  if ('checkLimit' in step) return limiter.checkLimit(step.checkLimit.key, step.checkLimit)
  if ('recordRequest' in step) return limiter.recordRequest(step.recordRequest.key, step.recordRequest)
  if ('getUsage' in step) return limiter.getUsage(step.getUsage.key)
  if ('request' in step) return answer(env, handler, step.request)
  const { key, decision, cost } = step.refund
  return limiter.refund(key, results[decision] as LimitDecision, { cost })
}

async function answer(
  env: TestEnv,
  handler: unknown,
  request: Parameters<typeof buildHttpApiV2Event>[0],
): Promise<object> {
  const { statusCode, headers, body, json } = await env.invoke(handler as never, buildHttpApiV2Event(request))
  return { statusCode, headers, body, json: headers['content-type']?.includes('json') ? json() : undefined }
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

function sorted(items: readonly object[]): readonly object[] {
  const plain: Record<'PK' | 'SK', unknown>[] = JSON.parse(JSON.stringify(items))
  return plain.sort((a, b) => (JSON.stringify([a.PK, a.SK]) < JSON.stringify([b.PK, b.SK]) ? -1 : 1))
}
