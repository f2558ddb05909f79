import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  type AttributeValue,
  CreateTableCommand,
  type DynamoDBClient,
  type KeySchemaElement,
  PutItemCommand,
  QueryCommand,
  type QueryCommandInput,
  ScanCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb'
import fc from 'fast-check'
import { FakeDynamoDB } from '../fake-dynamodb.ts'

// DynamoDB Local does not have these keys, so that they are tried on the fake alone.

const TYPES = { pk: 'S', h1: 'S', h2: 'N', r1: 'S', r2: 'N', r3: 'S' } as const

async function setUp(
  hashes: readonly string[] = ['h1', 'h2'],
  ranges: readonly string[] = ['r1', 'r2', 'r3'],
): Promise<DynamoDBClient> {
  const client = new FakeDynamoDB().client({ maxAttempts: 1 })
  const used = ['pk', ...hashes, ...ranges]
  const elements = (names: readonly string[], KeyType: 'HASH' | 'RANGE'): KeySchemaElement[] =>
    names.map((AttributeName) => ({ AttributeName, KeyType }))
  await client.send(
    new CreateTableCommand({
      TableName: 'matches',
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: used.map((AttributeName) => ({
        AttributeName,
        AttributeType: TYPES[AttributeName as keyof typeof TYPES] ?? 'S',
      })),
      KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
      GlobalSecondaryIndexes: [
        {
          IndexName: 'index',
          KeySchema: [...elements(hashes, 'HASH'), ...elements(ranges, 'RANGE')],
          Projection: { ProjectionType: 'ALL' },
        },
      ],
    }),
  )
  return client
}

type Plain = Readonly<Record<string, string | number>>

function item(plain: Plain): Record<string, AttributeValue> {
  return Object.fromEntries(
    Object.entries(plain).map(([name, value]) => [
      name,
      typeof value === 'number' ? { N: String(value) } : { S: value },
    ]),
  )
}

async function put(client: DynamoDBClient, ...items: readonly Plain[]): Promise<void> {
  for (const one of items) await client.send(new PutItemCommand({ TableName: 'matches', Item: item(one) }))
}

async function query(
  client: DynamoDBClient,
  KeyConditionExpression: string,
  values: Plain,
  more: Partial<QueryCommandInput> = {},
): Promise<(string | undefined)[]> {
  const { Items } = await client.send(
    new QueryCommand({
      TableName: 'matches',
      IndexName: 'index',
      KeyConditionExpression,
      ExpressionAttributeValues: item(values),
      ...more,
    }),
  )
  return (Items ?? []).map(({ pk }) => pk?.S)
}

const rows: readonly Plain[] = [
  { pk: '1', h1: 'a', h2: 1, r1: 'x', r2: 10, r3: 'p' },
  { pk: '2', h1: 'a', h2: 1, r1: 'x', r2: 9, r3: 'q' },
  { pk: '3', h1: 'a', h2: 1, r1: 'y', r2: 1, r3: 'p' },
  { pk: '4', h1: 'a', h2: 2, r1: 'x', r2: 1, r3: 'p' },
  { pk: '5', h1: 'b', h2: 1, r1: 'x', r2: 1, r3: 'p' },
  { pk: '6', h1: 'a', h2: 1, r1: 'x', r2: 9, r3: 'pq' },
  { pk: 'no h2', h1: 'a', r1: 'x', r2: 9, r3: 'p' },
  { pk: 'no r3', h1: 'a', h2: 1, r1: 'x', r2: 9 },
]

const asked: readonly (readonly [condition: string, values: Plain, found: readonly string[]])[] = [
  ['h1 = :a AND h2 = :one', {}, ['6', '2', '1', '3']],
  ['h2 = :one AND h1 = :a AND r1 = :x', { ':x': 'x' }, ['6', '2', '1']],
  ['h1 = :a AND h2 = :one AND r1 > :x', { ':x': 'x' }, ['3']],
  ['h1 = :a AND h2 = :one AND r1 = :x AND r2 < :ten', { ':x': 'x', ':ten': 10 }, ['6', '2']],
  ['h1 = :a AND h2 = :one AND r1 = :x AND r2 BETWEEN :ten AND :ten', { ':x': 'x', ':ten': 10 }, ['1']],
  [
    'h1 = :a AND h2 = :one AND r1 = :x AND r2 = :nine AND begins_with(r3, :p)',
    { ':x': 'x', ':nine': 9, ':p': 'p' },
    ['6'],
  ],
  ['h1 = :a AND h2 = :one AND begins_with(r1, :y)', { ':y': 'y' }, ['3']],
]

for (const [condition, values, found] of asked) {
  test(`«${condition}» reads its part of the index, in the order of its keys`, async () => {
    const client = await setUp()
    await put(client, ...rows)
    const all = { ':a': 'a', ':one': 1, ...values }
    assert.deepEqual(await query(client, condition, all), found)
    assert.deepEqual(await query(client, condition, all, { ScanIndexForward: false }), found.toReversed())
  })
}

