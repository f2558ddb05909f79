import { parseItem } from '../attributes/attribute-validation.ts'
import type { Item } from '../attributes/attribute-value.ts'
import { readUnits } from '../capacity.ts'
import { applyProjection } from '../expressions/apply-projection.ts'
import { compileExpressions } from '../expressions/compile-expressions.ts'
import type { Projection } from '../expressions/expression-tree.ts'
import type { RequestInput } from '../requests/shape.ts'
import type { StoredItem } from '../store/stored-item.ts'
import type { Table } from '../store/table.ts'
import { assertKey } from './key-rules.ts'
import { type Operation, tableOf } from './operation-context.ts'
import { assertScalarKeys, nestedPathsOf } from './path-rules.ts'

export const getItem: Operation = (input, context) => {
  const key = parseItem(input['Key'])
  const projection = compileProjection(input)
  const table = tableOf(input, context)
  const stored = find(table, key)
  if (projection) assertScalarKeys(nestedPathsOf({ projection }, input), table.definition)
  context.capacity.read(table.name, readUnits(stored?.bytes ?? 0, input['ConsistentRead'] === true))
  return {
    Item: stored && project(stored.item, projection),
    ConsumedCapacity: context.capacity.reportOne(),
  }
}

/** @throws DynamoDBException `ValidationException` */
export function compileProjection(input: RequestInput): Projection | undefined {
  const ProjectionExpression = input['ProjectionExpression'] ?? undefined
  if (ProjectionExpression === undefined) return undefined
  return compileExpressions({
    ProjectionExpression,
    ExpressionAttributeNames: input['ExpressionAttributeNames'],
  }).projection
}

/**
 * The item with this key.
 *
 * @throws DynamoDBException `ValidationException` where the key does not match the table's schema
 */
export function find(table: Table, key: Item): StoredItem | undefined {
  assertKey(key, table.definition.keys)
  return table.items.get(table.idOf(key))
}

export function project(item: Item, projection: Projection | undefined): Item {
  return projection ? applyProjection(projection, item) : item
}
