import type { Item } from '../attribute-value.ts'
import type { KeyNames, Update } from './expression-tree.ts'

/** An item after an update, and the parts that the update touched. */
export interface UpdateResult {
  /** The new item, which shares what did not change with the old one. */
  readonly item: Item
  /** For `ReturnValues: 'UPDATED_OLD'`: what the touched paths held before. `undefined` when they held nothing. */
  updatedOld(): Item | undefined
  /** For `ReturnValues: 'UPDATED_NEW'`: what the touched paths hold now. `undefined` when they hold nothing. */
  updatedNew(): Item | undefined
}

/**
 * Applies an update to an item; for an item that does not exist yet, to its key alone. Does not check the size of the result.
 *
 * @throws DynamoDBException `ValidationException` for an operand of the wrong type, a path that leads nowhere, or a number that overflows
 */
export function applyUpdate(update: Update, item: Item): UpdateResult {
  throw new Error(`not yet: ${update} ${item}`)
}

/**
 * Refuses an update of a key attribute of the table.
 *
 * @throws DynamoDBException `ValidationException`: `... Cannot update attribute pk. This attribute is part of the key`
 */
export function assertUpdateWithoutKeys(update: Update, keys: KeyNames): void {
  throw new Error(`not yet: ${update} ${keys}`)
}
