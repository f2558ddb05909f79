import assert from 'node:assert/strict'
import { test } from 'node:test'
import { isAppTheoryError } from '../../../errors.ts'
import { fixedWindow } from './fixed-window.ts'

const key = { identifier: 'ann', resource: '/orders', operation: 'GET' }

test('a limit for an identifier goes before one for a resource, and both before the general one', () => {
  const { windowsFor } = fixedWindow({
    windowMs: 1000,
    limit: 1,
    identifierLimits: { ann: 10 },
    resourceLimits: { '/orders': 5 },
  })
  const limitOf = (identifier: string, resource: string) => {
    const windows = windowsFor({ identifier, resource, operation: 'GET' })
    return Array.isArray(windows) ? windows[0]?.limit : assert.fail('a promise')
  }
  assert.deepEqual([limitOf('ann', '/orders'), limitOf('bob', '/orders'), limitOf('bob', '/')], [10, 5, 1])
})

test('limitFor may give a limit, one window, a promise, or leave the others in force', async () => {
  const windowsWith = async (limit: unknown) => {
    const limitFor = () => limit as number
    return (await fixedWindow({ windowMs: 1000, limit: 1, limitFor }).windowsFor(key))[0]
  }
  const window = { name: 'default', windowMs: 1000, granularityMs: 1000, limit: 1 }
  assert.deepEqual(await windowsWith(7), { ...window, limit: 7 })
  assert.deepEqual(await windowsWith(Promise.resolve(8)), { ...window, limit: 8 })
  assert.deepEqual(await windowsWith([{ windowMs: 500, limit: 9 }]), {
    name: 'default',
    windowMs: 500,
    granularityMs: 500,
    limit: 9,
  })
  assert.deepEqual(await windowsWith(undefined), window)
})

test('a limit from limitFor that is invalid is a coded error', async () => {
  for (const limit of [
    -1,
    1.5,
    Number.NaN,
    '5',
    [],
    [
      { windowMs: 1, limit: 1 },
      { windowMs: 2, limit: 1 },
    ],
  ]) {
    const { windowsFor } = fixedWindow({ windowMs: 1000, limit: 1, limitFor: () => limit as number })
    await assert.rejects(
      async () => windowsFor(key),
      (error) => isAppTheoryError(error, 'rate_limiter.invalid_limit'),
    )
  }
})

test('a wrong option is a TypeError that names it', () => {
  const wrong: [object, RegExp][] = [
    [{ windowMs: 0, limit: 1 }, /windowMs/],
    [{ windowMs: 1000, limit: -1 }, /limit/],
    [{ windowMs: 1000, limit: Number.NaN }, /limit/],
    [{ windowMs: 1000, limit: Number.POSITIVE_INFINITY }, /limit/],
    [{ windowMs: '60', limit: 1 }, /windowMs/],
    [{ limit: 1 }, /windowMs/],
    [{ windowMs: 1000, limit: 1, window: 5 }, /'window'/],
    [{ windowMs: 1000, limit: 1, identifierLimits: { ann: -5 } }, /identifierLimits\.ann/],
    [{ windowMs: 1000, limit: 1, limitFor: 5 }, /limitFor/],
  ]
  for (const [options, message] of wrong) {
    assert.throws(() => fixedWindow(options as never), { name: 'TypeError', message })
  }
})
