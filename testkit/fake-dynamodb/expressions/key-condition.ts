import type { KeyCondition, KeyNames, KeyRange } from './expression-tree.ts'

/** A key attribute's declared type, as in `AttributeDefinitions`. */
export type KeyTypes = Readonly<Record<string, 'S' | 'N' | 'B'>>

/**
 * What a key condition asks of the keys of a table or index: exactly one `=` on the partition key and at most one condition on
 * the sort key, of the declared types.
 *
 * @throws DynamoDBException `ValidationException`
 */
export function resolveKeyCondition(condition: KeyCondition, keys: KeyNames, types: KeyTypes): KeyRange {
  throw new Error(`not yet: ${condition} ${keys} ${types}`)
}
