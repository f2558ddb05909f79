import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  BatchWriteItemCommand,
  CreateTableCommand,
  DeleteItemCommand,
  DeleteTableCommand,
  DescribeTableCommand,
  type DynamoDBClient,
  PutItemCommand,
  type StreamViewType,
  TransactWriteItemsCommand,
  UpdateItemCommand,
  UpdateTimeToLiveCommand,
} from '@aws-sdk/client-dynamodb'
import {
  type _Record,
  DescribeStreamCommand,
  DynamoDBStreamsClient,
  ExpiredIteratorException,
  GetRecordsCommand,
  type GetRecordsCommandOutput,
  GetShardIteratorCommand,
  ListStreamsCommand,
  ResourceNotFoundException,
  type ShardIteratorType,
  TrimmedDataAccessException,
} from '@aws-sdk/client-dynamodb-streams'
import { ManualClock } from '../../manual-clock.ts'
import { FakeDynamoDB } from '../fake-dynamodb.ts'
import { tableInput } from '../table-input.helper.ts'

const HOUR_MS = 60 * 60 * 1000

interface Setup {
  readonly clock: ManualClock
  readonly fake: FakeDynamoDB
  readonly client: DynamoDBClient
  readonly streams: DynamoDBStreamsClient
  readonly StreamArn: string
  readonly ShardId: string
}

async function setUp(view: StreamViewType = 'NEW_AND_OLD_IMAGES'): Promise<Setup> {
  const clock = new ManualClock()
  const fake = new FakeDynamoDB({ clock })
  const client = fake.client()
  const { TableDescription } = await client.send(
    new CreateTableCommand({
      ...tableInput('orders', { keys: { pk: 'S', sk: 'N' } }),
      StreamSpecification: { StreamEnabled: true, StreamViewType: view },
    }),
  )
  const StreamArn = TableDescription?.LatestStreamArn ?? ''
  const streams = fake.streamsClient()
  const { StreamDescription } = await streams.send(new DescribeStreamCommand({ StreamArn }))
  const ShardId = StreamDescription?.Shards?.[0]?.ShardId ?? ''
  return { clock, fake, client, streams, StreamArn, ShardId }
}

async function iterator(
  { streams, StreamArn, ShardId }: Setup,
  ShardIteratorType: ShardIteratorType = 'TRIM_HORIZON',
  SequenceNumber?: string,
): Promise<string> {
  const input = { StreamArn, ShardId, ShardIteratorType, SequenceNumber }
  const { ShardIterator } = await streams.send(new GetShardIteratorCommand(input))
  return ShardIterator ?? ''
}

async function records(setup: Setup, ...from: [ShardIteratorType?, string?]): Promise<_Record[]> {
  const ShardIterator = await iterator(setup, ...from)
  const { Records } = await setup.streams.send(new GetRecordsCommand({ ShardIterator }))
  return Records ?? []
}

const key = (sk: number) => ({ pk: { S: 'a' }, sk: { N: String(sk) } })
const put = ({ client }: Setup, sk: number, v = 0) =>
  client.send(new PutItemCommand({ TableName: 'orders', Item: { ...key(sk), v: { N: String(v) } } }))

test('every change of an item is a record, in order', async () => {
  const setup = await setUp()
  await put(setup, 1, 1)
  setup.clock.advance(1500)
  await put(setup, 1, 2)
  await setup.client.send(new DeleteItemCommand({ TableName: 'orders', Key: key(1) }))
  const [inserted, modified, removed, ...others] = await records(setup)
  assert.deepEqual(others, [])
  assert.deepEqual(
    [inserted, modified, removed].map((record) => record?.eventName),
    ['INSERT', 'MODIFY', 'REMOVE'],
  )
  assert.deepEqual(inserted, {
    eventID: inserted?.eventID,
    eventName: 'INSERT',
    eventVersion: '1.1',
    eventSource: 'aws:dynamodb',
    awsRegion: 'us-east-1',
    dynamodb: {
      ApproximateCreationDateTime: new Date('2026-01-01T00:00:00Z'),
      Keys: key(1),
      NewImage: { ...key(1), v: { N: '1' } },
      SequenceNumber: inserted?.dynamodb?.SequenceNumber,
      SizeBytes: 17,
      StreamViewType: 'NEW_AND_OLD_IMAGES',
    },
  })
  assert.deepEqual(modified?.dynamodb?.OldImage, { ...key(1), v: { N: '1' } })
  assert.deepEqual(modified?.dynamodb?.NewImage, { ...key(1), v: { N: '2' } })
  assert.deepEqual(modified?.dynamodb?.ApproximateCreationDateTime, new Date('2026-01-01T00:00:01Z'))
  assert.deepEqual(removed?.dynamodb?.OldImage, { ...key(1), v: { N: '2' } })
  assert.equal(removed?.dynamodb?.NewImage, undefined)
  assert.ok(new Set([inserted, modified, removed].map((record) => record?.eventID)).size === 3)
})

