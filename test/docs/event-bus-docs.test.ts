import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { test } from 'node:test'
import { DynamoDBEventBus } from '../../services/event-bus/dynamodb/index.ts'
import { createTestEnv } from '../../testkit/index.ts'

const page = readFileSync(resolve(import.meta.dirname, '../../docs/event-bus.md'), 'utf8')

test('the table of costs says what the requests cost', async () => {
  const { clock, dynamodb } = createTestEnv()
  const options = { client: dynamodb.client(), clock, tableName: 'events' }
  const bus = new DynamoDBEventBus(options)
  const byId = new DynamoDBEventBus({ ...options, idempotency: 'id' })
  await bus.ensureTable()
  const event = (id: string, tenantId = 'acme') => ({
    id,
    tenantId,
    eventType: 'order.created',
    publishedAt: new Date(clock.now()),
    payload: 'x'.repeat(400),
  })
  const costOf = async (call: () => Promise<unknown>): Promise<string> => {
    dynamodb.log.clear()
    await call()
    const [request] = dynamodb.log.requests()
    const { requests, readUnits, writeUnits } = dynamodb.log.totals()
    const units = writeUnits > 0 ? `${writeUnits} write` : `${readUnits} read`
    return `| ${requests} \`${request?.operation}\` | ${units}`
  }
  const many = (tenantId: string) => Array.from({ length: 100 }, (_, i) => event(`many-${i}`, tenantId))
  const rows: readonly (readonly [string, () => Promise<unknown>])[] = [
    ['`publish`', () => bus.publish(event('a'))],
    ['`publish`, a duplicate', () => bus.publish(event('a'))],
    ["`publish` with `idempotency: 'id'`", () => byId.publish(event('b'))],
    ['`publishMany` of 100', () => bus.publishMany(many('other'))],
    ['`getEvent` by ID', () => bus.getEvent('a', { tenantId: 'acme' })],
    ['`getEvent` by the whole key', () => bus.getEvent('a', event('a'))],
    ['`deleteEvent` by the whole key', () => bus.deleteEvent('a', event('a'))],
  ]
  for (const [row, call] of rows) {
    const text = `| ${row} ${await costOf(call)}`
    assert.ok(page.includes(text), text)
  }
})
