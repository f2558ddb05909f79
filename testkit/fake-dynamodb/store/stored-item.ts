import type { Item } from '../attribute-value.ts'

/** An item at rest. Never changed: a write puts another in its place, so that whoever read it may keep it. */
export interface StoredItem {
  /** Where it stands in its table. */
  readonly key: string
  readonly item: Item
  /** Its size as DynamoDB counts it. */
  readonly bytes: number
}
