import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ManualClock } from '../../testkit/manual-clock.ts'
import { MemoryEventBus } from '../event-bus/memory/memory-event-bus.ts'
import { emfMetrics } from './emf-metrics.ts'

test('a bus with emfMetrics prints what CloudWatch makes metrics of', async () => {
  const clock = new ManualClock('2026-03-01T10:00:00.000Z')
  const lines: string[] = []
  const emit = emfMetrics({ clock, write: (line) => lines.push(line) })
  const bus = new MemoryEventBus({ clock, tableName: 'events', metrics: { emit } })
  await bus.publish({ tenantId: 'acme', eventType: 'order.created', payload: 1 })
  await bus.query({ tenantId: 'acme' })

  assert.deepEqual(
    lines.map((line) => JSON.parse(line)),
    [
      {
        _aws: {
          Timestamp: Date.parse('2026-03-01T10:00:00.000Z'),
          CloudWatchMetrics: [
            {
              Namespace: 'AppTheory/EventBus',
              Dimensions: [['table_name', 'event_type']],
              Metrics: [{ Name: 'PublishSuccess', Unit: 'Count' }],
            },
          ],
        },
        event_type: 'order.created',
        tenant_id: 'acme',
        table_name: 'events',
        PublishSuccess: 1,
      },
      {
        _aws: {
          Timestamp: Date.parse('2026-03-01T10:00:00.000Z'),
          CloudWatchMetrics: [
            {
              Namespace: 'AppTheory/EventBus',
              Dimensions: [['table_name']],
              Metrics: [{ Name: 'QuerySuccess', Unit: 'Count' }],
            },
          ],
        },
        event_type: '',
        table_name: 'events',
        QuerySuccess: 1,
      },
    ],
  )
})

test('dimensions are chosen; a wrong option is a TypeError that names it', () => {
  const lines: string[] = []
  const emit = emfMetrics({ dimensions: ['tenant_id'], write: (line) => lines.push(line) })
  emit({ namespace: 'n', name: 'PublishSuccess', value: 1, tags: { tenant_id: 'acme', table_name: 'x' } })
  assert.deepEqual(JSON.parse(lines[0] ?? '')._aws.CloudWatchMetrics[0].Dimensions, [['tenant_id']])
  assert.throws(() => emfMetrics({ clock: {} } as never), { name: 'TypeError', message: /clock/ })
  assert.throws(() => emfMetrics({ dimension: [] } as never), { name: 'TypeError', message: /dimension/ })
})

test('a value that CloudWatch rejects as a dimension is in the log only', () => {
  const lines: string[] = []
  const emit = emfMetrics({ write: (line) => lines.push(line) })
  const types = ['commande.créée', 'order\ncreated', ' ', 'x'.repeat(1025), 'order created', 'x'.repeat(1024)]
  for (const event_type of types) {
    emit({ namespace: 'n', name: 'PublishSuccess', value: 1, tags: { event_type, table_name: 'events' } })
  }
  const records = lines.map((line) => JSON.parse(line))
  const without = ['table_name']
  const both = ['table_name', 'event_type']
  assert.deepEqual(
    records.map((record) => record._aws.CloudWatchMetrics[0].Dimensions[0]),
    [without, without, without, without, both, both],
  )
  assert.deepEqual(
    records.map(({ event_type }) => event_type),
    types,
  )
})
