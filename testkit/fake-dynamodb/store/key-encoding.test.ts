import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { compareValues } from '../attributes/attribute-comparison.ts'
import type { AttributeValue } from '../attributes/attribute-value.ts'
import { normalizeNumber } from '../attributes/decimal.ts'
import {
  AFTER,
  encodePartition,
  encodeSortKey,
  encodeSortKeyPrefix,
  segmentBoundary,
} from './key-encoding.ts'

/** Where UTF-8 and UTF-16 disagree about order, and what the encoding itself uses. */
const telling = fc.constantFrom(
  '\0',
  '\u0001',
  'a',
  'b',
  '\ud7ff',
  '\ue000',
  '\uffff',
  '\u{10000}',
  '\u{10ffff}',
)

const strings = fc
  .array(fc.oneof(telling, fc.string({ unit: 'binary', minLength: 1, maxLength: 1 })), { maxLength: 6 })
  .map((units): AttributeValue => ({ S: units.join('') }))

const numbers = fc
  .record({
    digits: fc.bigInt({ min: -(10n ** 38n - 1n), max: 10n ** 38n - 1n }),
    exponent: fc.integer({ min: -130, max: 88 }),
  })
  .map(({ digits, exponent }) => `${digits}e${exponent}`)
  .filter(isDynamoDBNumber)
  .map((text): AttributeValue => ({ N: normalizeNumber(text) }))

const binaries = fc
  .uint8Array({ maxLength: 8 })
  .map((bytes): AttributeValue => ({ B: Buffer.from(bytes).toString('base64') }))

for (const [type, values] of Object.entries({ strings, numbers, binaries })) {
  test(`encoded sort keys are in the order of their values: ${type}`, () => {
    fc.assert(
      fc.property(values, values, (left, right) => {
        const expected = Math.sign(compareValues(left, right) ?? Number.NaN)
        assert.equal(order(encodeSortKey(left), encodeSortKey(right)), expected)
      }),
      { numRuns: 2000 },
    )
  })

  test(`the encoding of one partition begins no other: ${type}`, () => {
    fc.assert(
      fc.property(values, values, (left, right) => {
        if (compareValues(left, right) === 0) return
        assert.ok(!encodePartition(left).startsWith(encodePartition(right)))
      }),
    )
  })
}

test('what follows a sort key sorts between it and the next', () => {
  fc.assert(
    fc.property(strings, strings, strings, (left, right, tail) => {
      if (compareValues(left, right) !== -1) return
      assert.ok(encodeSortKey(left) + encodeSortKey(tail) < encodeSortKey(right))
    }),
  )
})

test('exactly the sort keys that begin with a prefix lie within its bounds', () => {
  fc.assert(
    fc.property(strings, strings, (prefix, value) => {
      const start = encodeSortKeyPrefix(prefix)
      const key = encodeSortKey(value)
      const within = key >= start && key < start + AFTER
      assert.equal(within, textOf(value).startsWith(textOf(prefix)))
    }),
  )
})

test('segments divide the partitions of a table without gap or overlap', () => {
  fc.assert(
    fc.property(strings, fc.integer({ min: 1, max: 1_000_000 }), (value, total) => {
      const partition = encodePartition(value)
      const after = [0, Math.floor(total / 2), total].map(
        (segment) => partition >= segmentBoundary(segment, total),
      )
      assert.deepEqual([after[0], after[2]], [true, false])
      let low = 0
      let high = total
      while (high - low > 1) {
        const middle = Math.floor((low + high) / 2)
        if (partition >= segmentBoundary(middle, total)) low = middle
        else high = middle
      }
      assert.ok(partition >= segmentBoundary(low, total) && partition < segmentBoundary(low + 1, total))
    }),
  )
})

function order(left: string, right: string): number {
  if (left === right) return 0
  return left < right ? -1 : 1
}

function textOf(value: AttributeValue): string {
  return 'S' in value ? value.S : ''
}

function isDynamoDBNumber(text: string): boolean {
  try {
    normalizeNumber(text)
    return true
  } catch {
    return false
  }
}
