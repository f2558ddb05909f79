import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { SortedEntries } from './sorted-entries.ts'

const keys = fc.string({ minLength: 1, maxLength: 3, unit: fc.constantFrom('a', 'b', 'c', '\uffff') })

test('walks any range, either way, as a sorted list would', () => {
  const operation = fc.record({ key: keys, remove: fc.boolean() })
  fc.assert(
    fc.property(fc.array(operation, { maxLength: 200 }), keys, keys, (operations, one, other) => {
      const entries = new SortedEntries<string>()
      const model = new Map<string, string>()
      for (const { key, remove } of operations) {
        if (remove) {
          entries.delete(key)
          model.delete(key)
        } else {
          entries.set(key, `${key}!`)
          model.set(key, `${key}!`)
        }
      }
      const [lower = '', upper = ''] = [one, other].sort(byUnits)
      const expected = [...model.keys()].filter((key) => key >= lower && key < upper).sort(byUnits)
      assert.deepEqual(
        collect(entries, lower, upper, false),
        expected.map((key) => `${key}!`),
      )
      assert.deepEqual(
        collect(entries, lower, upper, true),
        expected.reverse().map((key) => `${key}!`),
      )
      assert.equal(entries.size, model.size)
    }),
  )
})

test('a walk ends where its visitor says', () => {
  const entries = new SortedEntries<number>()
  for (const [i, key] of ['a', 'b', 'c', 'd'].entries()) entries.set(key, i)
  const seen: number[] = []
  entries.walk('b', 'z', false, (entry) => {
    seen.push(entry)
    return seen.length < 2
  })
  assert.deepEqual(seen, [1, 2])
})

test('a replaced entry keeps its place', () => {
  const entries = new SortedEntries<string>()
  entries.set('a', 'old')
  entries.set('b', 'other')
  entries.set('a', 'new')
  assert.deepEqual(collect(entries, 'a', 'z', false), ['new', 'other'])
})

function collect<V>(entries: SortedEntries<V>, lower: string, upper: string, reverse: boolean): V[] {
  const seen: V[] = []
  entries.walk(lower, upper, reverse, (entry) => {
    seen.push(entry)
    return true
  })
  return seen
}

function byUnits(a: string, b: string): number {
  if (a === b) return 0
  return a < b ? -1 : 1
}
