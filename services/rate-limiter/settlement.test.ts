import assert from 'node:assert/strict'
import { test } from 'node:test'
import { AppTheoryError } from '../../errors.ts'
import type { LimitDecision, RateLimiter, RateLimitOptions, Settlement } from './rate-limiter.ts'
import { settle } from './settlement.ts'

const key = { identifier: 'ann', resource: '/', operation: 'GET' }
const admitted = {
  allowed: true,
  limit: 10,
  currentCount: 5,
  remaining: 5,
  resetsAt: new Date(0),
  windows: [],
} satisfies LimitDecision

/** What settling asks of a limiter. */
async function asked(
  settlement: Settlement,
  options?: RateLimitOptions,
  decision: LimitDecision = admitted,
): Promise<readonly unknown[]> {
  const calls: unknown[] = []
  const limiter: Pick<RateLimiter, 'refund' | 'recordRequest'> = {
    refund: async (...parameters) => void calls.push(['refund', ...parameters]),
    recordRequest: async (...parameters) => void calls.push(['recordRequest', ...parameters]),
  }
  await settle(limiter, key, decision, { settlement, options })
  return calls
}

test('the difference from what was reserved is given back or counted, within the same signal', async () => {
  const { signal } = new AbortController()
  assert.deepEqual(await asked({ reserved: 5, actual: 2 }, { signal }), [
    ['refund', key, admitted, { signal, cost: 3 }],
  ])
  assert.deepEqual(await asked({ reserved: 5, actual: 9 }, { signal }), [
    ['recordRequest', key, { signal, cost: 4 }],
  ])
  assert.deepEqual(await asked({ reserved: 1, actual: 0 }), [
    ['refund', key, admitted, { signal: undefined, cost: 1 }],
  ])
})

test('nothing is asked where nothing differs, or the decision counted nothing', async () => {
  assert.deepEqual(await asked({ reserved: 5, actual: 5 }), [])
  for (const decision of [
    { ...admitted, allowed: false },
    { ...admitted, degraded: 'timeout' as const },
  ]) {
    assert.deepEqual(await asked({ reserved: 5, actual: 9 }, {}, decision), [])
  }
})

test('wrong units are a coded error that names them', async () => {
  const wrong: [settlement: unknown, message: string, data: object][] = [
    [undefined, 'actual must be a whole number of at least 0, not undefined', { actual: undefined }],
    [{ reserved: 1, actual: -1 }, 'actual must be a whole number of at least 0, not -1', { actual: -1 }],
    [{ reserved: 0, actual: 1 }, 'reserved must be a whole number of at least 1, not 0', { reserved: 0 }],
    [
      { reserved: 1.5, actual: 1 },
      'reserved must be a whole number of at least 1, not 1.5',
      { reserved: 1.5 },
    ],
  ]
  for (const [settlement, message, data] of wrong) {
    await assert.rejects(asked(settlement as Settlement), (error) => {
      assert.ok(error instanceof AppTheoryError)
      assert.deepEqual([error.code, error.message], ['rate_limiter.invalid_cost', message])
      assert.deepEqual(error.cause, { package: 'apptheory-middy', data })
      return true
    })
  }
})
