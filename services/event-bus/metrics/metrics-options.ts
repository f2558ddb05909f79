import type { OptionSchema } from '@middy/util'
import { aFunction, someText } from '../../option-rules.ts'

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
    namespace: someText,
    enabled: { type: 'boolean' },
    emit: aFunction,
  },
  required: ['emit'],
  additionalProperties: false,
}
