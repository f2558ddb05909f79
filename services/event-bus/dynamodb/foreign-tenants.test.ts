import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { Item } from '../../../testkit/fake-dynamodb/index.ts'
import { FakeDynamoDB } from '../../../testkit/index.ts'
import { ManualClock } from '../../../testkit/manual-clock.ts'
import { codeIs } from '../contract/scene.contract.ts'
import { DynamoDBEventBus } from './dynamodb-event-bus.ts'

const now = '2026-03-01T10:00:00.000Z'
const publishedAt = new Date(now)
const tableName = 'events'
const isNotFound = codeIs('event_bus.not_found')

/** An event as AppTheory's Go writes it: parts trimmed in keys alone, and a tenant may have `#`. */
function goItem(tenant: string, type: string, id: string, ns = '000000000'): Item {
  return {
    pk: { S: `${tenant.trim()}#${type.trim()}` },
    sk: { S: `${Date.parse(now) / 1000}${ns}#${id.trim()}` },
    id: { S: id },
    event_type: { S: type },
    tenant_id: { S: tenant },
    source_id: { S: 'go' },
    published_at: { S: now },
    created_at: { S: now },
    payload: { L: [{ N: '49' }] },
    version: { N: '1' },
    retry_count: { N: '0' },
  }
}

async function busWith(idempotency: 'key' | 'id', ...items: readonly Item[]) {
  const clock = new ManualClock(now)
  const fake = new FakeDynamoDB({ clock })
  const bus = new DynamoDBEventBus({ client: fake.client(), clock, tableName, idempotency })
  await bus.ensureTable()
  fake.load(tableName, items)
  return { bus, stored: () => fake.items(tableName).length }
}

describe('an event of a tenant whose name has #', () => {
  // Each has the partition key `a#b#c#d`.
  const owners = [
    ['a', 'b#c#d'],
    ['a#b', 'c#d'],
    ['a#b#c', 'd'],
  ] as const
  for (const idempotency of ['key', 'id'] as const) {
    for (const [tenant, type] of owners.slice(1)) {
      test(`is not reached as ${tenant} / ${type}, by ${idempotency}`, async () => {
        const { bus, stored } = await busWith(idempotency, goItem(tenant, type, 'e'))
        const scope = { tenantId: 'a', eventType: 'b#c#d', publishedAt }
        assert.deepEqual(await bus.query({ tenantId: 'a', eventType: 'b#c#d' }), { events: [] })
        await assert.rejects(bus.getEvent('e', scope), isNotFound)
        await assert.rejects(bus.getEvent('e', { tenantId: 'a' }), isNotFound)
        await assert.rejects(bus.deleteEvent('e', scope), isNotFound)
        await assert.rejects(bus.deleteEvent('e', { tenantId: 'a' }), isNotFound)
        assert.equal(stored(), 1)
      })
    }
  }

  test('makes no page of another tenant smaller', async () => {
    const digits = ['5', '4', '3', '2', '1'].map((digit) => `00000000${digit}`)
    const foreign = digits.map((ns, i) => goItem('a#b', 'c#d', `f${i}`, ns))
    const own = digits.map((_, i) => goItem('a', 'b#c#d', `own${i}`, `10000000${i}`))
    const { bus } = await busWith('key', ...foreign.slice(0, 3), ...own, ...foreign.slice(3))
    const ids: string[] = []
    for await (const { id } of bus.queryAll({ tenantId: 'a', eventType: 'b#c#d', limit: 2 })) ids.push(id)
    assert.deepEqual(ids, ['own4', 'own3', 'own2', 'own1', 'own0'])
  })
})

for (const idempotency of ['key', 'id'] as const) {
  test(`white space around tenant and type is part of neither, by ${idempotency}`, async () => {
    const { bus, stored } = await busWith(idempotency, goItem(' a ', '\tt\n', 'e'))
    const scope = { tenantId: 'a', eventType: 't', publishedAt }
    assert.equal((await bus.query({ tenantId: 'a', eventType: 't' })).events.length, 1)
    assert.equal((await bus.getEvent('e', scope)).payload, 1)
    await assert.rejects(bus.deleteEvent('e', { ...scope, eventType: 'other' }), isNotFound)
    await bus.deleteEvent('e', scope)
    assert.equal(stored(), 0)
  })
}
