import { callHook } from '../../hooks.ts'
import type { WriteOutcome } from '../publish/write-outcome.ts'
import type { EventBusMetricsOptions, MetricName } from './metrics-options.ts'

/** Reports what a bus did. */
export class EventBusMetrics {
  readonly #emit: EventBusMetricsOptions['emit'] | undefined
  readonly #namespace: string
  readonly #tableName: string

  constructor(options: EventBusMetricsOptions | undefined, tableName: string) {
    this.#emit = options && (options.enabled ?? true) ? options.emit : undefined
    this.#namespace = options?.namespace ?? 'AppTheory/EventBus'
    this.#tableName = tableName
  }

  wrote(event: { readonly eventType: string; readonly tenantId: string }, outcome: WriteOutcome): void {
    if (!this.#emit) return
    const { eventType: event_type, tenantId: tenant_id } = event
    if (outcome.kind === 'failed') this.#count('PublishError', { error_type: 'put_item_failed', event_type })
    else
      this.#count(outcome.kind === 'stored' ? 'PublishSuccess' : 'PublishDeduped', { event_type, tenant_id })
  }

  queried(eventType: string | undefined): void {
    this.#count('QuerySuccess', { event_type: eventType ?? '' })
  }

  queryFailed(): void {
    this.#count('QueryError', { error_type: 'query_failed' })
  }

  unreadable(eventType: string | undefined): void {
    this.#count('QueryUnreadable', { event_type: eventType ?? '' })
  }

  deleted(): void {
    this.#count('DeleteSuccess', {})
  }

  deleteFailed(): void {
    this.#count('DeleteError', { error_type: 'delete_failed' })
  }

  #count(name: MetricName, tags: Readonly<Record<string, string>>): void {
    if (!this.#emit) return
    const record = {
      namespace: this.#namespace,
      name,
      value: 1,
      tags: { ...tags, table_name: this.#tableName },
    }
    callHook(this.#emit, record)
  }
}
