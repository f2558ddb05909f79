import type { AttributeValue, Item } from '../attributes/attribute-value.ts'
import type { TableStream } from '../streams/table-stream.ts'
import { encodePartition, encodeSortKey, encodeTieBreaker } from './key-encoding.ts'
import { KeyedItems } from './keyed-items.ts'
import { type IndexChange, SecondaryIndex } from './secondary-index.ts'
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
  readonly items: KeyedItems = new KeyedItems()
  readonly indexes: ReadonlyMap<string, SecondaryIndex>
  /** The attribute that holds an item's expiry, while time to live is enabled. */
  timeToLiveAttribute: string | undefined
  /** What the stream of the table gets to know; `undefined` for a table without one. */
  readonly stream: TableStream | undefined
  #bytes = 0

  constructor(definition: TableDefinition, createdAt: number, stream?: TableStream) {
    this.definition = definition
    this.createdAt = createdAt
    this.stream = stream
    this.indexes = new Map(definition.indexes.map((index) => [index.name, new SecondaryIndex(index)]))
  }

  get name(): string {
    return this.definition.name
  }

  /** The size of all items together. */
  get bytes(): number {
    return this.#bytes
  }

  /**
   * The key of an item as text: the same for no other item. Its key attributes must be there, and of their
   * types.
   */
  idOf(item: Item): string {
    const { hash, range } = this.definition.keys
    const hashText = scalarText(keyValue(item, hash.name))
    return range ? `${hashText.length}:${hashText}${scalarText(keyValue(item, range.name))}` : hashText
  }

  /** Where an item stands among the others. */
  placeOf(item: Item): string {
    const { hash, range } = this.definition.keys
    const partition = encodePartition(keyValue(item, hash.name))
    return range ? partition + encodeSortKey(keyValue(item, range.name)) : partition
  }

  /**
   * Puts `next` in the place of `previous`; either may be missing. Returns what changed in the indexes.
   * @param expired - whether an item is deleted because its time to live is over
   */
  write(
    previous: StoredItem | undefined,
    next: StoredItem | undefined,
    visibility: Visibility,
    expired: boolean = false,
  ): IndexWrite[] {
    this.stream?.add(previous, next, visibility.now, expired)
    if (next) this.items.set(next, ({ item }) => this.placeOf(item))
    else if (previous) this.items.delete(previous.id)
    this.#bytes += (next?.bytes ?? 0) - (previous?.bytes ?? 0)
    return this.#writeIndexes(previous, next, visibility)
  }

  #writeIndexes(
    previous: StoredItem | undefined,
    next: StoredItem | undefined,
    visibility: Visibility,
  ): IndexWrite[] {
    const writes: IndexWrite[] = []
    const item = next?.item ?? previous?.item
    if (this.indexes.size === 0 || !item) return writes
    const tieBreaker = encodeTieBreaker(this.placeOf(item))
    for (const index of this.indexes.values()) {
      const change = index.changeOf(previous, next, tieBreaker)
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

function scalarText(value: AttributeValue): string {
  if ('S' in value) return value.S
  if ('N' in value) return value.N
  if ('B' in value) return value.B
  throw new TypeError('a key attribute is S, N or B')
}
