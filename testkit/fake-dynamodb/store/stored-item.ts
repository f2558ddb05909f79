import type { Item } from '../attributes/attribute-value.ts'

/** An item at rest. Never changed: a write puts another in its place, so that its readers may keep it. */
export interface StoredItem {
  /** Its key, as `Table.idOf` writes it. */
  readonly id: string
  readonly item: Item
  /** Its size as DynamoDB counts it. */
  readonly bytes: number
}