const images: Record<StreamViewType, readonly string[]> = {
  KEYS_ONLY: [],
  NEW_IMAGE: ['NewImage'],
  OLD_IMAGE: ['OldImage'],
  NEW_AND_OLD_IMAGES: ['NewImage', 'OldImage'],
}

for (const [view, expected] of Object.entries(images)) {
  test(`a record of a ${view} stream holds ${['the keys', ...expected].join(' and ')}`, async () => {
    const setup = await setUp(view as StreamViewType)
    await put(setup, 1, 1)
    await put(setup, 1, 2)
    const dynamodb = (await records(setup))[1]?.dynamodb ?? {}
    assert.deepEqual(
      Object.keys(dynamodb).filter((name) => name.endsWith('Image')),
      expected,
    )
    assert.deepEqual(dynamodb.Keys, key(1))
  })
}

test('a write that changes nothing is not a record', async () => {
  const setup = await setUp()
  await put(setup, 1, 1)
  await put(setup, 1, 1)
  const update = { TableName: 'orders', Key: key(1), UpdateExpression: 'SET v = v' }
  await setup.client.send(new UpdateItemCommand(update))
  await setup.client.send(new DeleteItemCommand({ TableName: 'orders', Key: key(2) }))
  assert.equal((await records(setup)).length, 1)
})

test('a batch and a transaction make a record for each item that they change', async () => {
  const setup = await setUp()
  const Item = (sk: number) => ({ TableName: 'orders', Item: key(sk) })
  const requests = [1, 2].map((sk) => ({ PutRequest: { Item: key(sk) } }))
  await setup.client.send(new BatchWriteItemCommand({ RequestItems: { orders: requests } }))
  const check = { TableName: 'orders', Key: key(1), ConditionExpression: 'attribute_exists(pk)' }
  const actions = [
    { Put: Item(3) },
    { ConditionCheck: check },
    { Delete: { TableName: 'orders', Key: key(2) } },
  ]
  await setup.client.send(new TransactWriteItemsCommand({ TransactItems: actions }))
  const cancelled = [{ Put: Item(4) }, { ConditionCheck: { ...check, Key: key(9) } }]
  await assert.rejects(setup.client.send(new TransactWriteItemsCommand({ TransactItems: cancelled })))
  assert.deepEqual(
    (await records(setup)).map(({ eventName, dynamodb }) => [eventName, dynamodb?.Keys?.['sk']?.N]),
    [
      ['INSERT', '1'],
      ['INSERT', '2'],
      ['INSERT', '3'],
      ['REMOVE', '2'],
    ],
  )
})

test('what time to live removes is removed by the service', async () => {
  const setup = await setUp()
  await setup.client.send(
    new UpdateTimeToLiveCommand({
      TableName: 'orders',
      TimeToLiveSpecification: { AttributeName: 'v', Enabled: true },
    }),
  )
  await put(setup, 1, setup.clock.now() / 1000)
  setup.clock.advance(2000)
  setup.fake.sweepExpired()
  const [inserted, removed] = await records(setup)
  assert.equal(inserted?.userIdentity, undefined)
  assert.deepEqual(removed?.userIdentity, { PrincipalId: 'dynamodb.amazonaws.com', Type: 'Service' })
})

test('an iterator starts where it is told', async () => {
  const setup = await setUp()
  for (const sk of [1, 2, 3]) await put(setup, sk)
  const [, second] = (await records(setup)).map(({ dynamodb }) => dynamodb?.SequenceNumber)
  const read = async (...from: [ShardIteratorType, string?]) =>
    (await records(setup, ...from)).map(({ dynamodb }) => dynamodb?.Keys?.['sk']?.N)
  assert.deepEqual(await read('TRIM_HORIZON'), ['1', '2', '3'])
  assert.deepEqual(await read('AT_SEQUENCE_NUMBER', second), ['2', '3'])
  assert.deepEqual(await read('AFTER_SEQUENCE_NUMBER', second), ['3'])
  const latest = await iterator(setup, 'LATEST')
  await put(setup, 4)
  const { Records } = await setup.streams.send(new GetRecordsCommand({ ShardIterator: latest }))
  assert.deepEqual(
    Records?.map(({ dynamodb }) => dynamodb?.Keys?.['sk']?.N),
    ['4'],
  )
})

test('a stream is read in pages, and its end is not an error', async () => {
  const setup = await setUp()
  for (let sk = 0; sk < 5; sk++) await put(setup, sk)
  let ShardIterator: string | undefined = await iterator(setup)
  const pages: (number | undefined)[] = []
  for (let page = 0; page < 4; page++) {
    const output: GetRecordsCommandOutput = await setup.streams.send(
      new GetRecordsCommand({ ShardIterator, Limit: 2 }),
    )
    pages.push(output.Records?.length)
    ShardIterator = output.NextShardIterator
  }
  assert.deepEqual(pages, [2, 2, 1, 0])
  assert.ok(ShardIterator)
})

