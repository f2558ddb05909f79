import { type OptionSchema, validateOptions } from '@middy/util'
import { type Clock, systemClock } from '../../clock/clock.ts'
import { aFunction, clockRule, someText } from '../../option-rules.ts'
import type { MetricRecord } from './metrics-options.ts'

export interface EmfMetricsOptions {
  /** @defaultValue the system's */
  readonly clock?: Clock | undefined
  /**
   * Which tags are dimensions. Every combination of values is a metric of its own, and billed; a tag that is none is still in the log.
   * @defaultValue `['table_name', 'event_type', 'error_type']`, so not the tenant
   */
  readonly dimensions?: readonly string[] | undefined
  /** Takes a line of JSON. @defaultValue writes it to standard output, which Lambda brings to CloudWatch */
  readonly write?: ((line: string) => void) | undefined
}

const optionSchema: OptionSchema = {
  type: 'object',
  properties: {
    clock: clockRule,
    dimensions: { type: 'array', items: someText },
    write: aFunction,
  },
  additionalProperties: false,
}

/** What CloudWatch takes: https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_Dimension.html */
const dimensionValue = /^(?=.*[!-~])[ -~]{1,1024}$/

/**
 * A metrics hook that prints CloudWatch's Embedded Metric Format, from which CloudWatch makes metrics without any call.
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html
 * @throws TypeError that names the option
 */
export function emfMetrics(options: EmfMetricsOptions = {}): (record: MetricRecord) => void {
  validateOptions('apptheory-middy', optionSchema, { ...options })
  const {
    clock = systemClock,
    dimensions = ['table_name', 'event_type', 'error_type'],
    write = (line: string) => {
      process.stdout.write(`${line}\n`)
    },
  } = options
  return ({ namespace, name, value, tags }) => {
    const present = dimensions.filter((tag) => isDimension(tags[tag]))
    const metric = { Namespace: namespace, Dimensions: [present], Metrics: [{ Name: name, Unit: 'Count' }] }
    const metadata = { Timestamp: Math.floor(clock.now()), CloudWatchMetrics: [metric] }
    write(JSON.stringify({ _aws: metadata, ...tags, [name]: value }))
  }
}

function isDimension(value: string | undefined): boolean {
  return value !== undefined && dimensionValue.test(value)
}
