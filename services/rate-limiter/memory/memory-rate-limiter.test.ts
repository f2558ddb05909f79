import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ManualClock } from '../../../testkit/manual-clock.ts'
import { rateLimiterContract } from '../contract/rate-limiter.contract.ts'
import { fixedWindow } from '../strategy/fixed-window.ts'
import { MemoryRateLimiter } from './memory-rate-limiter.ts'

rateLimiterContract('memory', (options) => new MemoryRateLimiter(options))

const strategy = fixedWindow({ windowMs: 60_000, limit: 1 })
const keyOf = (identifier: string) => ({ identifier, resource: '/', operation: 'GET' })

test('remembers no more than maxKeys, and lets go of those that were used least recently', async () => {
  const limiter = new MemoryRateLimiter({ strategy, clock: new ManualClock(), maxKeys: 4 })
  await limiter.checkAndIncrement(keyOf('idle'))
  await limiter.checkAndIncrement(keyOf('busy'))
  for (const flood of ['a', 'b', 'c', 'd', 'e', 'f']) {
    await limiter.checkAndIncrement(keyOf(flood))
    assert.equal((await limiter.checkAndIncrement(keyOf('busy'))).allowed, false, 'busy is remembered')
  }
  assert.equal((await limiter.checkAndIncrement(keyOf('idle'))).allowed, true, 'idle was forgotten')
})

test('a clock that is set back does not open a window again', async () => {
  const clock = new ManualClock('2026-03-01T10:00:59.000Z')
  const limiter = new MemoryRateLimiter({ strategy, clock })
  await limiter.checkAndIncrement(keyOf('a'))
  clock.set('2026-03-01T09:59:59.000Z')
  assert.equal((await limiter.checkAndIncrement(keyOf('a'))).allowed, false)
  clock.set('2026-03-01T10:01:00.000Z')
  assert.equal((await limiter.checkAndIncrement(keyOf('a'))).allowed, true)
})

test('a wrong option is a TypeError that names it', () => {
  assert.throws(() => new MemoryRateLimiter({ strategy, maxKeys: 1 }), {
    name: 'TypeError',
    message: /maxKeys/,
  })
  assert.throws(() => new MemoryRateLimiter({} as never), { name: 'TypeError', message: /strategy/ })
  for (const wrong of [{ windowMs: 60_000, limit: 1 }, { windows: [] }, { windowsFor: () => [] }]) {
    assert.throws(() => new MemoryRateLimiter({ strategy: wrong } as never), {
      name: 'TypeError',
      message: /'strategy' must be a strategy, such as fixedWindow\(\{ windowMs, limit \}\)/,
    })
  }
  assert.throws(() => new MemoryRateLimiter({ strategy, clock: {} } as never), {
    name: 'TypeError',
    message: /'clock'/,
  })
  assert.throws(() => new MemoryRateLimiter({ strategy, max: 1 } as never), {
    name: 'TypeError',
    message: /'max'/,
  })
})
