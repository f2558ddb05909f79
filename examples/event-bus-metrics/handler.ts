import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics'
import { logMetrics } from '@aws-lambda-powertools/metrics/middleware'
import middy from '@middy/core'
import { eventBus } from 'apptheory-middy'
import type { MetricRecord } from 'apptheory-middy/services/event-bus'

const powertools = new Metrics({ namespace: 'Shop', serviceName: 'orders' })

// One metric at a time, because each has dimensions of its own.
const emit = ({ name, value, tags }: MetricRecord): void => {
  const metric = powertools.singleMetric()
  metric.addDimension('table_name', tags['table_name'] ?? '')
  if (tags['event_type']) metric.addDimension('event_type', tags['event_type'])
  metric.addMetric(name, MetricUnit.Count, value)
}

// The table is the one that EVENTBUS_TABLE_NAME names.
export const handler = middy<{ orderId: string; total: number }>()
  .use(logMetrics(powertools, { captureColdStartMetric: true }))
  .use(eventBus({ metrics: { emit } }))
  .handler(async (event, { eventBus }) => {
    powertools.addMetric('orders', MetricUnit.Count, 1)
    const { id } = await eventBus.publish({ eventType: 'order.created', tenantId: 'acme', payload: event })
    return { id }
  })
