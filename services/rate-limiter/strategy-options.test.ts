import assert from 'node:assert/strict'
import { test } from 'node:test'
import { isAppTheoryError } from '../../errors.ts'
import { multiWindow } from './multi-window.ts'
import { slidingWindow } from './sliding-window.ts'

const key = { identifier: 'ann', resource: '/orders', operation: 'GET' }

test('sub-windows divide the window into whole milliseconds, 100 at most', () => {
  const windowOf = (windowMs: number, granularityMs?: number) =>
    slidingWindow({ windowMs, limit: 1, granularityMs }).windows[0]?.granularityMs
  assert.deepEqual(
    [windowOf(60_000), windowOf(60_000, 600), windowOf(60_000, 60_000), windowOf(1000, 10)],
    [6000, 600, 60_000, 10],
  )
  for (const [windowMs, granularityMs] of [
    [60_000, 7000],
    [60_000, 599],
    [60_000, 120_000],
    [1000, 9],
    [5, undefined],
    [5, 2.5],
  ] as const) {
    assert.throws(() => slidingWindow({ windowMs, limit: 1, granularityMs }), {
      name: 'TypeError',
      message: /granularityMs/,
    })
  }
})

test('limitFor of a sliding window may give another window, in the same sub-windows', async () => {
  const windowsWith = async (limit: unknown) => {
    const strategy = slidingWindow({
      windowMs: 60_000,
      limit: 5,
      granularityMs: 10_000,
      name: 'steady',
      limitFor: () => limit as number,
    })
    return strategy.windowsFor(key)
  }
  const window = { name: 'steady', windowMs: 60_000, granularityMs: 10_000, limit: 5 }
  assert.deepEqual(await windowsWith(undefined), [window])
  assert.deepEqual(await windowsWith(7), [{ ...window, limit: 7 }])
  assert.deepEqual(await windowsWith([{ windowMs: 30_000, limit: 8 }]), [
    { ...window, windowMs: 30_000, limit: 8 },
  ])
  assert.deepEqual(await windowsWith([{ windowMs: 30_000, limit: 8, name: 'short' }]), [
    { name: 'short', windowMs: 30_000, granularityMs: 10_000, limit: 8 },
  ])
  await assert.rejects(windowsWith([{ windowMs: 15_000, limit: 8 }]), (error) =>
    isAppTheoryError(error, 'rate_limiter.invalid_limit'),
  )
})

test('several windows are at least one and at most 100, each of another length', () => {
  const windows = (count: number) => Array.from({ length: count }, (_, i) => ({ windowMs: i + 1, limit: 1 }))
  assert.equal(multiWindow(windows(1)).windows.length, 1)
  assert.equal(multiWindow(windows(100)).windows.length, 100)
  for (const wrong of [windows(0), windows(101), [...windows(2), { windowMs: 1, limit: 5 }]]) {
    assert.throws(() => multiWindow(wrong), { name: 'TypeError', message: /windows/ })
  }
})

test('a limit from limitFor is one of the first of several windows; a list replaces all', async () => {
  const windowsWith = async (limit: unknown) => {
    const windows = [
      { windowMs: 1000, limit: 1 },
      { windowMs: 60_000, limit: 10 },
    ]
    const found = await multiWindow(windows, { limitFor: () => limit as number }).windowsFor(key)
    return found.map(({ windowMs, limit: most }) => [windowMs, most])
  }
  assert.deepEqual(await windowsWith(7), [
    [1000, 7],
    [60_000, 10],
  ])
  assert.deepEqual(await windowsWith([{ windowMs: 5000, limit: 3 }]), [[5000, 3]])
  await assert.rejects(windowsWith([]), (error) => isAppTheoryError(error, 'rate_limiter.invalid_limit'))
})
