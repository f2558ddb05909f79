import { itemSizeBytes, MAX_ITEM_BYTES } from './attributes/attribute-size.ts'
import { parseItem } from './attributes/attribute-validation.ts'
import type { Item } from './attributes/attribute-value.ts'
import { validationException } from './exceptions.ts'
import { assertItemKeys } from './operations/key-rules.ts'
import type { Table } from './store/table.ts'

/** Puts items into a table, at once visible in its indexes, with PutItem's checks of each. */
export function loadItems(table: Table, items: Iterable<Item>, now: number): void {
  for (const raw of items) {
    const item = parseItem(raw)
    assertItemKeys(item, table.definition)
    const bytes = itemSizeBytes(item)
    if (bytes > MAX_ITEM_BYTES) throw validationException('Item size has exceeded the maximum allowed size')
    const id = table.idOf(item)
    table.write(table.items.get(id), { id, item, bytes }, { now, globalIndexesAt: now })
  }
}
