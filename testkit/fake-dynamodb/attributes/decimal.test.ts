import assert from 'node:assert/strict'
import { test } from 'node:test'
import { assertRefused } from '../expressions/sample-item.helper.ts'
import { addNumbers, compareNumbers, normalizeNumber, numberSizeBytes, subtractNumbers } from './decimal.ts'

const OVERFLOW = 'Number overflow. Attempting to store a number with magnitude larger than supported range'
const UNDERFLOW = 'Number underflow. Attempting to store a number with magnitude smaller than supported range'
const TOO_PRECISE = 'Attempting to store more than 38 significant digits in a Number'

const normalized: readonly (readonly [written: string, canonical: string])[] = [
  ['0', '0'],
  ['-0', '0'],
  ['0.0', '0'],
  ['-0.00e7', '0'],
  ['0e1000', '0'],
  ['0e-1000', '0'],
  ['1', '1'],
  ['+1', '1'],
  ['01', '1'],
  ['-007', '-7'],
  ['1.0', '1'],
  ['1.10', '1.1'],
  ['.5', '0.5'],
  ['-.5', '-0.5'],
  ['5.', '5'],
  ['1e2', '100'],
  ['1E+2', '100'],
  ['-1.50e3', '-1500'],
  ['1e-7', '0.0000001'],
  ['123456789e-3', '123456.789'],
  ['1e21', '1000000000000000000000'],
  ['12345678901234567890123456789012345678', '12345678901234567890123456789012345678'],
  ['1234567890123456789012345678901234567800000', '1234567890123456789012345678901234567800000'],
  ['0.00000012345678901234567890123456789012345678', '0.00000012345678901234567890123456789012345678'],
  ['1.000000000000000000000000000000000000000000000', '1'],
  [`${'0'.repeat(5000)}1`, '1'],
  ['1e125', `1${'0'.repeat(125)}`],
  ['9.9999999999999999999999999999999999999E+125', `${'9'.repeat(38)}${'0'.repeat(88)}`],
  ['1e-130', `0.${'0'.repeat(129)}1`],
  ['0.1e-129', `0.${'0'.repeat(129)}1`],
  ['1234e-132', `0.${'0'.repeat(128)}1234`],
]

for (const [written, canonical] of normalized) {
  test(`${written.slice(0, 60)} is stored as ${canonical.slice(0, 60)}`, () => {
    assert.equal(normalizeNumber(written), canonical)
  })
}

const refused: readonly (readonly [written: string, message: string])[] = [
  ['', 'The parameter cannot be converted to a numeric value'],
  ...[
    ' 1',
    '1 ',
    '.',
    '-',
    '+',
    '--1',
    'e1',
    '1e',
    '1e+',
    '1e5.5',
    '1_0',
    '1,000',
    '0x1',
    '1d',
    'NaN',
    'Infinity',
    '１',
    '1e99999999999',
  ].map((written) => [written, `The parameter cannot be converted to a numeric value: ${written}`] as const),
  ['1e126', OVERFLOW],
  ['-1e126', OVERFLOW],
  ['12e125', OVERFLOW],
  ['1e2147483647', OVERFLOW],
  ['1e-131', UNDERFLOW],
  ['-0.9e-130', UNDERFLOW],
  ['15e-132', UNDERFLOW],
  ['123456789012345678901234567890123456789', TOO_PRECISE],
  ['3.14159265358979323846264338327950288419', TOO_PRECISE],
  ['9.99999999999999999999999999999999999999E+125', TOO_PRECISE],
]

for (const [written, message] of refused) {
  test(`«${written}» is refused`, () => assertRefused(() => normalizeNumber(written), message))
}

test('numbers in ascending order compare so', () => {
  const ascending = [
    '-1e125',
    '-10',
    '-9.5',
    '-9.45',
    '-9',
    '-1e-130',
    '0',
    '1e-130',
    '0.1',
    '0.11',
    '0.2',
    '1',
    '2',
    '10',
    '10.01',
    '9e15',
    '9007199254740993',
    '1e125',
  ].map(normalizeNumber)
  for (const [left, leftNumber] of ascending.entries()) {
    for (const [right, rightNumber] of ascending.entries()) {
      assert.equal(Math.sign(compareNumbers(leftNumber, rightNumber)), Math.sign(left - right))
    }
  }
})

test('sums and differences are exact', () => {
  assert.equal(addNumbers('0.1', '0.2'), '0.3')
  assert.equal(subtractNumbers('0.1', '0.3'), '-0.2')
  assert.equal(addNumbers('999999999999999', '999999999999999'), '1999999999999998')
  assert.equal(addNumbers('9007199254740992', '1'), '9007199254740993')
  assert.equal(addNumbers('1', '-1'), '0')
  assert.equal(subtractNumbers('0.5', '0.5'), '0')
  assert.equal(
    addNumbers('10000000000000000000000000000000000000', '1'),
    '10000000000000000000000000000000000001',
  )
  assert.equal(addNumbers('99999999999999999999999999999999999999', '1'), `1${'0'.repeat(38)}`)
})

test('a result that does not fit is refused, too many digits as an overflow', () => {
  const [huge, tiny] = [normalizeNumber('9e125'), normalizeNumber('1e-130')]
  assertRefused(() => addNumbers(huge, huge), OVERFLOW)
  assertRefused(() => subtractNumbers('0', addNumbers(huge, huge)), OVERFLOW)
  assertRefused(() => addNumbers(normalizeNumber('1e50'), '1'), OVERFLOW)
  assertRefused(() => subtractNumbers(huge, tiny), OVERFLOW)
  assertRefused(() => subtractNumbers(normalizeNumber('1.1e-130'), tiny), UNDERFLOW)
})

test('a number takes a byte for two digits around the point, one for the exponent, one for a minus', () => {
  const sizes: Readonly<Record<string, number>> = {
    '0': 1,
    '1': 2,
    '12': 2,
    '123': 3,
    '1234': 3,
    '-1': 3,
    '-12': 3,
    '100': 2,
    '1000': 2,
    '0.1': 2,
    '0.01': 2,
    '0.001': 2,
    '1.5': 3,
    '10.5': 3,
    ['1'.repeat(37)]: 20,
    ['1'.repeat(38)]: 20,
    [`-${'1'.repeat(38)}`]: 21,
  }
  for (const [number, bytes] of Object.entries(sizes)) assert.equal(numberSizeBytes(number), bytes, number)
})
