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

  published(event: { readonly eventType: string; readonly tenantId: string }, deduplicated: boolean): void {
    if (!this.#emit) return
    this.#count(deduplicated ? 'PublishDeduped' : 'PublishSuccess', {
      event_type: event.eventType,
      tenant_id: event.tenantId,
    })
  }

  publishFailed(event: { readonly eventType: string }): void {
    this.#count('PublishError', { error_type: 'put_item_failed', event_type: event.eventType })
  }

  queried(eventType: string | undefined): void {
    this.#count('QuerySuccess', { event_type: eventType ?? '' })
  }

  queryFailed(): void {
    this.#count('QueryError', { error_type: 'query_failed' })
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
    try {
      const emitted = this.#emit(record)
      if (emitted instanceof Promise) emitted.catch(() => {})
    } catch {
      // Whoever watches must not disturb what is watched.
    }
  }
}
