import assert from 'node:assert/strict'
import { test } from 'node:test'
import { FakeDynamoDB } from '../../testkit/index.ts'
import { DynamoDBEventBus, DynamoDBSeenStore, ensureTable } from './dynamodb/index.ts'
import { emfMetrics, MemoryEventBus, MemorySeenStore } from './index.ts'

const client = new FakeDynamoDB().client()
const emit = (): void => {}

const factories: Readonly<Record<string, (options: never) => unknown>> = {
  MemoryEventBus: (options) => new MemoryEventBus(options),
  DynamoDBEventBus: (options) => new DynamoDBEventBus(options),
  DynamoDBSeenStore: (options) => new DynamoDBSeenStore(options),
  MemorySeenStore: (options) => new MemorySeenStore(options),
  emfMetrics: (options) => emfMetrics(options),
  ensureTable: (options) => ensureTable(client, options),
}

const wrong: readonly (readonly [owner: string, options: object, problem: string])[] = [
  ['MemoryEventBus', { ttlMs: 1.5 }, "option 'ttlMs' must be an integer from 0 to 3153600000000"],
  ['MemoryEventBus', { metrics: { emit, nope: 1 } }, "unknown option 'metrics.nope'"],
  ['MemoryEventBus', { metrics: {} }, "option 'metrics.emit' is required"],
  ['DynamoDBEventBus', { idempotency: 'type' }, "option 'idempotency' must be 'key' or 'id'"],
  ['DynamoDBEventBus', { retryAttempts: -1 }, "option 'retryAttempts' must be an integer of at least 0"],
  ['DynamoDBEventBus', { maxPagesPerQuery: 0 }, "option 'maxPagesPerQuery' must be an integer of at least 1"],
  ['DynamoDBEventBus', { client: {} }, "option 'client' must be an object with the method send()"],
  ['DynamoDBSeenStore', {}, "option 'tableName' is required"],
  [
    'DynamoDBSeenStore',
    { tableName: 'seen', ttlMs: 1 },
    "option 'ttlMs' must be an integer of at least 1000",
  ],
  ['MemorySeenStore', { maxKeys: 0 }, "option 'maxKeys' must be an integer of at least 1"],
  ['emfMetrics', { dimensions: [''] }, "option 'dimensions' must be a list, each a non-empty string"],
  ['ensureTable', { tableName: '' }, "option 'tableName' must be a non-empty string"],
]

for (const [owner, make] of Object.entries(factories)) {
  const cases = wrong.filter(([name]) => name === owner)
  test(`${owner} rejects a wrong option with a TypeError that names it`, async () => {
    for (const [, options, problem] of [...cases, [owner, { nope: 0 }, "unknown option 'nope'"] as const]) {
      const error = { name: 'TypeError', message: `${owner}: ${problem}` }
      await assert.rejects(async () => make(options as never), error)
    }
  })
}
