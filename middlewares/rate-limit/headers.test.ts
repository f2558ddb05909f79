import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { parseList } from 'structured-headers'
import { MemoryRateLimiter } from '../../services/rate-limiter/memory/memory-rate-limiter.ts'
import type { LimitDecision } from '../../services/rate-limiter/rate-limiter.ts'
import { fixedWindow } from '../../services/rate-limiter/strategy/fixed-window.ts'
import { multiWindow } from '../../services/rate-limiter/strategy/multi-window.ts'
import type { RateLimitStrategy } from '../../services/rate-limiter/strategy/strategy.ts'
import { ManualClock } from '../../testkit/index.ts'
import { type RateLimitHeaderMode, rateLimitHeaders } from './headers.ts'

const now = Date.UTC(2026, 2, 1, 10, 0, 15, 250)
const admitted = { denied: false, now }
const key = { identifier: 'ann', resource: '/', operation: 'GET' }

async function headersOf(
  mode: RateLimitHeaderMode,
  decision: LimitDecision,
  at: { readonly denied: boolean; readonly now: number },
): Promise<Readonly<Record<string, string>>> {
  return rateLimitHeaders(mode, new ManualClock(at.now))(decision, at.denied)
}

async function decisions(strategy: RateLimitStrategy, count: number): Promise<LimitDecision> {
  const limiter = new MemoryRateLimiter({ strategy, clock: new ManualClock(now) })
  let decision = await limiter.checkAndIncrement(key)
  for (let i = 1; i < count; i++) decision = await limiter.checkAndIncrement(key)
  return decision
}

const twoWindows = multiWindow([
  { windowMs: 60_000, limit: 2 },
  { windowMs: 3_600_000, limit: 100, name: 'hourly' },
])

test('draft headers have an item per window, in structured fields', async () => {
  const headers = await headersOf('draft', await decisions(twoWindows, 1), admitted)
  assert.deepEqual(headers, {
    'ratelimit-policy': '"2-per-1min";q=2;w=60, "hourly";q=100;w=3600',
    ratelimit: '"2-per-1min";r=1;t=45, "hourly";r=99;t=3585',
  })
})

test('a single window is called default', async () => {
  const headers = await headersOf(
    'draft',
    await decisions(fixedWindow({ windowMs: 60_000, limit: 100 }), 58),
    admitted,
  )
  assert.deepEqual(headers, { 'ratelimit-policy': '"default";q=100;w=60', ratelimit: '"default";r=42;t=45' })
})

test('retry-after comes with every mode, and not before t', async () => {
  const over = await decisions(twoWindows, 3)
  for (const mode of ['x-ratelimit', 'draft', 'both', false] as const) {
    assert.equal((await headersOf(mode, over, { denied: true, now }))['retry-after'], '45', String(mode))
  }
  assert.equal((await headersOf('both', over, { denied: true, now }))['x-ratelimit-limit'], '2')
  assert.deepEqual(await headersOf(false, await decisions(twoWindows, 1), admitted), {})
  assert.deepEqual(await headersOf(() => ({ 'x-mine': '1' }), over, { denied: true, now }), {
    'x-mine': '1',
    'retry-after': '45',
  })
})

test("mode 'none' has no header at all, retry-after included", async () => {
  for (const denied of [false, true]) {
    assert.deepEqual(await headersOf('none', await decisions(twoWindows, 3), { denied, now }), {})
  }
})

test('what a structured field cannot carry is cut: limits over 15 digits', async () => {
  const decision = await decisions(fixedWindow({ windowMs: 1500, limit: Number.MAX_SAFE_INTEGER }), 1)
  const { ratelimit = '', 'ratelimit-policy': policy = '' } = await headersOf('draft', decision, admitted)
  assert.equal(policy, '"default";q=999999999999999;w=2')
  assert.equal(parseList(ratelimit).length, 1)
})

test('a decision that the store did not make has no headers', async () => {
  const decision = await decisions(twoWindows, 1)
  assert.deepEqual(await headersOf('both', { ...decision, degraded: 'timeout' }, admitted), {})
})

test('law: whatever windows are called, the draft is a list of them with their policies', async () => {
  const name = fc.string({
    unit: fc.integer({ min: 0x20, max: 0x7e }).map((code) => String.fromCharCode(code)),
    minLength: 1,
  })
  const limit = fc.oneof(fc.nat(1000), fc.integer({ min: 10 ** 15 - 2, max: Number.MAX_SAFE_INTEGER }))
  const windows = fc.uniqueArray(
    fc.record({ name, limit, windowMs: fc.integer({ min: 1, max: 10 ** 9 }) }, { noNullPrototype: true }),
    {
      minLength: 1,
      maxLength: 3,
      selector: ({ windowMs }) => windowMs,
    },
  )
  await fc.assert(
    fc.asyncProperty(windows, async (given) => {
      const decision = await decisions(multiWindow(given), 1)
      const headers = await headersOf('draft', decision, admitted)
      const policies = parseList(headers['ratelimit-policy'] ?? '').map(([label, parameters]) => [
        label,
        parameters.get('q'),
        parameters.get('w'),
      ])
      assert.deepEqual(
        policies,
        given.map((one) => [one.name, Math.min(one.limit, 10 ** 15 - 1), Math.ceil(one.windowMs / 1000)]),
      )
    }),
  )
})

test('a name that no header can carry is refused with the strategy', () => {
  for (const name of ['caf\u00e9', 'a\nb', ''])
    assert.throws(() => multiWindow([{ windowMs: 1000, limit: 1, name }]), {
      name: 'TypeError',
      message: /name/,
    })
})

test('a request that no wait can admit has no retry-after', async () => {
  const limiter = new MemoryRateLimiter({
    strategy: fixedWindow({ windowMs: 60_000, limit: 2 }),
    clock: new ManualClock(now),
  })
  const decision = await limiter.checkAndIncrement(key, { cost: 3 })

  assert.equal(decision.retryAfterMs, undefined)
  for (const mode of ['draft', 'x-ratelimit'] as const) {
    assert.equal((await headersOf(mode, decision, { denied: true, now }))['retry-after'], undefined)
  }
})
