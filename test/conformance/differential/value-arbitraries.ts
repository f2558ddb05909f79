import type { AttributeValue } from '@aws-sdk/client-dynamodb'
import fc from 'fast-check'
import { bytes } from '../attribute-values.ts'

const text: fc.Arbitrary<string> = fc.constantFrom('', 'a', 'b', 'ab', 'abc', 'é', 'Z', 'x y', '10', '9')
const binary: fc.Arbitrary<Uint8Array> = fc.constantFrom('', 'a', 'ab', 'b', '\u0000').map(bytes)

/** Digits as a person, or another SDK, may write them. Sums of any two stay within 38 digits. */
const digits: fc.Arbitrary<string> = fc.constantFrom(
  '0',
  '-0',
  '1',
  '1',
  '1',
  '2',
  '-1',
  '2',
  '5',
  '10',
  '100',
  '1.0',
  '01',
  '1.50',
  '-2.5',
  '0.1',
  '.2',
  '1e2',
  '1E-3',
  '+3',
  '12345678901234567890',
)
const extremeDigits: fc.Arbitrary<string> = fc.constantFrom(
  '9'.repeat(38),
  `0.${'1'.repeat(38)}`,
  '1E125',
  '9.9E125',
  '1E-130',
  '-1E125',
  '1E38',
)
const wrongDigits: fc.Arbitrary<string> = fc.constantFrom(
  '',
  'x',
  '1E126',
  '1E-131',
  '1'.repeat(39),
  '0x1',
  '1,5',
  'NaN',
)

export const stringValue: fc.Arbitrary<AttributeValue> = text.map((S) => ({ S }))
export const numberValue: fc.Arbitrary<AttributeValue> = fc.oneof(
  { weight: 12, arbitrary: digits.map((N) => ({ N })) },
  { weight: 1, arbitrary: extremeDigits.map((N) => ({ N })) },
)
export const binaryValue: fc.Arbitrary<AttributeValue> = binary.map((B) => ({ B }))
export const booleanValue: fc.Arbitrary<AttributeValue> = fc.boolean().map((BOOL) => ({ BOOL }))
export const nullValue: fc.Arbitrary<AttributeValue> = fc.constant({ NULL: true })

const members = { minLength: 1, maxLength: 3 }
export const stringSet: fc.Arbitrary<AttributeValue> = fc.uniqueArray(text, members).map((SS) => ({ SS }))
export const numberSet: fc.Arbitrary<AttributeValue> = fc
  .uniqueArray(fc.constantFrom('0', '1', '2.50', '-1', '1e2', '0.1'), members)
  .map((NS) => ({ NS }))
export const binarySet: fc.Arbitrary<AttributeValue> = fc
  .uniqueArray(fc.constantFrom('a', 'b', 'ab'), members)
  .map((texts) => ({ BS: texts.map(bytes) }))

const scalar: fc.Arbitrary<AttributeValue> = fc.oneof(
  stringValue,
  numberValue,
  binaryValue,
  booleanValue,
  nullValue,
  stringSet,
  numberSet,
  binarySet,
)
export const listValue: fc.Arbitrary<AttributeValue> = fc
  .array(fc.oneof(scalar, fc.record({ M: fc.record({ a: numberValue }) })), { maxLength: 3 })
  .map((L) => ({ L }))
export const mapValue: fc.Arbitrary<AttributeValue> = fc
  .record({ a: scalar, b: listValue, c: fc.record({ M: fc.record({ a: scalar }) }) }, { requiredKeys: [] })
  .map((M) => ({ M }) as AttributeValue)

export const anyValue: fc.Arbitrary<AttributeValue> = fc.oneof(scalar, listValue, mapValue)

/** What DynamoDB refuses wherever it stands. */
export const wrongValue: fc.Arbitrary<AttributeValue> = fc.oneof(
  wrongDigits.map((N) => ({ N })),
  fc.constantFrom<AttributeValue>(
    { SS: [] },
    { NS: [] },
    { BS: [] },
    { SS: ['a', 'b', 'a'] },
    { NS: ['1', '1.0'] },
    { L: [{ SS: [] }] },
    {} as AttributeValue,
  ),
  wrongDigits.map((N) => ({ NS: ['1', N] })),
)
