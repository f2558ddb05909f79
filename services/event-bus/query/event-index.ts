import sortedBtree from 'sorted-btree'
import type { StoredEvent } from '../event/event.ts'
import { comparePositions, type EventPosition } from '../event/event-keys.ts'

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

  /** Walks from the newest event, or the newest one before `below`, to the oldest; `false` ends the walk. */
  walk(below: EventPosition | undefined, visit: (event: StoredEvent) => boolean): void {
    const pair: [EventPosition, StoredEvent] = [] as never
    const entries = this.#tree.entriesReversed(below, pair, true)
    for (let next = entries.next(); !next.done; next = entries.next()) {
      if (!visit(next.value[1])) return
    }
  }
}
