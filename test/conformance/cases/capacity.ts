import { item, type Plain } from '../attribute-values.ts'
import { indexed, plain } from '../case-makers.ts'
import { violation } from '../common-refusals.ts'
import { type ConformanceCase, type Input, onLocal, returns, type Step, step } from '../conformance-case.ts'
import { EMPTY_READ_IS_FREE, LENIENT, NO_COLLECTION_METRICS, OWN_CONSTRAINT_WORDS } from '../local-reasons.ts'
import { GSI_KEYS, INDEXED, PLAIN } from '../tables.ts'

const TOTAL = { ReturnConsumedCapacity: 'TOTAL' }
const INDEXES = { ReturnConsumedCapacity: 'INDEXES' }
const put = (attributes: Record<string, Plain>, more: Input = TOTAL): Input => ({
  TableName: PLAIN,
  Item: item({ pk: 'a', ...attributes }),
  ...more,
})
const get = (more: Input): Input => ({ TableName: PLAIN, Key: item({ pk: 'a' }), ...more })
const text = (size: number): string => 'x'.repeat(size)
const given = (size: number): Step =>
  step('PutItem', { TableName: PLAIN, Item: item({ pk: 'a', v: text(size) }) }, returns())
const KB = 1024
const indexedRow: Record<string, Plain> = { pk: 'a', sk: '1', g: 'g', r: 1, k: 'k', n: 1, alt: 'x' }

