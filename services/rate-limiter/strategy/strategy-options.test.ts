import assert from 'node:assert/strict'
import { test } from 'node:test'
import { AppTheoryError, isAppTheoryError } from '../../../errors.ts'
import { fixedWindow } from './fixed-window.ts'
import { multiWindow } from './multi-window.ts'
import { slidingWindow } from './sliding-window.ts'
import type { RateLimitStrategy } from './strategy.ts'

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
    ].map(({ kind }) => kind),
    ['fixed', 'sliding', 'multi'],
  )
})

test('wrong options of every strategy are a TypeError that names the option and this package', () => {
  const fixed = (options: object) => () => fixedWindow({ windowMs: 1000, limit: 1, ...options })
  const sliding = (options: object) => () => slidingWindow({ windowMs: 1000, limit: 1, ...options })
  const multi =
    (windows: unknown, options = {}) =>
    () =>
      multiWindow(windows as never, options as never)
  const minute = [{ windowMs: 60_000, limit: 1 }]
  const wrong: [() => unknown, RegExp][] = [
    [fixed({ name: '' }), /name/],
    [fixed({ name: 5 }), /name/],
    [fixed({ name: 'täglich' }), /'name'/],
    [sliding({ name: 'a\r\nb' }), /'name'/],
    [fixed({ windowMs: 100 * 365 * 24 * 3_600_000 + 1 }), /windowMs/],
    [sliding({ name: '' }), /name/],
    [sliding({ limit: undefined }), /limit/],
    [() => slidingWindow({ limit: 1 } as never), /windowMs/],
    [() => slidingWindow({ windowMs: 1000 } as never), /limit/],
    [sliding({ window: 5 }), /'window'/],
    [multi(undefined), /windows/],
    [multi([{ windowMs: 1000 }]), /limit/],
    [multi([{ limit: 1 }]), /windowMs/],
    [multi([{ windowMs: 1000, limit: 1, granularityMs: 10 }]), /granularityMs/],
    [multi(minute, { identifierLimits: 5 }), /identifierLimits/],
    [multi(minute, { identifierLimits: { ann: 5 } }), /identifierLimits\.ann/],
    [multi(minute, { resourceLimits: 5 }), /resourceLimits/],
    [multi(minute, { resourceLimits: { '/orders': 5 } }), /resourceLimits/],
    [multi(minute, { resourceLimits: { '/orders': [{ windowMs: 0, limit: 1 }] } }), /resourceLimits/],
    [multi(minute, { limit: 5 }), /'limit'/],
  ]
  for (const [make, message] of wrong) {
    assert.throws(make, (error) => {
      assert.ok(error instanceof TypeError)
      assert.match(error.message, message)
      assert.equal((error.cause as { package?: unknown }).package, 'apptheory-middy')
      return true
    })
  }
  assert.equal(fixedWindow({ windowMs: 100 * 365 * 24 * 3_600_000, limit: 1 }).windows.length, 1)
})

test('a limit from limitFor that is invalid is a coded error, which says what it was', async () => {
  const strategies = (limitFor: () => never) => [
    fixedWindow({ windowMs: 1000, limit: 1, limitFor }),
    slidingWindow({ windowMs: 1000, limit: 1, limitFor }),
    multiWindow([{ windowMs: 1000, limit: 1 }], { limitFor }),
  ]
  for (const limit of [-1, 1.5, '5']) {
    for (const { windowsFor } of strategies(() => limit as never)) {
      await assert.rejects(
        async () => windowsFor(key),
        (error) => {
          assert.ok(error instanceof AppTheoryError)
          assert.equal(error.code, 'rate_limiter.invalid_limit')
          assert.match(error.message, /^limitFor returned no valid limit: .*limit/)
          assert.deepEqual(error.cause, { package: 'apptheory-middy', data: { limit } })
          return true
        },
      )
    }
  }
})

test('a list of several windows is not a limit for a strategy of one', async () => {
  const two = [
    { windowMs: 1000, limit: 1 },
    { windowMs: 2000, limit: 1 },
  ]
  const { windowsFor } = fixedWindow({ windowMs: 1000, limit: 1, limitFor: () => two })
  await assert.rejects(async () => windowsFor(key), /a list of one window/)
})

test('windows are there at once, unless limitFor has returned a promise', () => {
  const windows = [{ windowMs: 1000, limit: 1 }]
  const found = (limit: unknown) => multiWindow(windows, { limitFor: () => limit as never }).windowsFor(key)
  assert.ok(Array.isArray(found(5)))
  assert.ok(Array.isArray(found(undefined)))
  assert.ok(found(Promise.resolve(5)) instanceof Promise)
})

test('a strategy takes a name, and limits by identifier and by resource', async () => {
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
  assert.equal(fixedWindow({ windowMs: 1000, limit: 1, name: 'calls' }).windows[0]?.name, 'calls')
  assert.equal(slidingWindow({ windowMs: 1000, limit: 1, name: 'calls' }).windows[0]?.name, 'calls')
})
