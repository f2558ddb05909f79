import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import {
  admittedOf,
  assertChangesKeepLimits,
  changedStrategies,
  changingTable,
  type HostOptions,
  key,
  midnight,
  minute,
  second,
} from './strategy-changes.contract.ts'

/** Requests of the first decision of a strategy that looks for no other one, counted once. */
function requestsOfFirst(name: string, options: HostOptions): Promise<number> {
  const known = `${name}, ${options.layout}`
  const requests = firstRequests.get(known) ?? countFirst(options)
  firstRequests.set(known, requests)
  return requests
}

const firstRequests = new Map<string, Promise<number>>()

async function countFirst(options: HostOptions): Promise<number> {
  const { fake, host } = await changingTable(midnight + 42 * second)
  const isAlone = options.layout === 'apptheory'
  await host({ ...options, ...(isAlone && { replaces: [] }) }).checkAndIncrement(key)
  return fake.log.requests().length
}

for (const layout of ['compact', 'apptheory'] as const) {
  describe(`a strategy that is deployed over another, layout ${layout}`, () => {
    for (const [before, makeBefore] of Object.entries(changedStrategies)) {
      for (const [after, makeAfter] of Object.entries(changedStrategies)) {
        for (const [limitBefore, limitAfter] of [
          [5, 5],
          [3, 7],
          [7, 3],
        ] as const) {
          test(`${before} of ${limitBefore}, then ${after} of ${limitAfter}`, async () => {
            const { clock, fake, host } = await changingTable(midnight + 25 * second)
            const old = host({ strategy: makeBefore(limitBefore), layout })
            let spent = await admittedOf(old, 2)
            clock.advance(10 * second)
            spent += await admittedOf(old, 9)
            assert.equal(spent, limitBefore)

            clock.advance(7 * second)
            fake.log.clear()
            const strategy = makeAfter(limitAfter)
            const changed = host({ strategy, layout })
            const admitted = await admittedOf(changed, 1)
            const extra = fake.log.requests().length - (await requestsOfFirst(after, { strategy, layout }))
            assert.ok(extra <= 1, `${extra} requests more`)
            const { count, limit } = (await changed.getUsage(key)).windows[0] ?? assert.fail()
            const total = spent + admitted
            assert.deepEqual({ count, limit }, { count: total, limit: limitAfter })
            assert.equal((await changed.checkLimit(key)).allowed, total < limitAfter)
            assert.equal(total + (await admittedOf(changed, 9)), Math.max(limitBefore, limitAfter))

            fake.sweepExpired()
            clock.set(midnight + 59_999)
            assert.equal(await admittedOf(changed, 3), 0)
            clock.advance(2 * minute)
            fake.log.clear()
            assert.equal(await admittedOf(changed, 1), 1)
            // In layout compact, one update in several removes attributes of windows that have ended.
            const cleaning = layout === 'compact' ? 1 : 0
            const later = fake.log.requests().length - (await requestsOfFirst(after, { strategy, layout }))
            assert.ok(later <= cleaning, `${later} requests more`)
            assert.equal(await admittedOf(changed, 9), limitAfter - 1)
          })
        }
      }
    }

    test('any changes at any time: no minute admits more than its largest limit', async () => {
      await assertChangesKeepLimits({ layout, runs: 100 })
    })
  })
}