export const capacityCases: readonly ConformanceCase[] = [
  plain(
    'a write of up to 1 KB',
    'PutItem',
    put({ v: text(KB - 4) }),
    returns({ ConsumedCapacity: { TableName: 'conformance-plain', CapacityUnits: 1 } }),
  ),
  plain(
    'one byte more',
    'PutItem',
    put({ v: text(KB - 3) }),
    returns({ ConsumedCapacity: { TableName: 'conformance-plain', CapacityUnits: 2 } }),
  ),
  plain(
    'a replacement costs the larger item',
    given(3 * KB),
    step(
      'PutItem',
      put({ v: 'x' }),
      returns({ ConsumedCapacity: { TableName: 'conformance-plain', CapacityUnits: 4 } }),
    ),
  ),
  plain(
    'a deletion costs the deleted item',
    given(3 * KB),
    step(
      'DeleteItem',
      get(TOTAL),
      returns({ ConsumedCapacity: { TableName: 'conformance-plain', CapacityUnits: 4 } }),
    ),
  ),
  plain(
    'a deletion of nothing',
    'DeleteItem',
    get(TOTAL),
    returns({ ConsumedCapacity: { TableName: 'conformance-plain', CapacityUnits: 1 } }),
  ),
  plain(
    'a consistent read of up to 4 KB',
    given(4 * KB - 4),
    step(
      'GetItem',
      get({ ...TOTAL, ConsistentRead: true, ProjectionExpression: 'pk' }),
      returns({
        Item: item({ pk: 'a' }),
        ConsumedCapacity: { TableName: 'conformance-plain', CapacityUnits: 1 },
      }),
    ),
  ),
  plain(
    'an eventually consistent read of more',
    given(4 * KB - 3),
    step(
      'GetItem',
      get({ ...TOTAL, ProjectionExpression: 'pk' }),
      returns({
        Item: item({ pk: 'a' }),
        ConsumedCapacity: { TableName: 'conformance-plain', CapacityUnits: 1 },
      }),
    ),
  ),
  plain(
    'a read of nothing',
    step(
      'GetItem',
      get(TOTAL),
      returns({ ConsumedCapacity: { TableName: 'conformance-plain', CapacityUnits: 0.5 } }),
    ),
    step(
      'GetItem',
      get({ ...TOTAL, ConsistentRead: true }),
      returns({ ConsumedCapacity: { TableName: 'conformance-plain', CapacityUnits: 1 } }),
    ),
  ),
  plain(
    'a query costs what it reads, not what it returns',
    given(9 * KB),
    step(
      'Query',
      {
        TableName: PLAIN,
        KeyConditionExpression: 'pk = :a',
        ExpressionAttributeValues: item({ ':a': 'a' }),
        ProjectionExpression: 'pk',
        ...TOTAL,
      },
      returns({
        Items: [item({ pk: 'a' })],
        Count: 1,
        ScannedCount: 1,
        ConsumedCapacity: { TableName: 'conformance-plain', CapacityUnits: 1.5 },
      }),
    ),
  ),
  plain(
    'a query of nothing',
    'Query',
    {
      TableName: PLAIN,
      KeyConditionExpression: 'pk = :a',
      ExpressionAttributeValues: item({ ':a': 'a' }),
      ...TOTAL,
    },
    returns(
      {
        Items: [],
        Count: 0,
        ScannedCount: 0,
        ConsumedCapacity: { TableName: PLAIN, CapacityUnits: 0.5 },
      },
      onLocal(
        returns({
          Items: [],
          Count: 0,
          ScannedCount: 0,
          ConsumedCapacity: { TableName: 'conformance-plain', CapacityUnits: 0 },
        }),
        EMPTY_READ_IS_FREE,
      ),
    ),
  ),
  plain(
    'a consistent scan',
    given(5 * KB),
    step(
      'Scan',
      { TableName: PLAIN, ConsistentRead: true, ProjectionExpression: 'pk', ...TOTAL },
      returns({
        Items: [item({ pk: 'a' })],
        Count: 1,
        ScannedCount: 1,
        ConsumedCapacity: { TableName: 'conformance-plain', CapacityUnits: 2 },
      }),
    ),
  ),
  plain(
    'an update costs the larger of before and after',
    given(2 * KB),
    step(
      'UpdateItem',
      { ...get(TOTAL), UpdateExpression: 'REMOVE v' },
      returns({ ConsumedCapacity: { TableName: 'conformance-plain', CapacityUnits: 3 } }),
    ),
  ),
  plain('NONE returns none', 'PutItem', put({}, { ReturnConsumedCapacity: 'NONE' }), returns()),
  plain(
    'INDEXES on a table without indexes',
    step(
      'PutItem',
      put({}, INDEXES),
      returns({
        ConsumedCapacity: { TableName: 'conformance-plain', CapacityUnits: 1, Table: { CapacityUnits: 1 } },
      }),
    ),
    step(
      'GetItem',
      get(INDEXES),
      returns({
        Item: item({ pk: 'a' }),
        ConsumedCapacity: {
          TableName: 'conformance-plain',
          CapacityUnits: 0.5,
          Table: { CapacityUnits: 0.5 },
        },
      }),
    ),
  ),
  indexed(
    'INDEXES on a write that touches all indexes',
    'PutItem',
    { TableName: INDEXED, Item: item(indexedRow), ...INDEXES },
    returns({
      ConsumedCapacity: {
        TableName: 'conformance-indexed',
        CapacityUnits: 6,
        Table: { CapacityUnits: 1 },
        LocalSecondaryIndexes: { 'lsi-all': { CapacityUnits: 1 }, 'lsi-keys': { CapacityUnits: 1 } },
        GlobalSecondaryIndexes: {
          'gsi-include': { CapacityUnits: 1 },
          'gsi-all': { CapacityUnits: 1 },
          'gsi-keys': { CapacityUnits: 1 },
        },
      },
    }),
  ),
  indexed(
    'TOTAL on a write that touches all indexes',
    'PutItem',
    { TableName: INDEXED, Item: item(indexedRow), ...TOTAL },
    returns({ ConsumedCapacity: { TableName: 'conformance-indexed', CapacityUnits: 6 } }),
  ),
  indexed(
    'a write that touches no index',
    'PutItem',
    { TableName: INDEXED, Item: item({ pk: 'a', sk: '1' }), ...INDEXES },
    returns({
      ConsumedCapacity: { TableName: 'conformance-indexed', CapacityUnits: 1, Table: { CapacityUnits: 1 } },
    }),
  ),
  indexed(
    'a query of a global index',
    step('PutItem', { TableName: INDEXED, Item: item(indexedRow) }, returns()),
    step(
      'Query',
      {
        TableName: INDEXED,
        IndexName: GSI_KEYS,
        KeyConditionExpression: 'k = :k',
        ExpressionAttributeValues: item({ ':k': 'k' }),
        ...INDEXES,
      },
      returns({
        Items: [item({ pk: 'a', sk: '1', k: 'k' })],
        Count: 1,
        ScannedCount: 1,
        ConsumedCapacity: {
          TableName: 'conformance-indexed',
          CapacityUnits: 0.5,
          Table: { CapacityUnits: 0 },
          GlobalSecondaryIndexes: { 'gsi-keys': { CapacityUnits: 0.5 } },
        },
      }),
    ),
  ),
  indexed(
    'an update that moves an item within an index',
    step('PutItem', { TableName: INDEXED, Item: item(indexedRow) }, returns()),
    step(
      'UpdateItem',
      {
        TableName: INDEXED,
        Key: item({ pk: 'a', sk: '1' }),
        UpdateExpression: 'SET r = :r',
        ExpressionAttributeValues: item({ ':r': 2 }),
        ...INDEXES,
      },
      returns({
        ConsumedCapacity: {
          TableName: 'conformance-indexed',
          CapacityUnits: 4,
          Table: { CapacityUnits: 1 },
          LocalSecondaryIndexes: { 'lsi-all': { CapacityUnits: 1 } },
          GlobalSecondaryIndexes: { 'gsi-all': { CapacityUnits: 2 } },
        },
      }),
    ),
  ),
  indexed(
    'item collection metrics of a table with local indexes',
    'PutItem',
    { TableName: INDEXED, Item: item(indexedRow), ReturnItemCollectionMetrics: 'SIZE' },
    returns(
      {
        ItemCollectionMetrics: { ItemCollectionKey: item({ pk: 'a' }), SizeEstimateRangeGB: [0, 1] },
      },
      onLocal(returns(), NO_COLLECTION_METRICS),
    ),
  ),
  plain(
    'item collection metrics of a table without local indexes',
    'PutItem',
    { TableName: PLAIN, Item: item({ pk: 'a' }), ReturnItemCollectionMetrics: 'SIZE' },
    returns(),
  ),
  plain(
    'ReturnConsumedCapacity of another word',
    'PutItem',
    put({}, { ReturnConsumedCapacity: 'ALL' }),
    violation(
      "'ALL'",
      'returnConsumedCapacity',
      'satisfy enum value set: [INDEXES, TOTAL, NONE]',
      onLocal('Cannot have null key for GetItem, DeleteItem, or UpdateItem', OWN_CONSTRAINT_WORDS),
    ),
  ),
  plain(
    'ReturnItemCollectionMetrics of another word',
    'PutItem',
    put({}, { ReturnItemCollectionMetrics: 'ALL' }),
    violation(
      "'ALL'",
      'returnItemCollectionMetrics',
      'satisfy enum value set: [SIZE, NONE]',
      onLocal(returns(), LENIENT),
    ),
  ),
]