test('an iterator lives for fifteen minutes, a record for a day', async () => {
  const setup = await setUp()
  await put(setup, 1)
  const [first] = await records(setup)
  const old = await iterator(setup)
  setup.clock.advance(15 * 60_000 + 1)
  await assert.rejects(
    setup.streams.send(new GetRecordsCommand({ ShardIterator: old })),
    ExpiredIteratorException,
  )
  setup.clock.advance(24 * HOUR_MS)
  assert.deepEqual(await records(setup), [])
  await assert.rejects(
    records(setup, 'AT_SEQUENCE_NUMBER', first?.dynamodb?.SequenceNumber),
    TrimmedDataAccessException,
  )
})

test('the stream of a deleted table ends, and can be read for a day', async () => {
  const setup = await setUp()
  await put(setup, 1)
  await setup.client.send(new DeleteTableCommand({ TableName: 'orders' }))
  const { StreamDescription } = await setup.streams.send(
    new DescribeStreamCommand({ StreamArn: setup.StreamArn }),
  )
  assert.equal(StreamDescription?.StreamStatus, 'DISABLED')
  assert.ok(StreamDescription?.Shards?.[0]?.SequenceNumberRange?.EndingSequenceNumber)
  const ShardIterator = await iterator(setup)
  const output = await setup.streams.send(new GetRecordsCommand({ ShardIterator }))
  assert.deepEqual([output.Records?.length, output.NextShardIterator], [1, undefined])
  setup.clock.advance(24 * HOUR_MS)
  await assert.rejects(iterator(setup), ResourceNotFoundException)
})

test('streams are listed, by table and in pages', async () => {
  const setup = await setUp()
  await setup.client.send(
    new CreateTableCommand({
      ...tableInput('events', { keys: { pk: 'S' } }),
      StreamSpecification: { StreamEnabled: true, StreamViewType: 'NEW_IMAGE' },
    }),
  )
  await setup.client.send(new CreateTableCommand(tableInput('plain', { keys: { pk: 'S' } })))
  const list = (input: object) => setup.streams.send(new ListStreamsCommand(input))
  const { Streams: all } = await list({})
  assert.deepEqual(
    all?.map(({ TableName }) => TableName),
    ['events', 'orders'],
  )
  const { Streams: ofOrders } = await list({ TableName: 'orders' })
  assert.deepEqual(
    ofOrders?.map(({ StreamArn }) => StreamArn),
    [setup.StreamArn],
  )
  const first = await list({ Limit: 1 })
  const second = await list({ ExclusiveStartStreamArn: first.LastEvaluatedStreamArn })
  assert.deepEqual(
    second.Streams?.map(({ TableName }) => TableName),
    ['orders'],
  )
  const { Table } = await setup.client.send(new DescribeTableCommand({ TableName: 'plain' }))
  assert.equal(Table?.LatestStreamArn, undefined)
})

test('a table that is made again has a stream of its own, even at the same time', async () => {
  const setup = await setUp()
  await put(setup, 1)
  await setup.client.send(new DeleteTableCommand({ TableName: 'orders' }))
  const { TableDescription } = await setup.client.send(
    new CreateTableCommand({
      ...tableInput('orders', { keys: { pk: 'S' } }),
      StreamSpecification: { StreamEnabled: true, StreamViewType: 'KEYS_ONLY' },
    }),
  )
  assert.notEqual(TableDescription?.LatestStreamArn, setup.StreamArn)
  assert.equal((await records(setup)).length, 1)
})

test('the streams are served over HTTP as well, and each API knows its own operations', async () => {
  const setup = await setUp()
  await put(setup, 1)
  await using server = await setup.fake.listen()
  const credentials = { accessKeyId: 'any', secretAccessKey: 'any' }
  const overHttp = new DynamoDBStreamsClient({ endpoint: server.url, region: 'us-east-1', credentials })
  const { ShardIterator } = await overHttp.send(
    new GetShardIteratorCommand({
      StreamArn: setup.StreamArn,
      ShardId: setup.ShardId,
      ShardIteratorType: 'TRIM_HORIZON',
    }),
  )
  const { Records } = await overHttp.send(new GetRecordsCommand({ ShardIterator }))
  assert.equal(Records?.length, 1)
  overHttp.destroy()
  const response = await fetch(server.url, {
    method: 'POST',
    headers: {
      'x-amz-target': 'DynamoDB_20120810.ListStreams',
      authorization: 'AWS4-HMAC-SHA256 Credential=a, SignedHeaders=b, Signature=c',
    },
    body: '{}',
  })
  assert.match(await response.text(), /UnknownOperationException/)
})

test('faults and latency are for requests to streams too', async () => {
  const setup = await setUp()
  setup.fake.inject({ error: 'internal-error', operation: 'ListStreams' })
  const impatient = setup.fake.streamsClient({ maxAttempts: 1 })
  await assert.rejects(impatient.send(new ListStreamsCommand({})), { name: 'InternalServerError' })
  await impatient.send(new ListStreamsCommand({}))
  assert.equal(setup.fake.log.requests('ListStreams').length, 2)
})
