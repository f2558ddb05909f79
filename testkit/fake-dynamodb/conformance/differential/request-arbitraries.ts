import type { AttributeValue } from '@aws-sdk/client-dynamodb'
import fc from 'fast-check'
import type { Input, OperationName } from '../conformance-case.ts'
import { type Expressions, spoiled, texts, withPlaceholders } from './expression-arbitraries.ts'
import { BY_ALT, BY_G, BY_K, MAIN, NUMBERED, reachableKeys } from './tables.ts'
import {
  anyValue,
  listValue,
  mapValue,
  numberSet,
  numberValue,
  stringSet,
  stringValue,
  wrongValue,
} from './value-arbitraries.ts'

/** One request of a generated sequence. */
export interface GeneratedRequest {
  readonly operation: OperationName
  readonly input: Input
  /** Read page by page to the end, and compared as a whole: where pages end may depend on how partitions are hashed. */
  readonly everyPage?: boolean
}

type Attributes = Record<string, AttributeValue>

const mainKey: fc.Arbitrary<Attributes> = fc.constantFrom(...(reachableKeys[MAIN] ?? []))
/** One of the numbers, as it may be written. */
const numberedKey: fc.Arbitrary<Attributes> = fc
  .constantFrom('-1', '1', '1.0', '10', '1e1', '2.5', '2.50')
  .map((N) => ({ pk: { S: 'p' }, num: { N } }))
const wrongKey: fc.Arbitrary<Attributes> = fc.constantFrom<Attributes>(
  {},
  { pk: { S: 'p' } },
  { sk: { S: '1' } },
  { pk: { S: '' }, sk: { S: '1' } },
  { pk: { S: 'p' }, sk: { S: '' } },
  { pk: { N: '1' }, sk: { S: '1' } },
  { pk: { S: 'p' }, sk: { N: '1' } },
  { pk: { S: 'p' }, sk: { S: '1' }, x: { S: '1' } },
  { pk: { S: 'p' }, x: { S: '1' } },
  { pk: { NULL: true }, sk: { S: '1' } },
)

interface Place {
  readonly TableName: string
  readonly key: Attributes
}
const place: fc.Arbitrary<Place> = fc.oneof(
  { weight: 8, arbitrary: mainKey.map((key) => ({ TableName: MAIN, key })) },
  { weight: 2, arbitrary: numberedKey.map((key) => ({ TableName: NUMBERED, key })) },
)
const wrongPlace: fc.Arbitrary<Place> = fc.oneof(
  { weight: 5, arbitrary: wrongKey.map((key) => ({ TableName: MAIN, key })) },
  { weight: 1, arbitrary: mainKey.map((key) => ({ TableName: 'differential-missing', key })) },
)

/** Attributes beside the key. Sort keys of indexes are of one item alone, so that every index has one order. */
const attributes = ({ key }: Place): fc.Arbitrary<Attributes> => {
  const place = (reachableKeys[MAIN] ?? []).findIndex(
    ({ pk, sk }) => JSON.stringify([pk, sk]) === JSON.stringify([key['pk'], key['sk']]),
  )
  return fc
    .record(
      {
        a: anyValue,
        b: anyValue,
        n: numberValue,
        s: stringValue,
        l: listValue,
        m: mapValue,
        ss: stringSet,
        ns: numberSet,
        c: numberValue,
        name: stringValue,
        'odd name': anyValue,
        'm.a': numberValue,
        g: fc.constantFrom('x', 'y').map((S) => ({ S })),
        r: fc.constantFrom(10 * place, 10 * place + 1).map((n) => ({ N: String(n) })),
        k: fc.constant({ S: 'k' }),
        alt: fc.constantFrom(`${9 - place}`, `1${place}`).map((S) => ({ S })),
      },
      { requiredKeys: [] },
    )
    .map((some) => ({ ...some, ...key }) as Attributes)
}
const itemAt = (where: Place): fc.Arbitrary<Attributes> =>
  fc.oneof(
    { weight: 25, arbitrary: attributes(where) },
    {
      weight: 1,
      arbitrary: fc.tuple(attributes(where), wrongValue).map(([item, wrong]) => ({ ...item, a: wrong })),
    },
  )

