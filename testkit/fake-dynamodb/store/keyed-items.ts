import { type EntryVisitor, SortedEntries, type Walkable } from './sorted-entries.ts'
import type { StoredItem } from './stored-item.ts'

/** Where an item stands, so that replacing it moves nothing. */
interface Slot {
  readonly place: string
  stored: StoredItem
}

/**
 * The items of a table: found by id, because most of what a table is asked is about one item, and walked in
 * their order. Only an item that is new or leaves needs its place.
 */
export class KeyedItems implements Walkable<StoredItem> {
  readonly #slots: Map<string, Slot> = new Map()
  readonly #sorted: SortedEntries<Slot> = new SortedEntries()

  get size(): number {
    return this.#slots.size
  }

  get(id: string): StoredItem | undefined {
    return this.#slots.get(id)?.stored
  }

  /** @param placeOf - where an item stands that is not there yet */
  set(stored: StoredItem, placeOf: (stored: StoredItem) => string): void {
    const slot = this.#slots.get(stored.id)
    if (slot) {
      slot.stored = stored
      return
    }
    const added = { place: placeOf(stored), stored }
    this.#slots.set(stored.id, added)
    this.#sorted.set(added.place, added)
  }

  delete(id: string): void {
    const slot = this.#slots.get(id)
    if (!slot) return
    this.#slots.delete(id)
    this.#sorted.delete(slot.place)
  }

  walk(lower: string, upper: string, reverse: boolean, visit: EntryVisitor<StoredItem>): void {
    this.#sorted.walk(lower, upper, reverse, ({ stored }) => visit(stored))
  }
}
