import type { Metric, MetricsOptions } from '../../metrics/metric.ts'

export type MetricRecord = Metric<MetricName>

export type MetricName =
  | 'PublishSuccess'
  | 'PublishDeduped'
  | 'PublishError'
  | 'QuerySuccess'
  | 'QueryError'
  | 'QueryUnreadable'
  | 'DeleteSuccess'
  | 'DeleteError'

export interface EventBusMetricsOptions extends MetricsOptions<MetricName> {
  /** The namespace of the metrics in CloudWatch. @defaultValue `'AppTheory/EventBus'` */
  readonly namespace?: string | undefined
}
