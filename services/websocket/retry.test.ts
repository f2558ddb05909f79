import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { ManualClock } from '../../testkit/manual-clock.ts'
import { retryDelayMs, retryStrategy } from './retry.ts'

test('law: two waits for a throttled service outlast two seconds, whatever the jitter', () => {
  const fraction = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true })
  fc.assert(
    fc.property(fraction, fraction, (first, second) => {
      const throttled = { errorType: 'THROTTLING' } as const
      const waits = [retryDelayMs(throttled, 0, () => first), retryDelayMs(throttled, 1, () => second)]
      assert.ok(waits.reduce((sum, wait) => sum + wait) >= 2000)
    }),
  )
})

test('a wait has at most 20 s, and half of it is jitter', () => {
  const failed = { errorType: 'SERVER_ERROR' } as const
  assert.deepEqual([retryDelayMs(failed, 0, () => 0), retryDelayMs(failed, 0, () => 0.999)], [50, 100])
  assert.deepEqual(
    [retryDelayMs(failed, 30, () => 0), retryDelayMs(failed, 30, () => 0.9999)],
    [10_000, 19_999],
  )
})

test('waits follow the clock; errors of the caller are not retried; attempts are limited', async () => {
  const clock = new ManualClock()
  const strategy = retryStrategy({ maxAttempts: 2, clock, random: () => 0, signal: () => undefined })
  const first = await strategy.acquireInitialRetryToken('')
  await assert.rejects(strategy.refreshRetryTokenForRetry(first, { errorType: 'CLIENT_ERROR' }))

  const second = strategy.refreshRetryTokenForRetry(first, { errorType: 'THROTTLING' })
  assert.equal(clock.pendingTimers, 1)
  clock.advance(750)

  assert.equal((await second).getRetryCount(), 1)
  await assert.rejects(strategy.refreshRetryTokenForRetry(await second, { errorType: 'THROTTLING' }))
  assert.equal(clock.pendingTimers, 0)
})
