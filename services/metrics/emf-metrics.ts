import { type Clock, systemClock } from '../clock/clock.ts'
import { checkOptions } from '../options/check-options.ts'
import { aClock, aFunction, listOf, nonEmptyString, type OptionRulesOf } from '../options/option-rules.ts'
import type { Metric } from './metric.ts'

/** How {@link emfMetrics} writes metrics. */
export interface EmfMetricsOptions {
  /** The source of the time. @defaultValue the system's */
  readonly clock?: Clock | undefined
  /**
   * The tags that are dimensions. Each combination of their values is a metric, and is billed. Other tags are
   * only in the log.
   * @defaultValue `['table_name', 'event_type', 'error_type', 'resource', 'operation', 'window', 'cause']`:
   * not the tenant
   */
  readonly dimensions?: readonly string[] | undefined
  /** Writes a line of JSON. @defaultValue to standard output, which Lambda sends to CloudWatch Logs */
  readonly write?: ((line: string) => void) | undefined
}

const optionRules: OptionRulesOf<EmfMetricsOptions> = {
  clock: aClock,
  dimensions: listOf(nonEmptyString),
  write: aFunction,
}

/** Of the event bus, and of the rate limiter. */
const DIMENSIONS = ['table_name', 'event_type', 'error_type', 'resource', 'operation', 'window', 'cause']

/**
 * The values that CloudWatch accepts:
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_Dimension.html
 */
const dimensionValue = /^(?=.*[!-~])[ -~]{1,1024}$/

/**
 * A metrics hook that prints CloudWatch's Embedded Metric Format. CloudWatch reads metrics from the log,
 * without any request.
 *
 * @example
 * ```ts
 * const bus = new DynamoDBEventBus({ metrics: { namespace: 'Shop/Events', emit: emfMetrics() } })
 * ```
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format.html
 * @throws TypeError that names the option
 */
export function emfMetrics(options: EmfMetricsOptions = {}): (metric: Metric) => void {
  checkOptions('emfMetrics', options, optionRules)
  const {
    clock = systemClock,
    dimensions = DIMENSIONS,
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
