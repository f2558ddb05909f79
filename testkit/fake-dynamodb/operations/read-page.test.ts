import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  type AttributeValue,
  QueryCommand,
  type QueryCommandInput,
  ScanCommand,
  type ScanCommandInput,
} from '@aws-sdk/client-dynamodb'
import { orderKey, type Setup, setUp } from '../fake-tables.helper.ts'

type Attributes = Record<string, AttributeValue>

async function withOrders(count: number, attributes: (i: number) => Attributes = () => ({})): Promise<Setup> {
  const setup = await setUp()
  setup.fake.load(
    'orders',
    Array.from({ length: count }, (_, i) => ({ ...orderKey('a', i), ...attributes(i) }) as never),
  )
  return setup
}

function query({ client }: Setup, input: Partial<QueryCommandInput>) {
  return client.send(
    new QueryCommand({
      TableName: 'orders',
      KeyConditionExpression: 'pk = :pk',
      ...input,
      ExpressionAttributeValues: { ':pk': { S: 'a' }, ...input.ExpressionAttributeValues },
    }),
  )
}

function scan({ client }: Setup, input: Partial<ScanCommandInput> = {}) {
  return client.send(new ScanCommand({ TableName: 'orders', ...input }))
}

function sortKeys(items: readonly Attributes[] | undefined): number[] | undefined {
  return items?.map((item) => Number(item['sk']?.N))
}

const conditions: Record<string, number[]> = {
  'sk = :a': [-5],
  'sk < :b': [-100, -5, -0.5, 0],
  'sk <= :b': [-100, -5, -0.5, 0, 1],
  'sk > :b': [2, 10],
  'sk >= :b': [1, 2, 10],
  'sk BETWEEN :a AND :b': [-5, -0.5, 0, 1],
}

for (const [condition, expected] of Object.entries(conditions)) {
  test(`a query with ${condition} reads its range in order of number, either way`, async () => {
    const setup = await setUp()
    setup.fake.load('orders', [10, -5, 2, 0, -100, 1, -0.5].map((sk) => orderKey('a', sk)) as never)
    setup.fake.load('orders', [orderKey('b', 1)] as never)
    const values = Object.entries({ ':a': { N: '-5' }, ':b': { N: '1' } }).filter(([name]) =>
      condition.includes(name),
    )
    const input = {
      KeyConditionExpression: `pk = :pk AND ${condition}`,
      ExpressionAttributeValues: Object.fromEntries(values),
    }
    const forward = await query(setup, input)
    assert.deepEqual(sortKeys(forward.Items), expected)
    const backward = await query(setup, { ...input, ScanIndexForward: false })
    assert.deepEqual(sortKeys(backward.Items), expected.toReversed())
  })
}

test('pages of any size, in both directions, are the whole query without gaps or repeats', async () => {
  const setup = await withOrders(7)
  for (const ScanIndexForward of [true, false]) {
    for (let Limit = 1; Limit <= 8; Limit++) {
      const seen: number[] = []
      let ExclusiveStartKey: Attributes | undefined
      do {
        const page = await query(setup, { Limit, ScanIndexForward, ExclusiveStartKey })
        seen.push(...(sortKeys(page.Items) ?? []))
        ExclusiveStartKey = page.LastEvaluatedKey
      } while (ExclusiveStartKey)
      const all = [0, 1, 2, 3, 4, 5, 6]
      assert.deepEqual(seen, ScanIndexForward ? all : all.toReversed())
    }
  }
})

test('a page that ends exactly at its limit has a last key, and the next page is empty', async () => {
  const setup = await withOrders(3)
  const full = await query(setup, { Limit: 3 })
  assert.deepEqual(full.LastEvaluatedKey, orderKey('a', 2))
  const next = await query(setup, { Limit: 3, ExclusiveStartKey: full.LastEvaluatedKey })
  assert.deepEqual([next.Items, next.Count, next.LastEvaluatedKey], [[], 0, undefined])
  const roomy = await query(setup, { Limit: 4 })
  assert.equal(roomy.LastEvaluatedKey, undefined)
})

