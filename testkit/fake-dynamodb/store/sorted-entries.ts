import sortedBtree from 'sorted-btree'

/** Called for one entry after another; `false` ends the walk. */
export type EntryVisitor<V> = (entry: V) => boolean

/** Where an entry stands, so that replacing it moves nothing. */
interface Slot<V> {
  entry: V
}

/**
 * Entries in the order of their keys, which are compared by UTF-16 units: a sorted tree to walk, and beside it a hash map, because
 * most of what a table is asked is about one key.
 */
export class SortedEntries<V> {
  readonly #slots: Map<string, Slot<V>> = new Map()
  readonly #tree: InstanceType<typeof sortedBtree.default<string, Slot<V>>> = new sortedBtree.default<
    string,
    Slot<V>
  >(undefined, compareKeys)

  get size(): number {
    return this.#slots.size
  }

  get(key: string): V | undefined {
    return this.#slots.get(key)?.entry
  }

  set(key: string, entry: V): void {
    const slot = this.#slots.get(key)
    if (slot) {
      slot.entry = entry
      return
    }
    const added = { entry }
    this.#slots.set(key, added)
    this.#tree.set(key, added)
  }

  delete(key: string): void {
    if (this.#slots.delete(key)) this.#tree.delete(key)
  }

  /** Walks the entries from `lower` (inclusive) to `upper` (exclusive), or back from `upper` to `lower`. */
  walk(lower: string, upper: string, reverse: boolean, visit: EntryVisitor<V>): void {
    if (this.size === 0) return
    const entries = reverse ? this.#tree.entriesReversed(upper, undefined, true) : this.#tree.entries(lower)
    for (let next = entries.next(); !next.done; next = entries.next()) {
      const [key, slot] = next.value
      if (reverse ? key < lower : key >= upper) return
      if (!visit(slot.entry)) return
    }
  }
}

function compareKeys(a: string, b: string): number {
  if (a < b) return -1
  return a === b ? 0 : 1
}
