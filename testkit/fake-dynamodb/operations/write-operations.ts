import type { Item } from '../attributes/attribute-value.ts'
import { writeUnits } from '../capacity.ts'
import { DynamoDBException } from '../exceptions.ts'
import { itemCollectionMetricsOf } from './item-collection-metrics.ts'
import type { Operation, OperationContext } from './operation-context.ts'
import {
  commitWrite,
  computeWrite,
  conditionHolds,
  locateWrite,
  type WriteAction,
  type WriteOutcome,
} from './write-action.ts'
import { parseDelete, parsePut, parseUpdate, type WriteRequest } from './write-request.ts'

export const putItem: Operation = (input, context) => writeOne(parsePut(input), input, context)

export const updateItem: Operation = (input, context) => writeOne(parseUpdate(input), input, context)

export const deleteItem: Operation = (input, context) => writeOne(parseDelete(input), input, context)

function writeOne(
  request: WriteRequest,
  input: Readonly<Record<string, unknown>>,
  context: OperationContext,
): object {
  const table = context.store.get(request.tableName)
  const action = locateWrite(request, table)
  const previous = table.items.get(action.id)
  if (!conditionHolds(action, previous)) {
    // A condition that fails has read the item with the write path, and is charged as a write of it.
    context.capacity.write(table.name, writeUnits(previous?.bytes ?? 0, 0))
    throw conditionalCheckFailed(request, previous?.item)
  }
  const outcome = computeWrite(action, previous)
  commitWrite(action, outcome, context)
  return {
    Attributes: returnedAttributes(input['ReturnValues'], outcome),
    ConsumedCapacity: context.capacity.reportOne(),
    ItemCollectionMetrics: metricsOf(input, action, outcome),
  }
}

function conditionalCheckFailed(request: WriteRequest, item: Item | undefined): DynamoDBException {
  return new DynamoDBException(
    'ConditionalCheckFailedException',
    'The conditional request failed',
    request.showsItemOnFailure && item ? { Item: item } : {},
  )
}

function returnedAttributes(
  returnValues: unknown,
  { previous, next, update }: WriteOutcome,
): Item | undefined {
  switch (returnValues) {
    case 'ALL_OLD':
      return previous?.item
    case 'ALL_NEW':
      return next?.item
    case 'UPDATED_OLD':
      return previous && update?.updatedOld()
    case 'UPDATED_NEW':
      return update?.updatedNew()
    default:
      return undefined
  }
}

function metricsOf(
  input: Readonly<Record<string, unknown>>,
  { table }: WriteAction,
  { previous, next }: WriteOutcome,
): object | undefined {
  const item = next?.item ?? previous?.item
  return input['ReturnItemCollectionMetrics'] === 'SIZE' && item
    ? itemCollectionMetricsOf(table, item)
    : undefined
}
