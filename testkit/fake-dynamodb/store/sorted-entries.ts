import sortedBtree from 'sorted-btree'

/** Called for one entry after another; `false` ends the walk. */
export type EntryVisitor<V> = (entry: V) => boolean

/**
 * Something whose entries can be walked from `lower` (inclusive) to `upper` (exclusive), or back from `upper`
 * to `lower`.
 */
export interface Walkable<V> {
  walk(lower: string, upper: string, reverse: boolean, visit: EntryVisitor<V>): void
}

/**
 * Entries in the order of their keys, which are compared by UTF-16 units. Every operation costs the logarithm
 * of the size.
 */
export class SortedEntries<V> implements Walkable<V> {
  readonly #tree: InstanceType<typeof sortedBtree.default<string, V>> = new sortedBtree.default<string, V>(
    undefined,
    compareKeys,
  )

  get size(): number {
    return this.#tree.size
  }

  set(key: string, entry: V): void {
    this.#tree.set(key, entry)
  }

  delete(key: string): void {
    this.#tree.delete(key)
  }

  walk(lower: string, upper: string, reverse: boolean, visit: EntryVisitor<V>): void {
    if (this.size === 0) return
    const entries = reverse ? this.#tree.entriesReversed(upper, undefined, true) : this.#tree.entries(lower)
    for (let next = entries.next(); !next.done; next = entries.next()) {
      const [key, entry] = next.value
      if (reverse ? key < lower : key >= upper) return
      if (!visit(entry)) return
    }
  }
}

function compareKeys(a: string, b: string): number {
  if (a < b) return -1
  return a === b ? 0 : 1
}