test('a limit counts items before the filter', async () => {
  const setup = await withOrders(6, (i) => ({ even: { BOOL: i % 2 === 0 } }))
  const page = await query(setup, {
    Limit: 3,
    FilterExpression: 'even = :even',
    ExpressionAttributeValues: { ':even': { BOOL: true } },
  })
  assert.deepEqual(sortKeys(page.Items), [0, 2])
  assert.deepEqual([page.Count, page.ScannedCount], [2, 3])
  assert.deepEqual(page.LastEvaluatedKey, orderKey('a', 2))
})

test('a page ends with the item that fills 1 MB, and is charged for all of it', async () => {
  const setup = await withOrders(12, () => ({ b: { S: 'x'.repeat(100_000) } }))
  const page = await query(setup, { ReturnConsumedCapacity: 'TOTAL', Select: 'COUNT' })
  assert.deepEqual([page.Count, page.Items], [11, undefined])
  assert.deepEqual(page.LastEvaluatedKey, orderKey('a', 10))
  assert.equal(page.ConsumedCapacity?.CapacityUnits, 134.5)
  const consistent = await query(setup, { ReturnConsumedCapacity: 'TOTAL', ConsistentRead: true, Limit: 1 })
  assert.equal(consistent.ConsumedCapacity?.CapacityUnits, 25)
})

test('an index holds only the items that have its keys, cut to its projection', async () => {
  const setup = await withOrders(4, (i) => ({
    ...(i > 0 && { status: { S: 'new' } }),
    ...(i > 1 && { placedAt: { S: `2026-0${5 - i}` } }),
    customer: { S: `c${i}` },
    note: { S: 'not projected' },
  }))
  const read = (IndexName: string) =>
    setup.client.send(
      new QueryCommand({
        TableName: 'orders',
        IndexName,
        KeyConditionExpression: '#s = :s',
        ExpressionAttributeNames: { '#s': 'status' },
        ExpressionAttributeValues: { ':s': { S: 'new' } },
      }),
    )
  const both = await read('by-status')
  assert.deepEqual(both.Items, [
    { ...orderKey('a', 3), status: { S: 'new' }, placedAt: { S: '2026-02' }, customer: { S: 'c3' } },
    { ...orderKey('a', 2), status: { S: 'new' }, placedAt: { S: '2026-03' }, customer: { S: 'c2' } },
  ])
  const keys = await read('by-status-only')
  assert.deepEqual(new Set(sortKeys(keys.Items)), new Set([1, 2, 3]))
  assert.deepEqual(Object.keys(keys.Items?.[0] ?? {}).sort(), ['pk', 'sk', 'status'])
})

test('items of equal index key are paged without loss or repetition', async () => {
  const setup = await setUp()
  setup.fake.load(
    'orders',
    Array.from({ length: 20 }, (_, i) => ({ ...orderKey(`p${i % 7}`, i), status: { S: 'same' } })),
  )
  const seen: string[] = []
  let ExclusiveStartKey: Attributes | undefined
  do {
    const page = await setup.client.send(
      new QueryCommand({
        TableName: 'orders',
        IndexName: 'by-status-only',
        KeyConditionExpression: '#s = :s',
        ExpressionAttributeNames: { '#s': 'status' },
        ExpressionAttributeValues: { ':s': { S: 'same' } },
        Limit: 3,
        ExclusiveStartKey,
      }),
    )
    seen.push(...(page.Items ?? []).map((item) => `${item['pk']?.S}/${item['sk']?.N}`))
    ExclusiveStartKey = page.LastEvaluatedKey
    if (ExclusiveStartKey) assert.deepEqual(Object.keys(ExclusiveStartKey).sort(), ['pk', 'sk', 'status'])
  } while (ExclusiveStartKey)
  assert.equal(seen.length, 20)
  assert.equal(new Set(seen).size, 20)
})

