import type { Item } from '../attributes/attribute-value.ts'

/** A stored item. Never changed: a write replaces it, so that readers may keep it. */
export interface StoredItem {
  /** Its key, as `Table.idOf` writes it. */
  readonly id: string
  readonly item: Item
  /** Its size as DynamoDB counts it. */
  readonly bytes: number
}
