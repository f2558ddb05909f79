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
  readonly namespace: string
  readonly name: TName
  readonly value: number
  readonly tags: Readonly<Record<string, string>>
}

/** Where metrics go. */
export interface MetricsOptions<TName extends string = string> {
  readonly namespace?: string | undefined
  /** @defaultValue true */
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