test('a local index fetches what it does not hold from the table, and charges for it', async () => {
  const setup = await withOrders(2, (i) => ({ total: { N: String(10 - i) }, note: { S: `n${i}` } }))
  const projected = await query(setup, { IndexName: 'by-total', ReturnConsumedCapacity: 'INDEXES' })
  assert.deepEqual(sortKeys(projected.Items), [1, 0])
  assert.equal(projected.Items?.[0]?.['note'], undefined)
  assert.equal(projected.ConsumedCapacity?.CapacityUnits, 0.5)
  const whole = await query(setup, {
    IndexName: 'by-total',
    Select: 'ALL_ATTRIBUTES',
    ConsistentRead: true,
    ReturnConsumedCapacity: 'INDEXES',
  })
  assert.deepEqual(whole.Items?.[0]?.['note'], { S: 'n1' })
  assert.equal(whole.ConsumedCapacity?.Table?.CapacityUnits, 2)
  assert.equal(whole.ConsumedCapacity?.LocalSecondaryIndexes?.['by-total']?.CapacityUnits, 1)
})

test('a scan reads every item once, in pages', async () => {
  const setup = await setUp()
  setup.fake.load('orders', Array.from({ length: 50 }, (_, i) => orderKey(`p${i}`, i)) as never)
  const seen: number[] = []
  let ExclusiveStartKey: Attributes | undefined
  do {
    const page = await scan(setup, { Limit: 7, ExclusiveStartKey })
    seen.push(...(sortKeys(page.Items) ?? []))
    ExclusiveStartKey = page.LastEvaluatedKey
  } while (ExclusiveStartKey)
  assert.deepEqual(
    seen.toSorted((a, b) => a - b),
    Array.from({ length: 50 }, (_, i) => i),
  )
  assert.notDeepEqual(
    seen,
    seen.toSorted((a, b) => a - b),
    'partitions have no order of their own',
  )
})

test('segments of a scan are disjoint and together the whole table', async () => {
  const setup = await setUp()
  setup.fake.load('orders', Array.from({ length: 200 }, (_, i) => orderKey(`p${i}`, i)) as never)
  const TotalSegments = 5
  const segments = await Promise.all(
    Array.from({ length: TotalSegments }, (_, Segment) => scan(setup, { Segment, TotalSegments })),
  )
  const seen = segments.flatMap(({ Items }) => sortKeys(Items) ?? [])
  assert.equal(seen.length, 200)
  assert.equal(new Set(seen).size, 200)
  assert.ok(segments.every(({ Count = 0 }) => Count > 20))
})

test('a scan goes on only with a start key of its own segment', async () => {
  const setup = await setUp()
  setup.fake.load('orders', Array.from({ length: 20 }, (_, i) => orderKey(`p${i}`, i)) as never)
  const { LastEvaluatedKey } = await scan(setup, { Segment: 0, TotalSegments: 2, Limit: 1 })
  await scan(setup, { Segment: 0, TotalSegments: 2, ExclusiveStartKey: LastEvaluatedKey })
  await assert.rejects(scan(setup, { Segment: 1, TotalSegments: 2, ExclusiveStartKey: LastEvaluatedKey }), {
    message:
      /Invalid ExclusiveStartKey\. Please use ExclusiveStartKey with correct Segment\. TotalSegments: 2 Segment: 1$/,
  })
})

test('a page costs the page, not the table', async () => {
  const setup = await setUp()
  setup.fake.load('orders', Array.from({ length: 5000 }, (_, i) => orderKey('a', i)) as never)
  const page = await query(setup, { Limit: 25, ReturnConsumedCapacity: 'TOTAL' })
  assert.equal(page.ScannedCount, 25)
  assert.equal(page.ConsumedCapacity?.CapacityUnits, 0.5)
})
