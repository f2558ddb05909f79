import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { turns } from './turns.ts'

const names = 'ABCDEFG'

/** How often each of the values occurs. */
function tally(values: readonly string[]): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {}
  for (const value of values) counts[value] = (counts[value] ?? 0) + 1
  return counts
}

describe('turns', () => {
  for (let count = 1; count <= names.length; count += 1) {
    const contenders = [...names.slice(0, count)]
    const orders = [...turns(contenders, 12)]

    it(`lets each of ${count} contenders take each place equally often`, () => {
      for (let place = 0; place < count; place += 1) {
        const taken = tally(orders.map((order) => order[place] ?? ''))
        assert.deepEqual(Object.keys(taken).toSorted(), contenders)
        assert.equal(new Set(Object.values(taken)).size, 1)
      }
    })

    it(`lets each of ${count} contenders follow each other one equally often within a round`, () => {
      const pairs = tally(
        orders.flatMap((order) => order.slice(1).map((name, before) => `${order[before]}${name}`)),
      )
      assert.equal(Object.keys(pairs).length, count * (count - 1))
      assert.ok(new Set(Object.values(pairs)).size <= 1)
    })

    it(`gives ${count} contenders at least the rounds asked for, and less than a period more`, () => {
      assert.ok(orders.length >= 12 && orders.length < 12 + 2 * count, String(orders.length))
    })
  }
})
