import {
  aBoolean,
  aFunction,
  nonEmptyString,
  type OptionRule,
  type OptionRulesOf,
  optionsObject,
  required,
} from '../options/option-rules.ts'

/** What a metrics hook is called with. */
export interface Metric<TName extends string = string> {
  /** The namespace in CloudWatch, such as `AppTheory/RateLimit`. */
  readonly namespace: string
  /** What was counted, such as `RateLimitDenied`. */
  readonly name: TName
  /** How often it happened: a count. */
  readonly value: number
  /** What the count is about, by name, such as `table_name`. Each service documents its own tags. */
  readonly tags: Readonly<Record<string, string>>
}

/** Where metrics go. */
export interface MetricsOptions<TName extends string = string> {
  /** The namespace of the metrics. @defaultValue a namespace of the service */
  readonly namespace?: string | undefined
  /** Whether metrics are emitted, such as `false` for local runs. @defaultValue true */
  readonly enabled?: boolean | undefined
  /** Called with every metric. Its errors are ignored. */
  readonly emit: (metric: Metric<TName>) => unknown
}

const metricsRules: OptionRulesOf<MetricsOptions> = {
  namespace: nonEmptyString,
  enabled: aBoolean,
  emit: required(aFunction),
}

/** The option `metrics` of a service. */
export const metricsRule: OptionRule = optionsObject(metricsRules)