const capacity: fc.Arbitrary<Input> = fc.constantFrom<Input>(
  {},
  {},
  {},
  {},
  { ReturnConsumedCapacity: 'TOTAL' },
)
const onFailure: fc.Arbitrary<Input> = fc.constantFrom<Input>(
  {},
  { ReturnValuesOnConditionCheckFailure: 'ALL_OLD' },
  { ReturnValuesOnConditionCheckFailure: 'NONE' },
)
const conditionally: fc.Arbitrary<Expressions> = fc
  .option(texts.condition, { freq: 2 })
  .map((ConditionExpression) => (ConditionExpression === null ? {} : { ConditionExpression }))
const updating: fc.Arbitrary<Expressions> = fc
  .tuple(texts.update, fc.option(texts.condition, { freq: 2 }))
  .map(([UpdateExpression, ConditionExpression]) => ({
    UpdateExpression,
    ...(ConditionExpression !== null && { ConditionExpression }),
  }))

const oldValues = fc.constantFrom<Input>({}, { ReturnValues: 'ALL_OLD' }, { ReturnValues: 'NONE' })
const updatedValues = fc.constantFrom(
  ...['NONE', 'ALL_OLD', 'ALL_NEW', 'ALL_NEW', 'UPDATED_OLD', 'UPDATED_NEW'].map((ReturnValues) => ({
    ReturnValues,
  })),
)

const merge = (...parts: fc.Arbitrary<Input>[]): fc.Arbitrary<Input> =>
  fc.tuple(...parts).map((inputs) => Object.assign({}, ...inputs) as Input)
const request = (operation: OperationName, input: fc.Arbitrary<Input>): fc.Arbitrary<GeneratedRequest> =>
  input.map((whole) => ({ operation, input: whole }))
const at = (build: (where: Place) => fc.Arbitrary<Input>): fc.Arbitrary<Input> => place.chain(build)
const keyed = ({ TableName, key }: Place): fc.Arbitrary<Input> => fc.constant({ TableName, Key: key })
const puttable = (where: Place): fc.Arbitrary<Input> =>
  itemAt(where).map((Item) => ({ TableName: where.TableName, Item }))

const put = at((where) =>
  merge(puttable(where), withPlaceholders(conditionally), oldValues, onFailure, capacity),
)
const deletion = at((where) =>
  merge(keyed(where), withPlaceholders(conditionally), oldValues, onFailure, capacity),
)
const update = at((where) =>
  merge(keyed(where), withPlaceholders(updating), updatedValues, onFailure, capacity),
)
const get = at((where) =>
  merge(
    keyed(where),
    withPlaceholders(
      fc
        .option(texts.projection)
        .map((ProjectionExpression) => (ProjectionExpression === null ? {} : { ProjectionExpression })),
    ),
    capacity,
  ),
)
/** Wrong keys without expressions: which of two faults is reported first is not what they try. */
const misplaced: fc.Arbitrary<GeneratedRequest> = wrongPlace.chain(({ TableName, key }) =>
  fc.constantFrom<GeneratedRequest>(
    { operation: 'GetItem', input: { TableName, Key: key } },
    { operation: 'DeleteItem', input: { TableName, Key: key } },
    { operation: 'UpdateItem', input: { TableName, Key: key } },
    { operation: 'PutItem', input: { TableName, Item: key } },
    { operation: 'BatchGetItem', input: { RequestItems: { [TableName]: { Keys: [key] } } } },
    {
      operation: 'BatchWriteItem',
      input: { RequestItems: { [TableName]: [{ PutRequest: { Item: key } }] } },
    },
    {
      operation: 'BatchWriteItem',
      input: { RequestItems: { [TableName]: [{ DeleteRequest: { Key: key } }] } },
    },
    { operation: 'TransactWriteItems', input: { TransactItems: [{ Put: { TableName, Item: key } }] } },
    { operation: 'TransactWriteItems', input: { TransactItems: [{ Delete: { TableName, Key: key } }] } },
    { operation: 'TransactGetItems', input: { TransactItems: [{ Get: { TableName, Key: key } }] } },
  ),
)

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

