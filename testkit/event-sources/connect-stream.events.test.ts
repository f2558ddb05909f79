import assert from 'node:assert/strict'
import { test } from 'node:test'
import { PutItemCommand } from '@aws-sdk/client-dynamodb'
import { connectStream, type StreamMapping } from './connect-stream.ts'
import { keysOf, put, setUp } from './stream-consumer.helper.ts'

test('every invocation gets an event of its own', async () => {
  const setup = await setUp()
  const mapping = connectStream(setup.fake, {
    tableName: 'orders',
    maximumRetryAttempts: 1,
    handler: (event) => {
      assert.equal(keysOf(event), 'a')
      const keys = event.Records[0]?.dynamodb?.Keys ?? {}
      keys['pk'] = { S: 'changed' }
      throw new Error('changed it')
    },
  })
  await put(setup, 'a')
  const deliveries = await mapping.drain()
  assert.deepEqual(
    deliveries.map(({ event, error }) => [keysOf(event), (error as Error).message]),
    [
      ['a', 'changed it'],
      ['a', 'changed it'],
    ],
  )
})

test('what a function writes to its own table is delivered too', async () => {
  const setup = await setUp()
  const batches: string[] = []
  const mapping: StreamMapping = connectStream(setup.fake, {
    tableName: 'orders',
    handler: async (event) => {
      batches.push(keysOf(event))
      if (batches.length < 3) await put(setup, `${keysOf(event)}+`)
    },
  })
  await put(setup, 'a')
  await mapping.drain()
  assert.deepEqual(batches, ['a', 'a+', 'a++'])
})

test('a record of time to live names the service as Lambda writes it', async () => {
  const setup = await setUp()
  const identities: unknown[] = []
  const mapping = connectStream(setup.fake, {
    tableName: 'orders',
    handler: ({ Records }) => identities.push(...Records.map(({ userIdentity }) => userIdentity)),
  })
  const { UpdateTimeToLiveCommand } = await import('@aws-sdk/client-dynamodb')
  const TimeToLiveSpecification = { AttributeName: 'ttl', Enabled: true }
  await setup.client.send(new UpdateTimeToLiveCommand({ TableName: 'orders', TimeToLiveSpecification }))
  const Item = { pk: { S: 'a' }, ttl: { N: String(setup.clock.now() / 1000) } }
  await setup.client.send(new PutItemCommand({ TableName: 'orders', Item }))
  setup.clock.advance(2000)
  setup.fake.sweepExpired()
  await mapping.drain()
  assert.deepEqual(identities, [undefined, { type: 'Service', principalId: 'dynamodb.amazonaws.com' }])
})
