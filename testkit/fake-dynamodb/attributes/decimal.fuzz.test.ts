import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { DynamoDBException } from '../exceptions.ts'
import { addNumbers, compareNumbers, normalizeNumber, numberSizeBytes, subtractNumbers } from './decimal.ts'

/** Integers and hundredths within reach of each other, so that sums always fit. */
const scaled = fc.tuple(fc.bigInt({ min: -(10n ** 30n), max: 10n ** 30n }), fc.integer({ min: -4, max: 2 }))
const decimal = scaled.map(([coefficient, exponent]) => normalizeNumber(`${coefficient}e${exponent}`))

/** A canonical number times ten thousand, by means other than those under test. */
function reference(number: string): bigint {
  const [whole = '', fraction = ''] = number.split('.')
  return BigInt(whole + fraction.padEnd(4, '0'))
}

test('normalising is idempotent and keeps the value', () => {
  fc.assert(
    fc.property(scaled, ([coefficient, exponent]) => {
      const number = normalizeNumber(`${coefficient}e${exponent}`)
      assert.equal(normalizeNumber(number), number)
      assert.equal(reference(number), coefficient * 10n ** BigInt(exponent + 4))
      assert.match(number, /^(0|-?(0|[1-9][0-9]*)(\.[0-9]*[1-9])?)$/)
    }),
  )
})

test('needless zeros and exponents do not matter', () => {
  fc.assert(
    fc.property(decimal, fc.nat(20), fc.integer({ min: -50, max: 50 }), (number, zeros, exponent) => {
      const shifted = normalizeNumber(`${number}e${exponent}`)
      assert.equal(normalizeNumber(`${shifted}e${-exponent}`), number)
      const padded = `${number}${number.includes('.') ? '' : '.'}${'0'.repeat(zeros)}`
      assert.equal(normalizeNumber(padded), number)
    }),
  )
})

test('addition agrees with integers, commutes and associates', () => {
  fc.assert(
    fc.property(decimal, decimal, decimal, (a, b, c) => {
      assert.equal(reference(addNumbers(a, b)), reference(a) + reference(b))
      assert.equal(addNumbers(a, b), addNumbers(b, a))
      assert.equal(addNumbers(addNumbers(a, b), c), addNumbers(a, addNumbers(b, c)))
    }),
  )
})

test('subtraction undoes addition', () => {
  fc.assert(
    fc.property(decimal, decimal, (a, b) => {
      assert.equal(subtractNumbers(addNumbers(a, b), b), a)
      assert.equal(subtractNumbers(a, a), '0')
    }),
  )
})

test('the fast way for small integers gives what the exact way gives', () => {
  const small = fc.integer({ min: -2_000_000_000, max: 2_000_000_000 })
  fc.assert(
    fc.property(small, small, (a, b) => {
      assert.equal(addNumbers(String(a), String(b)), String(a + b))
      assert.equal(
        addNumbers(`${a}.5`, `${b}.5`),
        addNumbers(addNumbers(`${a}.5`, '0.5'), subtractNumbers(`${b}.5`, '0.5')),
      )
    }),
  )
})

test('order agrees with integers', () => {
  fc.assert(
    fc.property(decimal, decimal, (a, b) => {
      const difference = reference(a) - reference(b)
      assert.equal(Math.sign(compareNumbers(a, b)), difference < 0n ? -1 : difference > 0n ? 1 : 0)
    }),
  )
})

test('no number is larger than 21 bytes', () => {
  const anyNumber = fc.tuple(
    fc.bigInt({ min: -(10n ** 38n) + 1n, max: 10n ** 38n - 1n }),
    fc.integer({ min: -130, max: 88 }),
  )
  fc.assert(
    fc.property(anyNumber, ([coefficient, exponent]) => {
      const bytes = numberSizeBytes(normalizeNumber(`${coefficient}e${exponent}`))
      assert.ok(bytes >= 1 && bytes <= 21, String(bytes))
    }),
  )
})

test('any text is either a canonical number or refused as DynamoDB refuses', () => {
  const text = fc.oneof(
    fc.string(),
    fc.stringMatching(/^[-+]?[0-9]{0,45}(\.[0-9]{0,45})?([eE][-+]?[0-9]{0,12})?$/),
  )
  fc.assert(
    fc.property(text, (written) => {
      try {
        const number = normalizeNumber(written)
        assert.equal(normalizeNumber(number), number)
      } catch (error) {
        assert.ok(error instanceof DynamoDBException && error.name === 'ValidationException', String(error))
      }
    }),
    { numRuns: 2000 },
  )
})

test('megabytes of digits take no more than linear time', { timeout: 2000 }, () => {
  const zeros = '0'.repeat(2_000_000)
  assert.equal(normalizeNumber(`${zeros}.${zeros}1e2000001`), '1')
  assert.throws(() => normalizeNumber(`1${zeros}1`), DynamoDBException)
  assert.throws(() => normalizeNumber(`${zeros}x`), DynamoDBException)
})
