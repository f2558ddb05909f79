import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { type AttributeValue, type DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb'
import { ManualClock } from '../../../testkit/manual-clock.ts'
import { ManualIdGenerator } from '../../../testkit/manual-id-generator.ts'
import { DynamoDBEventBus } from '../dynamodb/dynamodb-event-bus.ts'
import { itemOf } from '../dynamodb/item.ts'
import { storedEventOf } from '../event/create-event.ts'
import type { EventInput } from '../event/event.ts'
import { codeIs } from './scene.contract.ts'

const start = '2026-03-01T10:00:00.000Z'
const startSeconds = Date.parse(start) / 1000
const publishedAt = new Date(start)
/** What Go writes for a time that was not set. */
const unset = { S: '0001-01-01T00:00:00Z' }
let scopes = 0

/** How a key says that its item ends, as other writers may have it, and whether it has ended by the start. */
const expiries: readonly (readonly [string, Record<string, AttributeValue>, boolean])[] = [
  ['no expiry', {}, false],
  ['year 1', { expires_at: unset }, false],
  ['year 1 and a ttl of now', { expires_at: unset, ttl: { N: String(startSeconds) } }, true],
  ['year 1 and a ttl to come', { expires_at: unset, ttl: { N: String(startSeconds + 1) } }, false],
  ['only a ttl of now', { ttl: { N: String(startSeconds) } }, true],
  ['only a ttl to come', { ttl: { N: String(startSeconds + 1) } }, false],
  ['expires_at of now', { expires_at: { S: '2026-03-01T10:00:00.000000000Z' } }, true],
  [
    'expires_at of now, and a ttl to come',
    { expires_at: { S: '2026-03-01T10:00:00.000000000Z' }, ttl: { N: String(startSeconds + 1) } },
    true,
  ],
  ['expires_at to come', { expires_at: { S: '2026-03-01T10:00:00.001000000Z' } }, false],
  [
    'expires_at to come, and a ttl of now',
    { expires_at: { S: '2026-03-01T10:00:00.001000000Z' }, ttl: { N: String(startSeconds) } },
    false,
  ],
]

/** Writers decide what has expired as readers do, no matter what wrote it. The table is there already. */
export function foreignExpiryContract(adapter: string, client: DynamoDBClient, tableName: string): void {
  describe(`${adapter}: an item of another writer`, () => {
    for (const idempotency of ['key', 'id'] as const) {
      for (const [title, expiry, expired] of expiries) {
        test(`with ${title}, by ${idempotency}: ${expired ? 'gives way' : 'stays'}`, async () => {
          const { bus, event, scope, put } = scene(idempotency, expiry)
          const other = { ...event, id: `${event.id}-other` }

          await put()
          if (expired) await assert.rejects(bus.getEvent(event.id, scope), codeIs('event_bus.not_found'))
          else assert.equal((await bus.getEvent(event.id, scope)).payload, 'before')
          assert.equal((await bus.publish(event)).deduplicated, !expired)
          assert.equal((await bus.getEvent(event.id, scope)).payload, expired ? 'again' : 'before')

          await put()
          const results = await bus.publishMany([event, other])
          // The guard of the ID, which the first publish has left, stays where the event gave way.
          const first = expired && idempotency === 'key'
          assert.deepEqual(
            results.map(({ deduplicated }) => deduplicated),
            [!first, false],
          )

          await put()
          if (expired) await assert.rejects(bus.deleteEvent(event.id, scope), codeIs('event_bus.not_found'))
          else await bus.deleteEvent(event.id, scope)
          await assert.rejects(bus.getEvent(event.id, scope), codeIs('event_bus.not_found'))
        })
      }
    }
  })

  function scene(idempotency: 'key' | 'id', expiry: Record<string, AttributeValue>) {
    scopes += 1
    const tenantId = `foreign-${process.pid}-${scopes}`
    const clock = new ManualClock(start)
    const bus = new DynamoDBEventBus({ client, clock, tableName, idempotency })
    const event: EventInput & { id: string } = {
      tenantId,
      eventType: 'order.created',
      id: `${tenantId}.a`,
      publishedAt,
      payload: 'again',
    }
    const before = { ...event, payload: 'before' }
    const item = itemOf(storedEventOf(before, { clock, ids: new ManualIdGenerator() }, 0))
    const put = () => client.send(new PutItemCommand({ TableName: tableName, Item: { ...item, ...expiry } }))
    return { bus, event, put, scope: { tenantId, eventType: event.eventType, publishedAt } }
  }
}
