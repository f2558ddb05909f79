import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { fixedWindow } from '../../strategy/fixed-window.ts'
import { multiWindow } from '../../strategy/multi-window.ts'
import { slidingWindow } from '../../strategy/sliding-window.ts'
import {
  admittedOf,
  coarser,
  countsOf,
  finer,
  fixed,
  hour,
  key,
  minute,
  multi,
  seconds,
  setUp,
  sliding,
} from './replaced-strategies.helper.ts'

describe('without the option, a strategy continues what it finds', () => {
  for (const [name, before, after] of [
    ['fixed over multi', multi, fixed],
    ['fixed over sliding', sliding, fixed],
    ['fixed over the seconds of a minute', seconds, fixed],
    [
      'fixed, by plan, over sliding',
      sliding,
      fixedWindow({ windowMs: hour, limit: 1, limitFor: async () => [{ windowMs: minute, limit: 10 }] }),
    ],
    ['multi over fixed', fixed, multi],
    ['multi over sliding', sliding, multi],
    ['sliding over multi', multi, sliding],
    ['sliding over fixed', fixed, sliding],
    ['sliding over finer sub-windows', finer, coarser],
    ['sliding over coarser sub-windows', coarser, finer],
    ['sliding over sub-windows that it cuts', coarser, slidingWindow({ windowMs: minute, limit: 10 })],
    ['multi over the seconds of a minute', seconds, multi],
  ] as const) {
    test(name, async () => {
      const { fake, host } = await setUp()
      assert.equal(await admittedOf(host({ strategy: before }), 7), 7)
      const limiter = host({ strategy: after })
      fake.log.clear()
      assert.equal(await admittedOf(limiter, 1), 1)
      assert.equal(fake.log.requests().length, 2)
      assert.equal((await countsOf(limiter))[0], 8)
      assert.equal(await admittedOf(limiter, 5), 2)
    })

    test(`${name}, of which nothing is left`, async () => {
      const { fake, host } = await setUp()
      await admittedOf(host({ strategy: before }), 10)
      const limiter = host({ strategy: after })
      fake.log.clear()
      const { allowed, currentCount, remaining } = await limiter.checkAndIncrement(key)
      assert.deepEqual([allowed, currentCount, remaining], [false, 10, 0])
      assert.ok(fake.log.requests().length <= 3)
      assert.equal((await countsOf(limiter))[0], 10)
      // From memory.
      fake.log.clear()
      assert.equal(await admittedOf(limiter, 3), 0)
      assert.equal(fake.log.requests().length, 0)
    })
  }

  test('what was counted for a window of another length is not part of it', async () => {
    for (const before of [fixed, sliding]) {
      const { clock, host } = await setUp()
      clock.set('2026-03-01T10:01:05.000Z')
      await admittedOf(host({ strategy: before }), 3)
      clock.advance(10_000)
      assert.deepEqual(await countsOf(host({ strategy: multi })), [3, 0])
    }
  })

  test('several windows are found although their items expire at another time', async () => {
    for (const after of [fixed, sliding]) {
      const { host } = await setUp()
      assert.equal(await admittedOf(host({ strategy: multi, ttlBufferMs: 0 }), 7), 7)
      assert.equal(await admittedOf(host({ strategy: after }), 20), 3)
    }
  })

  const second = 1000
  const day = 24 * hour
  for (const [windowMs, divisions] of [
    [5 * second, 60],
    [10 * second, 60],
    [15 * second, 60],
    [45 * second, 60],
    [minute, 60],
    [90 * second, 60],
    [7 * minute, 60],
    [hour, 60],
    [day, 24],
    [2 * day, 48],
    [3 * day, 72],
    [4 * day, 4],
    [7 * day, 7],
    [30 * day, 30],
    [90 * day, 90],
    [7 * day, 10],
  ] as const) {
    test(`${windowMs / second} s, in ${divisions} parts or a divisor of that`, async () => {
      for (let parts = 1; parts <= divisions; parts++) {
        const granularityMs = windowMs / parts
        if (divisions % parts !== 0 || granularityMs % second !== 0) continue
        const { clock, host } = await setUp()
        const startMs = Math.ceil(clock.now() / windowMs) * windowMs
        const before = host({ strategy: slidingWindow({ windowMs, limit: 1000, granularityMs }) })
        for (let part = 0; part < parts; part++) {
          clock.set(startMs + part * granularityMs + 1)
          await before.checkAndIncrement(key)
        }
        const after = host({ strategy: multiWindow([{ windowMs, limit: 1000 }]) })
        assert.deepEqual(await countsOf(after), [parts])
      }
    })
  }

  test('plans whose windows are about as long have counters of their own', async () => {
    for (const windowMs of [5000, 7000]) {
      const { clock, host } = await setUp()
      let plan: { windowMs: number; limit: number }[] | undefined
      const limitFor = () => plan
      const strategy = slidingWindow({ windowMs: 6000, limit: 10, granularityMs: 1000, limitFor })
      const limiter = host({ strategy })
      clock.advance(1250)
      await admittedOf(limiter, 3)
      plan = [{ windowMs, limit: 10 }]
      assert.deepEqual(await countsOf(limiter), [0])
    }
  })

  test('a plan whose window ends in the same second has counters of its own', async () => {
    for (const [own, other] of [
      [1500, 2000],
      [2500, 2000],
      [2500, 3000],
      [3000, 2500],
      [90_500, 91_000],
      [91_000, 90_500],
    ] as const) {
      for (const part of [0, 0.25, 0.5, 0.75]) {
        const { clock, host } = await setUp()
        clock.set(Math.ceil(clock.now() / (own * other)) * own * other + Math.floor(part * own) + 1)
        let plan: { windowMs: number; limit: number }[] | undefined
        const strategy = fixedWindow({ windowMs: own, limit: 10, limitFor: () => plan })
        const limiter = host({ strategy, ttlBufferMs: 0 })
        assert.equal(await admittedOf(limiter, 3), 3)
        plan = [{ windowMs: other, limit: 10 }]
        assert.deepEqual(await countsOf(limiter), [0], `${own} and ${other} ms`)
        assert.deepEqual(await countsOf(host({ strategy, ttlBufferMs: 0 })), [0])
      }
    }
  })

  for (const windowMs of [1500, 2500, 4500, 90_500]) {
    const plan = [{ windowMs, limit: 10 }]
    for (const [name, after] of [
      ['multi', multiWindow(plan)],
      ['fixed, by plan', fixedWindow({ windowMs: hour, limit: 1, limitFor: () => plan })],
    ] as const) {
      test(`${name} over a window of ${windowMs} ms, which is not whole seconds`, async () => {
        for (const before of [
          fixedWindow({ windowMs, limit: 10 }),
          slidingWindow({ windowMs, limit: 10, granularityMs: windowMs }),
        ]) {
          const { clock, host } = await setUp()
          // An odd number of windows of such a length ends within a second.
          clock.set((2 * Math.ceil(clock.now() / windowMs / 2) + 1) * windowMs + 3)
          assert.equal(await admittedOf(host({ strategy: before }), 7), 7)
          clock.advance(windowMs - 4)
          const limiter = host({ strategy: after })
          assert.equal(await admittedOf(limiter, 20), 3)
          assert.deepEqual(await countsOf(limiter), [10])
          clock.advance(1)
          assert.equal(await admittedOf(limiter, 20), 10)
        }
      })
    }
  }

  test('a fixed window of any length is decided in two requests, and then in one', async () => {
    for (const windowMs of [
      second,
      7 * second,
      minute,
      hour,
      ...[1, 2, 3, 4, 7, 89, 90, 365].map((n) => n * day),
    ]) {
      const { clock, fake, host } = await setUp()
      clock.set(Math.ceil(clock.now() / windowMs) * windowMs - 1)
      const limiter = host({ strategy: fixedWindow({ windowMs, limit: 10 }) })
      for (const requests of [2, 1]) {
        fake.log.clear()
        assert.equal(await admittedOf(limiter, 1), 1)
        assert.equal(fake.log.requests().length, requests)
      }
    }
  })

  test('more items than one request reads take one more', async () => {
    const { clock, fake, host } = await setUp()
    clock.set('2026-03-01T23:59:55.000Z')
    const limiter = host({ strategy: multi })
    fake.log.clear()
    assert.equal(await admittedOf(limiter, 1), 1)
    const operations = fake.log.requests().map(({ operation }) => operation)
    assert.deepEqual(operations, ['TransactWriteItems', 'BatchGetItem', 'BatchGetItem'])
  })

  test('a denial that cannot be given back is not admitted', async () => {
    for (const strategy of [multi, multiWindow([{ windowMs: minute, limit: 10 }])]) {
      const { fake, host } = await setUp()
      await admittedOf(host({ strategy: fixed }), 10)
      const limiter = host({ strategy })
      fake.inject({ error: 'internal-error', operation: 'UpdateItem', times: 9 })
      assert.equal(await admittedOf(limiter, 1), 0)
    }
  })

  test('plans that take turns are each read once', async () => {
    const { fake, host } = await setUp()
    let asked = 0
    const plans = [[{ windowMs: minute, limit: 10 }], [{ windowMs: hour, limit: 10 }]]
    const limitFor = () => plans[asked++ % 2]
    const limiter = host({ strategy: multiWindow([{ windowMs: minute, limit: 10 }], { limitFor }) })
    await admittedOf(limiter, 2)
    fake.log.clear()
    await admittedOf(limiter, 4)
    assert.deepEqual(fake.log.totals(), { requests: 8, readUnits: 4, writeUnits: 8 })
  })

  test('old counts are read once, whatever sub-windows follow and units are refunded', async () => {
    const { clock, fake, host } = await setUp()
    await admittedOf(host({ strategy: multi }), 4)
    const limiter = host({ strategy: sliding })
    assert.equal((await limiter.checkAndIncrement(key)).currentCount, 5)
    clock.advance(10_000)
    fake.log.clear()
    const decision = await limiter.checkAndIncrement(key)
    assert.equal(decision.currentCount, 6)
    assert.deepEqual(fake.log.totals(), { requests: 2, readUnits: 5, writeUnits: 1 })
    await limiter.refund(key, decision)
    assert.equal((await limiter.checkAndIncrement(key)).currentCount, 6)
    clock.advance(minute)
    assert.equal(await admittedOf(limiter, 20), 10)
  })

  test('a reset deletes what exists, and sends nothing for what does not', async () => {
    const { fake, host } = await setUp()
    await admittedOf(host({ strategy: fixed }), 10)
    const limiter = host({ strategy: multi })
    assert.equal(await admittedOf(limiter, 1), 0)
    fake.log.clear()
    await limiter.reset(key)
    assert.deepEqual([fake.log.requests('DeleteItem').length, fake.log.requests().length], [3, 4])
    assert.equal(await admittedOf(limiter, 20), 10)
  })

  test('an empty list turns it off', async () => {
    const { host } = await setUp()
    await admittedOf(host({ strategy: fixed }), 7)
    assert.equal(await admittedOf(host({ strategy: multi, replaces: [] }), 20), 10)
  })

  test('several windows are counted although the read after them fails', async () => {
    const { clock, fake, host } = await setUp()
    await admittedOf(host({ strategy: fixed }), 7)
    const limiter = host({ strategy: multi })
    fake.inject({ error: 'internal-error', operation: 'BatchGetItem' })
    assert.equal(await admittedOf(limiter, 1), 1)
    assert.equal(await admittedOf(limiter, 9), 2)
    assert.deepEqual((await countsOf(limiter))[0], 10)
    clock.advance(minute)
    assert.equal(await admittedOf(limiter, 20), 10)
  })

  test('many requests at once on several hosts', async () => {
    const { host } = await setUp()
    await admittedOf(host({ strategy: fixed }), 7)
    const hosts = [1, 2, 3].map(() => host({ strategy: multi, timeoutMs: 900_000 }))
    const decisions = await Promise.all(
      hosts.flatMap((limiter) => Array.from({ length: 8 }, () => limiter.checkAndIncrement(key))),
    )
    assert.ok(decisions.filter(({ allowed }) => allowed).length <= 3)
    assert.ok(((await countsOf(host({ strategy: multi })))[0] ?? 99) <= 10)
  })
})
