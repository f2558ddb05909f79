import type { OptionSchema } from '@middy/util'

export interface MetricRecord {
  readonly namespace: string
  readonly name: MetricName
  readonly value: number
  readonly tags: Readonly<Record<string, string>>
}

export type MetricName =
  | 'PublishSuccess'
  | 'PublishDeduped'
  | 'PublishError'
  | 'QuerySuccess'
  | 'QueryError'
  | 'DeleteSuccess'
  | 'DeleteError'

export interface EventBusMetricsOptions {
  /** @defaultValue `'AppTheory/EventBus'` */
  readonly namespace?: string | undefined
  /** @defaultValue true */
  readonly enabled?: boolean | undefined
  /** Hears of every record. What it throws, or rejects with, is ignored. */
  readonly emit: (record: MetricRecord) => unknown
}

export const metricsSchema: OptionSchema = {
  type: 'object',
  properties: {
    namespace: { type: 'string', minLength: 1 },
    enabled: { type: 'boolean' },
    emit: { instanceof: 'Function' },
  },
  required: ['emit'],
  additionalProperties: false,
}
