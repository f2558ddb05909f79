import type { Item } from '../attribute-value.ts'
import type { Condition, KeyNames } from './expression-tree.ts'

/** Whether `condition` holds for `item`; an item that does not exist is an empty map. */
export function evaluateCondition(condition: Condition, item: Item): boolean {
  throw new Error(`not yet: ${condition} ${item}`)
}

/**
 * Refuses a filter that names a key attribute of what is queried.
 *
 * @throws DynamoDBException `ValidationException`
 */
export function assertFilterWithoutKeys(filter: Condition, keys: KeyNames): void {
  throw new Error(`not yet: ${filter} ${keys}`)
}
