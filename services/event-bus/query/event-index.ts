import sortedBtree from 'sorted-btree'
import type { StoredEvent } from '../event/event.ts'
import { comparePositions, type EventPosition } from '../event/event-keys.ts'
import type { QueryOrder } from '../event-bus.ts'

type Tree = InstanceType<typeof sortedBtree.default<EventPosition, StoredEvent>>

/** Events in the order of their positions. Every operation costs the logarithm of their number. */
export class EventIndex {
  readonly #tree: Tree = new sortedBtree.default<EventPosition, StoredEvent>(undefined, comparePositions)

  get size(): number {
    return this.#tree.size
  }

  get(position: EventPosition): StoredEvent | undefined {
    return this.#tree.get(position)
  }

  add(event: StoredEvent): void {
    this.#tree.set(event, event)
  }

  delete(event: StoredEvent): void {
    this.#tree.delete(event)
  }

  /** Walks in an order, from `after` or else from the first event; `false` ends the walk. */
  walk(order: QueryOrder, after: EventPosition | undefined, visit: (event: StoredEvent) => boolean): void {
    const pair: [EventPosition, StoredEvent] = [] as never
    const entries =
      order === 'desc' ? this.#tree.entriesReversed(after, pair, true) : this.#entriesAfter(after, pair)
    for (let next = entries.next(); !next.done; next = entries.next()) {
      if (!visit(next.value[1])) return
    }
  }

  #entriesAfter(after: EventPosition | undefined, pair: [EventPosition, StoredEvent]) {
    const entries = this.#tree.entries(after, pair)
    const isAtStart = after && this.#tree.has(after)
    if (isAtStart) entries.next()
    return entries
  }
}