const query = fc.constantFrom(...readables).chain((readable) =>
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
const count = fc
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
const scan: fc.Arbitrary<GeneratedRequest> = fc
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

const tablesOf = (lists: readonly (readonly [string, unknown])[]): Record<string, unknown[]> => {
  const byTable: Record<string, unknown[]> = {}
  for (const [TableName, member] of lists) byTable[TableName] = [...(byTable[TableName] ?? []), member]
  return byTable
}
const batchWrite: fc.Arbitrary<Input> = fc
  .array(
    place.chain((where) =>
      fc.oneof(
        {
          weight: 3,
          arbitrary: itemAt(where).map((Item) => [where.TableName, { PutRequest: { Item } }] as const),
        },
        {
          weight: 2,
          arbitrary: fc.constant([where.TableName, { DeleteRequest: { Key: where.key } }] as const),
        },
      ),
    ),
    { minLength: 1, maxLength: 4 },
  )
  .map((requests) => ({ RequestItems: tablesOf(requests) }))
const batchGet: fc.Arbitrary<Input> = fc
  .tuple(
    fc.array(place, { minLength: 1, maxLength: 4 }),
    withPlaceholders(
      fc
        .option(texts.projection, { freq: 3 })
        .map((ProjectionExpression) => (ProjectionExpression === null ? {} : { ProjectionExpression })),
    ),
  )
  .map(([places, expressions]) => {
    const keys = tablesOf(places.map(({ TableName, key }) => [TableName, key]))
    return {
      RequestItems: Object.fromEntries(
        Object.entries(keys).map(([TableName, Keys]) => [TableName, { Keys, ...expressions }]),
      ),
    }
  })

const transactWrite: fc.Arbitrary<Input> = fc
  .tuple(
    fc.array(
      place.chain((where) =>
        fc.oneof(
          {
            weight: 3,
            arbitrary: merge(puttable(where), withPlaceholders(conditionally), onFailure).map((Put) => ({
              Put,
            })),
          },
          {
            weight: 3,
            arbitrary: merge(keyed(where), withPlaceholders(updating), onFailure).map((Update) => ({
              Update,
            })),
          },
          {
            weight: 2,
            arbitrary: merge(keyed(where), withPlaceholders(conditionally), onFailure).map((Delete) => ({
              Delete,
            })),
          },
          {
            weight: 2,
            arbitrary: merge(
              keyed(where),
              withPlaceholders(texts.condition.map((ConditionExpression) => ({ ConditionExpression }))),
              onFailure,
            ).map((ConditionCheck) => ({ ConditionCheck })),
          },
        ),
      ),
      { minLength: 1, maxLength: 4 },
    ),
    fc.option(fc.constantFrom('first', 'second'), { freq: 4 }),
  )
  .map(([TransactItems, token]) => ({ TransactItems, ...(token !== null && { ClientRequestToken: token }) }))
const transactGet: fc.Arbitrary<Input> = fc
  .array(
    place.chain((where) =>
      merge(
        keyed(where),
        withPlaceholders(
          fc
            .option(texts.projection, { freq: 3 })
            .map((ProjectionExpression) => (ProjectionExpression === null ? {} : { ProjectionExpression })),
        ),
      ),
    ),
    { minLength: 1, maxLength: 4 },
  )
  .map((reads) => ({ TransactItems: reads.map((Get) => ({ Get })) }))

/** Any request, valid or not, on few keys. */
export const anyRequest: fc.Arbitrary<GeneratedRequest> = fc.oneof(
  { weight: 14, arbitrary: request('PutItem', put) },
  { weight: 24, arbitrary: request('UpdateItem', update) },
  { weight: 8, arbitrary: request('DeleteItem', deletion) },
  { weight: 6, arbitrary: request('GetItem', get) },
  { weight: 14, arbitrary: request('Query', query) },
  { weight: 3, arbitrary: request('Query', count) },
  { weight: 5, arbitrary: scan },
  { weight: 4, arbitrary: request('BatchWriteItem', batchWrite) },
  { weight: 4, arbitrary: request('BatchGetItem', batchGet) },
  { weight: 8, arbitrary: request('TransactWriteItems', transactWrite) },
  { weight: 3, arbitrary: request('TransactGetItems', transactGet) },
  { weight: 3, arbitrary: misplaced },
)
