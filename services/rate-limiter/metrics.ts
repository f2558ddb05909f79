import { callHook } from '../hooks.ts'
import type { Metric, MetricsOptions } from '../metrics/metric.ts'
import type { Degradation, LimitDecision, RateLimitKey } from './rate-limiter.ts'

/**
 * - `RateLimitAllowed`, `RateLimitDenied`: a request was decided. Tags: `resource`, `operation`, and
 *   `window`, the name of the window that the decision reports.
 * - `RateLimitDegraded`: the store failed, as `onDegraded` reports it. Tags: `resource`, `operation`, and
 *   `cause`, the `Degradation`.
 */
export type RateLimitMetricName = 'RateLimitAllowed' | 'RateLimitDenied' | 'RateLimitDegraded'

/** A metric of a rate limiter. The identifier of a key is never part of it. */
export type RateLimitMetric = Metric<RateLimitMetricName>

/** Where the metrics of a rate limiter go. */
export interface RateLimitMetricsOptions extends MetricsOptions<RateLimitMetricName> {
  /** The namespace of the metrics. @defaultValue `'AppTheory/RateLimit'` */
  readonly namespace?: string | undefined
}

/** Reports what a limiter decided. */
export class RateLimitMetrics {
  readonly #emit: RateLimitMetricsOptions['emit'] | undefined
  readonly #namespace: string

  constructor(options: RateLimitMetricsOptions | undefined) {
    this.#emit = options && (options.enabled ?? true) ? options.emit : undefined
    this.#namespace = options?.namespace ?? 'AppTheory/RateLimit'
  }

  decided(key: RateLimitKey, decision: LimitDecision): void {
    const { allowed, degraded, resetsAt, windows } = decision
    // Reported as a failure of the store.
    if (!this.#emit || degraded) return
    const reported = windows.find((window) => window.resetsAt === resetsAt) ?? windows[0]
    this.#count(allowed ? 'RateLimitAllowed' : 'RateLimitDenied', key, { window: reported?.name ?? '' })
  }

  degraded(key: RateLimitKey, cause: Degradation): void {
    this.#count('RateLimitDegraded', key, { cause })
  }

  #count(
    name: RateLimitMetricName,
    { resource, operation }: RateLimitKey,
    tags: Readonly<Record<string, string>>,
  ): void {
    if (!this.#emit) return
    const metric = { namespace: this.#namespace, name, value: 1, tags: { resource, operation, ...tags } }
    callHook(this.#emit, metric)
  }
}
