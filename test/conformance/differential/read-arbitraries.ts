import fc from 'fast-check'
import type { Input } from '../conformance-case.ts'
import { spoiled, texts } from './expression-arbitraries.ts'
import type { GeneratedRequest } from './generated-request.ts'
import { capacity } from './parameter-arbitraries.ts'
import { mainKey, merge, wrongKey } from './place-arbitraries.ts'
import { type Expressions, withPlaceholders } from './placeholder-arbitraries.ts'
import { BY_ALT, BY_G, BY_K, MAIN, NUMBERED } from './tables.ts'

interface Readable {
  readonly TableName: string
  readonly IndexName?: string
  readonly hash: string
  readonly hashValue: string
  readonly range?: string
  readonly rangeValues?: readonly [string, string]
}
const MAIN_TABLE: Readable = {
  TableName: MAIN,
  hash: 'pk',
  hashValue: ':pk',
  range: 'sk',
  rangeValues: [':sk', ':sk2'],
}
const readables: readonly Readable[] = [
  MAIN_TABLE,
  MAIN_TABLE,
  MAIN_TABLE,
  { TableName: NUMBERED, hash: 'pk', hashValue: ':pk', range: 'num', rangeValues: [':num', ':r'] },
  { TableName: MAIN, IndexName: BY_G, hash: 'g', hashValue: ':g', range: 'r', rangeValues: [':r', ':num'] },
  {
    TableName: MAIN,
    IndexName: BY_ALT,
    hash: 'pk',
    hashValue: ':pk',
    range: 'alt',
    rangeValues: [':alt', ':s'],
  },
  { TableName: MAIN, IndexName: BY_K, hash: 'k', hashValue: ':k' },
]

function keyCondition({ hash, hashValue, range, rangeValues }: Readable): fc.Arbitrary<string> {
  const ofHash = `${hash} = ${hashValue}`
  if (range === undefined || rangeValues === undefined) return fc.constant(ofHash)
  const [first, second] = rangeValues
  const whole = fc.constantFrom(
    ofHash,
    ofHash,
    `${hashValue} = ${hash}`,
    `(${ofHash})`,
    `${ofHash} AND ${range} = ${first}`,
    `${ofHash} AND ${range} < ${first}`,
    `${ofHash} AND ${range} <= ${first}`,
    `${ofHash} AND ${range} > ${first}`,
    `${range} >= ${first} AND ${ofHash}`,
    `${ofHash} AND ${range} BETWEEN ${first} AND ${second}`,
    `${ofHash} AND begins_with(${range}, ${first})`,
    `(${ofHash}) AND (${range} > ${first})`,
    `${ofHash} AND ${first} < ${range}`,
  )
  const wrong = fc.constantFrom(
    `${range} = ${first}`,
    `${hash} > ${hashValue}`,
    `${ofHash} OR ${ofHash}`,
    `${ofHash} AND ${range} <> ${first}`,
    `${ofHash} AND a = ${first}`,
    `NOT ${ofHash}`,
    `${ofHash} AND ${range} IN (${first})`,
    `((${ofHash}))`,
    `${ofHash} AND ${ofHash}`,
    `${hash} = ${range}`,
    `${ofHash} AND attribute_exists(${range})`,
    `${ofHash} AND contains(${range}, ${first})`,
    `${ofHash} AND ${range} = :t`,
    `${hash} = :t`,
    '',
    `${hash}.a = ${hashValue}`,
    `${ofHash} AND size(${range}) = ${first}`,
    `begins_with(${hash}, ${hashValue})`,
  )
  return fc.oneof(
    { weight: 8, arbitrary: whole },
    { weight: 1, arbitrary: wrong },
    { weight: 1, arbitrary: spoiled(whole) },
  )
}

const narrowing: fc.Arbitrary<Expressions> = fc.record(
  { FilterExpression: texts.condition, ProjectionExpression: texts.projection },
  { requiredKeys: [] },
)
/** Of an index on few attributes nothing else is asked. */
const readingOf = (readable: Readable): fc.Arbitrary<Input> =>
  fc.constant({
    TableName: readable.TableName,
    ...(readable.IndexName !== undefined && { IndexName: readable.IndexName }),
  })
const forward = fc.constantFrom<Input>({}, {}, { ScanIndexForward: false }, { ScanIndexForward: true })
const consistent = fc.constantFrom<Input>({}, {}, {}, { ConsistentRead: true })
const limit = fc.constantFrom<Input>({}, {}, { Limit: 1 }, { Limit: 2 }, { Limit: 100 })
const start = (readable: Readable): fc.Arbitrary<Input> =>
  readable === MAIN_TABLE
    ? fc
        .option(fc.oneof({ weight: 6, arbitrary: mainKey }, { weight: 1, arbitrary: wrongKey }), { freq: 4 })
        .map((key) => (key === null ? {} : { ExclusiveStartKey: key }))
    : fc.constant({})

export const query: fc.Arbitrary<Input> = fc.constantFrom(...readables).chain((readable) =>
  merge(
    readingOf(readable),
    withPlaceholders(
      merge(
        keyCondition(readable).map((KeyConditionExpression) => ({ KeyConditionExpression })),
        readable.IndexName === BY_K ? fc.constant({}) : narrowing,
      ),
    ),
    forward,
    consistent,
    capacity,
    readable.IndexName === BY_K ? fc.constant({}) : limit,
    start(readable),
  ),
)
export const count: fc.Arbitrary<Input> = fc
  .constantFrom(...readables)
  .chain((readable) =>
    merge(
      readingOf(readable),
      forward,
      fc.constantFrom(
        { Select: 'COUNT' },
        { Select: 'COUNT' },
        { Select: 'ALL_ATTRIBUTES' },
        { Select: 'ALL_PROJECTED_ATTRIBUTES' },
        { Select: 'SPECIFIC_ATTRIBUTES' },
      ),
      withPlaceholders(keyCondition(readable).map((KeyConditionExpression) => ({ KeyConditionExpression }))),
    ),
  )
export const scan: fc.Arbitrary<GeneratedRequest> = fc
  .constantFrom(...readables)
  .chain((readable) =>
    merge(
      readingOf(readable),
      withPlaceholders(
        readable.IndexName === BY_K || readable.IndexName === BY_ALT ? fc.constant({}) : narrowing,
      ),
      fc.constantFrom<Input>({}, { Limit: 1 }, { Limit: 3 }),
    ),
  )
  .map((input) => ({ operation: 'Scan', input, everyPage: true }))
