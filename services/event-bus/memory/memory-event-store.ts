import sortedBtree from 'sorted-btree'
import type { StoredEvent } from '../event/event.ts'
import { comparePositions, type EventPosition } from '../event/event-keys.ts'
import { EventIndex } from '../query/event-index.ts'

interface ExpiringEvent extends EventPosition {
  readonly expiresAtMs?: number | undefined
}

type ExpiryTree = InstanceType<typeof sortedBtree.default<ExpiringEvent, StoredEvent>>

const none: readonly StoredEvent[] = []

/** Events in memory, found as the indexes of the DynamoDB table find them. */
export class MemoryEventStore {
  readonly #byPartition: Map<string, EventIndex> = new Map()
  readonly #byTenant: Map<string, EventIndex> = new Map()
  readonly #byId: Map<string, readonly StoredEvent[]> = new Map()
  readonly #byExpiry: ExpiryTree = new sortedBtree.default<ExpiringEvent, StoredEvent>(
    undefined,
    compareExpiry,
  )

  find(position: EventPosition): StoredEvent | undefined {
    return this.#byPartition.get(position.partitionKey)?.get(position)
  }

  /** Every copy of an ID. */
  copiesOf(id: string): readonly StoredEvent[] {
    return this.#byId.get(id) ?? none
  }

  ofPartition(partitionKey: string): EventIndex | undefined {
    return this.#byPartition.get(partitionKey)
  }

  ofTenant(tenantId: string): EventIndex | undefined {
    return this.#byTenant.get(tenantId)
  }

  /** @param event - one whose key is not there yet */
  add(event: StoredEvent): void {
    indexAt(this.#byPartition, event.partitionKey).add(event)
    indexAt(this.#byTenant, event.tenantId).add(event)
    this.#byId.set(event.id, [...this.copiesOf(event.id), event])
    if (event.expiresAtMs !== undefined) this.#byExpiry.set(event, event)
  }

  delete(event: StoredEvent): void {
    removeFrom(this.#byPartition, event.partitionKey, event)
    removeFrom(this.#byTenant, event.tenantId, event)
    const copies = this.copiesOf(event.id).filter((copy) => copy !== event)
    if (copies.length > 0) this.#byId.set(event.id, copies)
    else this.#byId.delete(event.id)
    if (event.expiresAtMs !== undefined) this.#byExpiry.delete(event)
  }

  /** Deletes what has expired, so that no page has to step over it. Each event costs once. */
  sweep(now: number): void {
    for (;;) {
      const oldest = this.#byExpiry.minKey()
      if (oldest?.expiresAtMs === undefined || oldest.expiresAtMs > now) return
      this.delete(oldest as StoredEvent)
    }
  }
}

function compareExpiry(a: ExpiringEvent, b: ExpiringEvent): number {
  return (a.expiresAtMs ?? 0) - (b.expiresAtMs ?? 0) || comparePositions(a, b)
}

function indexAt(indexes: Map<string, EventIndex>, key: string): EventIndex {
  const existing = indexes.get(key)
  if (existing) return existing
  const made = new EventIndex()
  indexes.set(key, made)
  return made
}

function removeFrom(indexes: Map<string, EventIndex>, key: string, event: StoredEvent): void {
  const index = indexes.get(key)
  index?.delete(event)
  if (index?.size === 0) indexes.delete(key)
}
