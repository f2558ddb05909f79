import type { Item } from '../attributes/attribute-value.ts'
import { encodeKeyValue } from './key-encoding.ts'
import type { StoredItem } from './stored-item.ts'
import type { Table } from './table.ts'

/** Copies of a table's items, by partition key and then sort key. */
export function dumpItems(table: Table): Item[] {
  const { hash, range } = table.definition.keys
  const rows: { readonly hash: string; readonly range: string; readonly item: Item }[] = []
  forEachItem(table, ({ item }) => {
    rows.push({ hash: encoded(item, hash.name), range: range ? encoded(item, range.name) : '', item })
  })
  rows.sort((a, b) => compare(a.hash, b.hash) || compare(a.range, b.range))
  return rows.map(({ item }) => JSON.parse(JSON.stringify(item)) as Item)
}

/** Visits every item of a table, which must not change meanwhile. */
export function forEachItem(table: Table, visit: (stored: StoredItem) => void): void {
  table.items.walk('', '\uffff', false, (stored) => {
    visit(stored)
    return true
  })
}

function encoded(item: Item, name: string): string {
  const value = item[name]
  return value ? encodeKeyValue(value) : ''
}

function compare(a: string, b: string): number {
  if (a === b) return 0
  return a < b ? -1 : 1
}