const refused: readonly (readonly [condition: string, values: Plain, message: RegExp])[] = [
  ['h1 = :a', {}, /^Query condition missed key schema element: h2$/],
  ['h1 = :a AND h2 > :one', { ':one': 1 }, /^Query key condition not supported$/],
  ['h1 = :a AND h2 = :one AND r2 = :one', { ':one': 1 }, /^Query condition missed key schema element: r1$/],
  ['h1 = :a AND h2 = :one AND r1 > :a AND r2 = :one', { ':one': 1 }, /^Query key condition not supported$/],
  ['h1 = :a AND h2 = :one AND r1 = :one', { ':one': 1 }, /parameter type does not match schema type$/],
  ['h1 = :a AND h2 = :one AND r1 = :e', { ':one': 1, ':e': '' }, /empty string value\. Key: r1$/],
]

for (const [condition, values, message] of refused) {
  test(`«${condition}» is refused`, async () => {
    const client = await setUp()
    await assert.rejects(query(client, condition, { ':a': 'a', ...values }), {
      name: 'ValidationException',
      message,
    })
  })
}

test('pages of any size are the whole query, whatever the keys', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.tuple(fc.constantFrom('', 'x', 'x\0', 'xy'), fc.integer({ min: -2, max: 2 })), {
        maxLength: 12,
      }),
      fc.integer({ min: 1, max: 4 }),
      fc.boolean(),
      async (keys, Limit, ScanIndexForward) => {
        const client = await setUp(['h1', 'h2'], ['r1', 'r2'])
        const items = keys.map(([r1, r2], i) => ({ pk: String(i), h1: 'a', h2: 1, r1: `k${r1}`, r2 }))
        await put(client, ...items)
        const seen: (string | undefined)[] = []
        let ExclusiveStartKey: Record<string, AttributeValue> | undefined
        do {
          const page = await client.send(
            new QueryCommand({
              TableName: 'matches',
              IndexName: 'index',
              KeyConditionExpression: 'h1 = :a AND h2 = :one',
              ExpressionAttributeValues: item({ ':a': 'a', ':one': 1 }),
              Limit,
              ScanIndexForward,
              ExclusiveStartKey,
            }),
          )
          seen.push(...(page.Items ?? []).map(({ pk }) => pk?.S))
          ExclusiveStartKey = page.LastEvaluatedKey
          if (ExclusiveStartKey) {
            assert.deepEqual(Object.keys(ExclusiveStartKey).sort(), ['h1', 'h2', 'pk', 'r1', 'r2'])
          }
        } while (ExclusiveStartKey)
        const sorted = items
          .toSorted((a, b) => (a.r1 === b.r1 ? a.r2 - b.r2 : a.r1 < b.r1 ? -1 : 1))
          .map(({ r1, r2 }) => `${r1}/${r2}`)
        const keyOf = (pk: string | undefined): string => `${items[Number(pk)]?.r1}/${items[Number(pk)]?.r2}`
        assert.deepEqual(seen.map(keyOf), ScanIndexForward ? sorted : sorted.toReversed())
      },
    ),
    { numRuns: 60 },
  )
})

test('an item is in the index only with all of its keys, and moves when one changes', async () => {
  const client = await setUp()
  await put(client, ...rows)
  const { Count } = await client.send(new ScanCommand({ TableName: 'matches', IndexName: 'index' }))
  assert.equal(Count, 6)
  await client.send(
    new UpdateItemCommand({
      TableName: 'matches',
      Key: item({ pk: 'no r3' }),
      UpdateExpression: 'SET r3 = :p',
      ExpressionAttributeValues: item({ ':p': 'a' }),
    }),
  )
  assert.deepEqual(
    await query(client, 'h1 = :a AND h2 = :one AND r1 = :x', { ':a': 'a', ':one': 1, ':x': 'x' }),
    ['no r3', '6', '2', '1'],
  )
})

test('every key attribute has its type, and none is empty', async () => {
  const client = await setUp()
  await assert.rejects(put(client, { pk: '1', r2: 'text' }), {
    message: /Type mismatch for Index Key r2 Expected: N Actual: S IndexName: index$/,
  })
  await assert.rejects(put(client, { pk: '1', r3: '' }), { message: /IndexName: index, IndexKey: r3$/ })
})

test('an index has up to four attributes of each kind', async () => {
  const four = ['a1', 'a2', 'a3', 'a4']
  const more = ['b1', 'b2', 'b3', 'b4']
  await setUp(four, more)
  await assert.rejects(setUp([...four, 'a5'], []), { name: 'ValidationException' })
  await assert.rejects(setUp(['a1'], [...more, 'b5']), { name: 'ValidationException' })
  await assert.rejects(setUp(four, [...more, 'b5']), {
    message:
      /at 'globalSecondaryIndexes\.1\.member\.keySchema' failed to satisfy constraint: Member must have length less than or equal to 8$/,
  })
  await assert.rejects(setUp(['a1', 'a1'], ['b1']), { name: 'ValidationException' })
})
