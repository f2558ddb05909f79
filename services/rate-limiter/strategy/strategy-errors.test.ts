import assert from 'node:assert/strict'
import { test } from 'node:test'
import { AppTheoryError } from '../../../errors.ts'
import { fixedWindow } from './fixed-window.ts'
import { multiWindow } from './multi-window.ts'
import { slidingWindow } from './sliding-window.ts'
import type { RateLimitStrategy } from './strategy.ts'
import { tokenBucket } from './token-bucket.ts'

const key = { identifier: 'ann', resource: '/orders', operation: 'GET' }
const single = { windowMs: 1000, limit: 1 }
const makers: Readonly<Record<string, (options: object) => RateLimitStrategy>> = {
  fixedWindow: (options) => fixedWindow({ ...single, ...options }),
  slidingWindow: (options) => slidingWindow({ ...single, ...options }),
  multiWindow: (options) => multiWindow([single], options),
  tokenBucket: (options) => tokenBucket({ capacity: 1, refillPerSecond: 1, ...options }),
}

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
    [fixed({ name: 'täglich' }), /'name' must be a non-empty string of printable ASCII characters/],
    [sliding({ name: 'a\r\nb' }), /'name'/],
    [fixed({ windowMs: 100 * 365 * 24 * 3_600_000 + 1 }), /windowMs/],
    [sliding({ name: '' }), /name/],
    [sliding({ limit: undefined }), /limit/],
    [() => slidingWindow({ limit: 1 } as never), /windowMs/],
    [() => slidingWindow({ windowMs: 1000 } as never), /limit/],
    [sliding({ window: 5 }), /'window'/],
    [multi(undefined), /windows/],
    [multi([{ windowMs: 1000 }]), /^multiWindow: windows\[0\]: .*'limit'/],
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

for (const [owner, make] of Object.entries(makers)) {
  test(`${owner}: an error names the strategy, and the option, limit or window that is wrong`, () => {
    const optionErrors: [options: object, message: RegExp][] = [
      [{ nope: 1 }, /^OWNER: .*'nope'/],
      [{ limitFor: 5 }, /^OWNER: option 'limitFor' must/],
      [{ identifierLimits: { ann: -1 } }, /^OWNER: option 'identifierLimits\.ann' must/],
      [{ resourceLimits: { '/orders': 'x' } }, /^OWNER: option 'resourceLimits\.\/orders' must/],
    ]
    for (const [options, { source }] of optionErrors) {
      assert.throws(() => make(options), {
        name: 'TypeError',
        message: new RegExp(source.replace('OWNER', owner)),
      })
    }

    const limitErrors: [limit: unknown, message: string][] = [
      [null, `${owner}: option 'limit' must`],
      [-1, `${owner}: option 'limit' must`],
      [{ windowMs: 1000, limit: 1 }, `${owner}: option 'windows' must`],
      [[{ windowMs: 0, limit: 1 }], `${owner}: windows[0]: option 'windowMs' must`],
    ]
    for (const [limit, message] of limitErrors) {
      const { windowsFor } = make({ limitFor: () => limit })
      assert.throws(
        () => windowsFor(key),
        ({ message: actual }: Error) => actual.includes(`limitFor returned no valid limit: ${message}`),
      )
    }
  })
}

test('windows that cannot be are a TypeError that says which can', () => {
  assert.throws(() => slidingWindow({ windowMs: 60_000, limit: 1, granularityMs: 7000 }), {
    message:
      "slidingWindow: option 'granularityMs' must divide a window of 60000 ms into " +
      '1 to 100 sub-windows of whole milliseconds, and 7000 does not',
  })
  assert.throws(() => multiWindow([single, single]), {
    message: "multiWindow: option 'windows' must be a list of 1 to 100 windows, each of another length",
  })
})

test('a list of several windows is not a limit for a strategy of one', async () => {
  const two = [
    { windowMs: 1000, limit: 1 },
    { windowMs: 2000, limit: 1 },
  ]
  const { windowsFor } = fixedWindow({ windowMs: 1000, limit: 1, limitFor: () => two })
  await assert.rejects(async () => windowsFor(key), /a strategy of one window takes a list of one window/)
})
