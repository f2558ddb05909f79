import {
  aBoolean,
  aFunction,
  nonEmptyString,
  type OptionRule,
  type OptionRulesOf,
  optionsObject,
  required,
} from '../../options/option-rules.ts'

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
  | 'QueryUnreadable'
  | 'DeleteSuccess'
  | 'DeleteError'

export interface EventBusMetricsOptions {
  /** The namespace of the metrics in CloudWatch. @defaultValue `'AppTheory/EventBus'` */
  readonly namespace?: string | undefined
  /** Whether metrics are emitted. @defaultValue true */
  readonly enabled?: boolean | undefined
  /** Called with every record. Its errors are ignored. */
  readonly emit: (record: MetricRecord) => unknown
}

const metricsRules: OptionRulesOf<EventBusMetricsOptions> = {
  namespace: nonEmptyString,
  enabled: aBoolean,
  emit: required(aFunction),
}

export const metricsRule: OptionRule = optionsObject(metricsRules)
