import assert from 'node:assert/strict'
import { test } from 'node:test'
import { isAppTheoryError } from '../../../errors.ts'
import { fixedWindow } from './fixed-window.ts'
import { multiWindow } from './multi-window.ts'
import { slidingWindow } from './sliding-window.ts'
import { type RateLimitStrategy, sameWindows } from './strategy.ts'
import { tokenBucket } from './token-bucket.ts'

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
    [101, 1],
    [5, undefined],
    [5, 2.5],
  ] as const) {
    assert.throws(() => slidingWindow({ windowMs, limit: 1, granularityMs }), {
      name: 'TypeError',
      message: /granularityMs/,
    })
  }
})

test('a window is called default, unless it has a name', () => {
  assert.equal(slidingWindow({ windowMs: 1000, limit: 1 }).windows[0]?.name, 'default')
  assert.equal(slidingWindow({ windowMs: 1000, limit: 1, name: 'calls' }).windows[0]?.name, 'calls')
  assert.equal(fixedWindow({ windowMs: 1000, limit: 1, name: 'calls' }).windows[0]?.name, 'calls')
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

test('a strategy says of which kind it is', () => {
  const windows = [{ windowMs: 1000, limit: 1 }]
  assert.deepEqual(
    [
      fixedWindow({ windowMs: 1000, limit: 1 }),
      slidingWindow({ windowMs: 1000, limit: 1 }),
      multiWindow(windows),
      tokenBucket({ capacity: 1, refillPerSecond: 1 }),
    ].map(({ kind }) => kind),
    ['fixed', 'sliding', 'multi', 'bucket'],
  )
})

test('windows are the same if they limit alike, whatever they are called', () => {
  const window = { name: 'a', windowMs: 1000, granularityMs: 100, limit: 5 }
  assert.equal(sameWindows([window], [{ ...window, name: 'b' }]), true)
  const bucket = { ...window, refillPerSecond: 2 }
  assert.equal(sameWindows([window, bucket], [{ ...window }, { ...bucket }]), true)
  for (const other of [
    [],
    [window, window],
    [{ ...window, limit: 6 }],
    [{ ...window, windowMs: 2000 }],
    [{ ...window, granularityMs: 200 }],
    [bucket],
  ]) {
    assert.equal(sameWindows([window], other), false)
    assert.equal(sameWindows(other, [window]), false)
  }
  assert.equal(sameWindows([window, window], [window, bucket]), false)
})

test('windows are there at once, unless limitFor has returned a promise', () => {
  const windows = [{ windowMs: 1000, limit: 1 }]
  const found = (limit: unknown) => multiWindow(windows, { limitFor: () => limit as never }).windowsFor(key)
  assert.ok(Array.isArray(found(5)))
  assert.ok(Array.isArray(found(undefined)))
  assert.ok(found(Promise.resolve(5)) instanceof Promise)
})

test('a strategy takes limits by identifier and by resource', async () => {
  const limitsOf = async (strategy: RateLimitStrategy) => {
    const keys = [key, { ...key, identifier: 'bob' }, { ...key, identifier: 'bob', resource: '/' }]
    return Promise.all(keys.map(async (one) => (await strategy.windowsFor(one)).map(({ limit }) => limit)))
  }
  const single = { windowMs: 1000, limit: 1, identifierLimits: { ann: 9 }, resourceLimits: { '/orders': 5 } }
  const windows = (limit: number) => [{ windowMs: 1000, limit }]
  const multi = multiWindow(windows(1), {
    identifierLimits: { ann: windows(9) },
    resourceLimits: { '/orders': windows(5) },
  })

  for (const strategy of [fixedWindow(single), slidingWindow(single), multi]) {
    assert.deepEqual(await limitsOf(strategy), [[9], [5], [1]])
  }
})
