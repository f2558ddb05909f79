import { mapsEqual } from '../attributes/attribute-comparison.ts'
import { itemSizeBytes } from '../attributes/attribute-size.ts'
import { type AttributeValue, createAttributeMap, type Item } from '../attributes/attribute-value.ts'
import { encodePartitions, encodeSortKey } from './key-encoding.ts'
import { SortedEntries } from './sorted-entries.ts'
import type { StoredItem } from './stored-item.ts'
import type { IndexDefinition, KeyAttribute } from './table-definition.ts'

/** A change of the table, as one index sees it. */
export interface IndexChange {
  readonly removed?: IndexEntry
  readonly added?: IndexEntry
}

export interface IndexEntry {
  readonly key: string
  readonly stored: StoredItem
}

interface PendingChange {
  readonly dueAt: number
  readonly change: IndexChange
}

/** A sparse, sorted copy of the items that have its key attributes, cut down to its projection. */
export class SecondaryIndex {
  readonly definition: IndexDefinition
  readonly #entries: SortedEntries<StoredItem> = new SortedEntries()
  readonly #pending: PendingChange[] = []

  constructor(definition: IndexDefinition) {
    this.definition = definition
  }

  /** What is visible at `now`. */
  entriesAt(now: number): SortedEntries<StoredItem> {
    while (this.#pending[0] && this.#pending[0].dueAt <= now) {
      const due = this.#pending.shift()
      if (due) this.#apply(due.change)
    }
    return this.#entries
  }

  /**
   * How the index changes with its table; `undefined` when it does not, and then nothing is consumed.
   *
   * @param tieBreaker - what sets the item apart from others of the same index key
   */
  changeOf(
    previous: StoredItem | undefined,
    next: StoredItem | undefined,
    tieBreaker: string,
  ): IndexChange | undefined {
    const removed = previous && this.#entryOf(previous, tieBreaker)
    const added = next && this.#entryOf(next, tieBreaker)
    if (!removed) return added && { added }
    if (!added) return { removed }
    if (removed.key === added.key && mapsEqual(removed.stored.item, added.stored.item)) return undefined
    return { removed, added }
  }

  /**
   * Makes a change visible from `visibleAt` on; at once when that is not after `now` and nothing waits before
   * it.
   */
  accept(change: IndexChange, visibleAt: number, now: number): void {
    if (visibleAt <= now && this.#pending.length === 0) this.#apply(change)
    else this.#pending.push({ dueAt: visibleAt, change })
  }

  /**
   * Where an item's entry stands: {@link SecondaryIndex.entriesAt}'s key. All key attributes must be there.
   */
  entryKeyOf(item: Item, tieBreaker: string): string | undefined {
    const { hashes, ranges } = this.definition.keys
    const partition = valuesOf(item, hashes)
    const sort = valuesOf(item, ranges)
    return partition && sort && encodePartitions(partition) + sort.map(encodeSortKey).join('') + tieBreaker
  }

  #entryOf(stored: StoredItem, tieBreaker: string): IndexEntry | undefined {
    const key = this.entryKeyOf(stored.item, tieBreaker)
    return key === undefined ? undefined : { key, stored: this.#project(stored) }
  }

  #project(stored: StoredItem): StoredItem {
    const { projected } = this.definition
    if (!projected) return stored
    const item = createAttributeMap()
    for (const name of projected) {
      const value = stored.item[name]
      if (value) item[name] = value
    }
    return { id: stored.id, item, bytes: itemSizeBytes(item) }
  }

  #apply({ removed, added }: IndexChange): void {
    if (removed && removed.key !== added?.key) this.#entries.delete(removed.key)
    if (added) this.#entries.set(added.key, added.stored)
  }
}

/** The values of key attributes; `undefined` where one is missing. */
function valuesOf(item: Item, attributes: readonly KeyAttribute[]): AttributeValue[] | undefined {
  const values: AttributeValue[] = []
  for (const { name } of attributes) {
    const value = item[name]
    if (!value) return undefined
    values.push(value)
  }
  return values
}
