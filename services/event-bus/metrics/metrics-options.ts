import type { Metric, MetricsOptions } from '../../metrics/metric.ts'

/** One metric of an event bus, as `emit` gets it. */
export type MetricRecord = Metric<MetricName>

/**
 * What an event bus counts. `Deduped`: the event was there already. `Unreadable`: a query ignored an item
 * that is not an event.
 */
export type MetricName =
  | 'PublishSuccess'
  | 'PublishDeduped'
  | 'PublishError'
  | 'QuerySuccess'
  | 'QueryError'
  | 'QueryUnreadable'
  | 'DeleteSuccess'
  | 'DeleteError'

/** The option `metrics` of an event bus: where its counts go. */
export interface EventBusMetricsOptions extends MetricsOptions<MetricName> {
  /** The namespace of the metrics in CloudWatch. @defaultValue `'AppTheory/EventBus'` */
  readonly namespace?: string | undefined
}
