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
