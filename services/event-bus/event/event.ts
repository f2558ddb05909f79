/** Something that has happened, as it is stored and read. Never changes once it is published. */
export interface Event<T = unknown> {
  /** A ULID, unless the publisher chose otherwise. */
  id: string
  /** What happened, such as `order.created`. Subscribers and queries select events by it. */
  eventType: string
  /** The tenant that the event belongs to. Never contains `#`. */
  tenantId: string
  /** The service or user that published the event. May be empty. */
  sourceId: string
  /** The content of the event: any value that JSON can represent. */
  payload: T
  /** When it happened, in milliseconds; `sortKey` has the nanoseconds of events that other writers stored. */
  publishedAt: Date
  /** When the event object was made. @defaultValue the time of publication by the clock of the bus */
  createdAt: Date
  /** When the event expires: from then on it is not returned. Absent: it never expires. */
  expiresAt?: Date
  /** Connects the events of one flow, such as the ID of a request. Absent if the publisher gave none. */
  correlationId?: string
  /** Text about the event that is not part of its payload. @defaultValue `{}` */
  metadata: Record<string, string>
  /** Words by which queries select events. Sorted, without duplicates. */
  tags: string[]
  /** The version of the payload's format. A whole number from 0. @defaultValue 1 */
  version: number
  /** How often the publisher tried again, where it keeps count. @defaultValue 0 */
  retryCount: number
  /** `true` for a handler that `replay` runs. Otherwise absent: it is not stored. */
  replayed?: true
  /** `{tenantId}#{eventType}` */
  partitionKey: string
  /** `{publishedAt in unix nanoseconds, 19 digits}#{id}` */
  sortKey: string
}

/** What a publisher has to say of an event; the rest is filled in. */
export type EventInput<T = unknown> = {
  /** What happened, such as `order.created`. */
  eventType: string
  /** The tenant that the event belongs to. It must not contain `#`. */
  tenantId: string
  /** The service or user that publishes the event. @defaultValue `''` */
  sourceId?: string | undefined
  /** The content of the event: any value that JSON can represent. */
  payload: T
} & {
  [Name in OptionalName]?: Event<T>[Name] | undefined
}

/** The fields of an event that a publisher may leave out. */
type OptionalName =
  | 'id'
  | 'publishedAt'
  | 'createdAt'
  | 'expiresAt'
  | 'correlationId'
  | 'metadata'
  | 'tags'
  | 'version'

/**
 * An event as a store keeps it: times as numbers, the payload as JSON text, nothing that a caller could
 * still change.
 */
export interface StoredEvent {
  readonly id: string
  readonly eventType: string
  readonly tenantId: string
  readonly sourceId: string
  readonly payloadJson: string
  readonly publishedAtMs: number
  readonly createdAtMs: number
  readonly expiresAtMs: number | undefined
  readonly correlationId: string | undefined
  readonly metadata: Readonly<Record<string, string>>
  readonly tags: readonly string[]
  readonly version: number
  readonly retryCount: number
  readonly partitionKey: string
  readonly sortKey: string
}

/** A fresh event, for a caller to do with as it likes. */
export function eventOf(stored: StoredEvent, payload: unknown = JSON.parse(stored.payloadJson)): Event {
  const event: Event = {
    id: stored.id,
    eventType: stored.eventType,
    tenantId: stored.tenantId,
    sourceId: stored.sourceId,
    payload,
    publishedAt: new Date(stored.publishedAtMs),
    createdAt: new Date(stored.createdAtMs),
    metadata: { ...stored.metadata },
    tags: [...stored.tags],
    version: stored.version,
    retryCount: stored.retryCount,
    partitionKey: stored.partitionKey,
    sortKey: stored.sortKey,
  }
  if (stored.expiresAtMs !== undefined) event.expiresAt = new Date(stored.expiresAtMs)
  if (stored.correlationId !== undefined) event.correlationId = stored.correlationId
  return event
}
