import type { Item } from '../attribute-value.ts'
import { encodePartition, encodeSortKey } from './key-encoding.ts'
import { type IndexChange, SecondaryIndex } from './secondary-index.ts'
import { SortedEntries } from './sorted-entries.ts'
import type { StoredItem } from './stored-item.ts'
import type { TableDefinition } from './table-definition.ts'

/** When a write of the table can be read from its global indexes. */
export interface Visibility {
  readonly now: number
  readonly globalIndexesAt: number
}

/** How one index changed with a write. */
export interface IndexWrite {
  readonly index: SecondaryIndex
  readonly change: IndexChange
}

/** The items of a table and its indexes. */
export class Table {
  readonly definition: TableDefinition
  readonly createdAt: number
  readonly items: SortedEntries<StoredItem> = new SortedEntries()
  readonly indexes: ReadonlyMap<string, SecondaryIndex>
  /** The attribute that holds an item's expiry, while time to live is enabled. */
  timeToLiveAttribute: string | undefined
  #bytes = 0

  constructor(definition: TableDefinition, createdAt: number) {
    this.definition = definition
    this.createdAt = createdAt
    this.indexes = new Map(definition.indexes.map((index) => [index.name, new SecondaryIndex(index)]))
  }

  get name(): string {
    return this.definition.name
  }

  /** The size of all items together. */
  get bytes(): number {
    return this.#bytes
  }

  /** Where an item with these key attributes stands. They must be there, and of their types. */
  keyOf(item: Item): string {
    const { hash, range } = this.definition.keys
    const partition = encodePartition(keyValue(item, hash.name))
    return range ? partition + encodeSortKey(keyValue(item, range.name)) : partition
  }

  /** Puts `next` in the place of `previous`; either may be missing. Returns what changed in the indexes. */
  write(
    previous: StoredItem | undefined,
    next: StoredItem | undefined,
    visibility: Visibility,
  ): IndexWrite[] {
    if (next) this.items.set(next.key, next)
    else if (previous) this.items.delete(previous.key)
    this.#bytes += (next?.bytes ?? 0) - (previous?.bytes ?? 0)
    const writes: IndexWrite[] = []
    for (const index of this.indexes.values()) {
      const change = index.changeOf(previous, next)
      if (!change) continue
      const local = index.definition.kind === 'local'
      index.accept(change, local ? visibility.now : visibility.globalIndexesAt, visibility.now)
      writes.push({ index, change })
    }
    return writes
  }
}

function keyValue(item: Item, name: string): Item[string] {
  const value = item[name]
  if (!value) throw new TypeError(`the key attribute ${name} is missing`)
  return value
}
