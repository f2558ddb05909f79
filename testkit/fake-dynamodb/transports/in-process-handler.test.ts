import assert from 'node:assert/strict'
import { test } from 'node:test'
import { crc32 } from 'node:zlib'
import {
  DynamoDBClient,
  ListTablesCommand,
  PutItemCommand,
  UpdateTableCommand,
} from '@aws-sdk/client-dynamodb'
import { ManualClock } from '../../manual-clock.ts'
import { Engine } from '../engine.ts'
import { setUp } from '../fake-tables.helper.ts'
import { InProcessHandler } from './in-process-handler.ts'
import { WireWriter } from './wire.ts'

const put = new PutItemCommand({ TableName: 'counters', Item: { pk: { S: 'a' } } })

test('a client is the real one, with a region and credentials, and takes overrides', async () => {
  const { fake, client } = await setUp()
  assert.ok(client instanceof DynamoDBClient)
  assert.equal(await client.config.region(), 'us-east-1')
  const other = fake.client({ region: 'eu-central-1', maxAttempts: 7 })
  assert.equal(await other.config.region(), 'eu-central-1')
  assert.equal(await other.config.maxAttempts(), 7)
})

test('every answer has a request id of its own', async () => {
  const { client } = await setUp()
  const first = await client.send(new ListTablesCommand())
  const second = await client.send(new ListTablesCommand())
  assert.match(first.$metadata.requestId ?? '', /^FAKE\d{48}$/)
  assert.notEqual(first.$metadata.requestId, second.$metadata.requestId)
})

test("an answer carries the service's headers", async () => {
  const clock = new ManualClock()
  const engine = new Engine({ clock, timers: clock, region: 'r', accountId: 'a', logLimit: 1 })
  const handler = new InProcessHandler(engine, clock, new WireWriter(), {})
  const { response } = await handler.handle({
    headers: { 'x-amz-target': 'DynamoDB_20120810.ListTables' },
    body: '{}',
  })
  assert.equal(Buffer.from(response.body).toString(), '{"TableNames":[]}')
  assert.equal(response.headers['x-amz-crc32'], String(crc32(response.body)))
  assert.equal(response.headers['content-type'], 'application/x-amz-json-1.0')
})

test('an operation that the fake does not do is a clear error, and is logged', async () => {
  const { client, fake } = await setUp()
  await assert.rejects(client.send(new UpdateTableCommand({ TableName: 'counters' })), {
    name: 'UnknownOperationException',
    message: 'FakeDynamoDB does not implement UpdateTable',
  })
  assert.equal(fake.log.requests('UpdateTable')[0]?.outcome, 'UnknownOperationException')
})

test('an aborted signal sends nothing', async () => {
  const { client, fake } = await setUp()
  await assert.rejects(client.send(put, { abortSignal: AbortSignal.abort() }), { name: 'AbortError' })
  assert.equal(fake.log.totals().requests, 0)
})

test('an abort in flight ends the wait at once, and the request is applied all the same', async () => {
  const clock = new ManualClock()
  const { client, fake } = await setUp({ clock, latencyMs: 100 })
  const controller = new AbortController()
  const sent = client.send(put, { abortSignal: controller.signal })
  await clock.advanceAsync(50)
  controller.abort(new Error('deadline'))
  await assert.rejects(sent, { name: 'AbortError' })
  assert.equal(fake.items('counters').length, 0)
  await clock.advanceAsync(50)
  assert.equal(fake.items('counters').length, 1)
})

test('a hang ends with the abort', async () => {
  const { client, fake } = await setUp()
  fake.inject({ error: 'hang', when: 'after' })
  const controller = new AbortController()
  const sent = client.send(put, { abortSignal: controller.signal })
  const ended = assert.rejects(sent, { name: 'AbortError' })
  await new Promise((resolve) => setImmediate(resolve))
  controller.abort()
  await ended
  assert.equal(fake.items('counters').length, 1)
})

test("a request timeout is the SDK's own: an error or a warning, on the fake's clock", async () => {
  const clock = new ManualClock()
  const { fake } = await setUp({ clock, latencyMs: 100 })
  const warnings: string[] = []
  const logger = { warn: (message: string) => warnings.push(message) }
  const strict = fake.client({
    maxAttempts: 1,
    requestHandler: { requestTimeout: 99, throwOnRequestTimeout: true },
  })
  const lenient = fake.client({ maxAttempts: 1, requestHandler: { requestTimeout: 99, logger } })
  const failed = assert.rejects(strict.send(put), { name: 'TimeoutError' })
  const answered = lenient.send(put)
  await clock.advanceAsync(100)
  await failed
  await answered
  assert.match(warnings.join(), /exceeded the configured 99 ms requestTimeout/)
  assert.equal(clock.pendingTimers, 0)
})
