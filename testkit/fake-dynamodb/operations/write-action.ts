import { itemSizeBytes, MAX_ITEM_BYTES } from '../attributes/attribute-size.ts'
import { createAttributeMap, type Item } from '../attributes/attribute-value.ts'
import { writeUnits } from '../capacity.ts'
import { validationException } from '../exceptions.ts'
import { applyUpdate, assertUpdateWithoutKeys, type UpdateResult } from '../expressions/apply-update.ts'
import { evaluateCondition } from '../expressions/evaluate-condition.ts'
import type { KeyNames } from '../expressions/expression-tree.ts'
import type { StoredItem } from '../store/stored-item.ts'
import type { Table } from '../store/table.ts'
import type { KeySchema } from '../store/table-definition.ts'
import { assertIndexKeys, assertItemKeys, assertKey } from './key-rules.ts'
import type { OperationContext } from './operation-context.ts'
import { assertScalarKeys } from './path-rules.ts'
import type { UpdateRequest, WriteRequest } from './write-request.ts'

/** A write request at its place in its table. */
export interface WriteAction {
  readonly request: WriteRequest
  readonly table: Table
  readonly id: string
}

/** An item before and after an action. */
export interface WriteOutcome {
  readonly previous: StoredItem | undefined
  readonly next: StoredItem | undefined
  readonly update?: UpdateResult | undefined
}

const NO_ITEM: Item = createAttributeMap()

/**
 * Finds the place of a request's item.
 *
 * @throws DynamoDBException `ValidationException` where key attributes do not match the table's schema
 */
export function locateWrite(request: WriteRequest, table: Table): WriteAction {
  const action = findPlace(request, table)
  assertScalarKeys(request.nestedPaths, table.definition)
  return action
}

function findPlace(request: WriteRequest, table: Table): WriteAction {
  if (request.kind === 'put') {
    assertItemKeys(request.item, table.definition)
    return { request, table, id: table.idOf(request.item) }
  }
  assertKey(request.key, table.definition.keys)
  if (request.kind === 'update' && request.update) {
    assertUpdateWithoutKeys(request.update, namesOf(table.definition.keys))
  }
  return { request, table, id: table.idOf(request.key) }
}

/** Whether the action's condition holds for the item at its place. */
export function conditionHolds({ request }: WriteAction, previous: StoredItem | undefined): boolean {
  return !request.condition || evaluateCondition(request.condition, previous?.item ?? NO_ITEM)
}

/**
 * What the item becomes. Writes nothing.
 *
 * @throws DynamoDBException `ValidationException` where the new item would not be valid
 */
export function computeWrite(action: WriteAction, previous: StoredItem | undefined): WriteOutcome {
  const { request, id } = action
  switch (request.kind) {
    case 'put':
      return { previous, next: { id, item: request.item, bytes: request.bytes } }
    case 'delete':
      return { previous, next: undefined }
    case 'check':
      return { previous, next: previous }
    case 'update':
      return computeUpdate(action, request, previous)
  }
}

/** Writes an outcome and counts its units, `factor` times over for a transaction. */
export function commitWrite(
  action: WriteAction,
  { previous, next }: WriteOutcome,
  { capacity, visibility }: OperationContext,
  factor = 1,
): void {
  const { table, request } = action
  capacity.write(table.name, writeUnits(previous?.bytes ?? 0, next?.bytes ?? 0) * factor)
  if (request.kind === 'check') return
  capacity.writeIndexes(table.name, table.write(previous, next, visibility), factor)
}

function computeUpdate(
  { table, id }: WriteAction,
  request: UpdateRequest,
  previous: StoredItem | undefined,
): WriteOutcome {
  const before = previous?.item ?? request.key
  const update = request.update && applyUpdate(request.update, before)
  const item = update?.item ?? before
  if (item === previous?.item) return { previous, next: previous, update }
  assertIndexKeys(item, table.definition, 'update')
  const bytes = itemSizeBytes(item)
  if (bytes > MAX_ITEM_BYTES) {
    throw validationException('Item size to update has exceeded the maximum allowed size')
  }
  return { previous, next: { id, item, bytes }, update }
}

function namesOf({ hash, range }: KeySchema): KeyNames {
  return { hashes: [hash.name], ranges: range ? [range.name] : [] }
}
