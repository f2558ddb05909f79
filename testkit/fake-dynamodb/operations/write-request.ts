import { itemSizeBytes, MAX_ITEM_BYTES } from '../attributes/attribute-size.ts'
import { parseItem } from '../attributes/attribute-validation.ts'
import type { Item } from '../attributes/attribute-value.ts'
import { validationException } from '../exceptions.ts'
import { compileExpressions } from '../expressions/compile-expressions.ts'
import type { CompiledExpressions, Condition, Path, Update } from '../expressions/expression-tree.ts'
import type { RequestInput } from '../requests/shape.ts'
import { nestedPathsOf } from './path-rules.ts'

interface WriteBasis {
  readonly tableName: string
  readonly condition?: Condition | undefined
  /** The paths of its expressions that lead into an attribute. */
  readonly nestedPaths: readonly Path[]
  /** Whether a failed condition shows the item as it is. */
  readonly showsItemOnFailure: boolean
}

export interface PutRequest extends WriteBasis {
  readonly kind: 'put'
  readonly item: Item
  readonly bytes: number
}

export interface UpdateRequest extends WriteBasis {
  readonly kind: 'update'
  readonly key: Item
  readonly update?: Update | undefined
}

export interface DeleteRequest extends WriteBasis {
  readonly kind: 'delete'
  readonly key: Item
}

export interface CheckRequest extends WriteBasis {
  readonly kind: 'check'
  readonly key: Item
}

/** One action on one item, checked as far as it can be without its table. */
export type WriteRequest = PutRequest | UpdateRequest | DeleteRequest | CheckRequest

/** @throws DynamoDBException `ValidationException` */
export function parsePut(input: RequestInput, returnValues: unknown = input['ReturnValues']): PutRequest {
  const item = parseItem(input['Item'])
  assertReturnValues(returnValues)
  const bytes = itemSizeBytes(item)
  if (bytes > MAX_ITEM_BYTES) throw validationException('Item size has exceeded the maximum allowed size')
  return { kind: 'put', item, bytes, ...basisOf(input) }
}

/** @throws DynamoDBException `ValidationException` */
export function parseUpdate(input: RequestInput): UpdateRequest {
  const key = parseItem(input['Key'])
  const compiled = compileExpressions({
    UpdateExpression: input['UpdateExpression'],
    ConditionExpression: input['ConditionExpression'],
    ExpressionAttributeNames: input['ExpressionAttributeNames'],
    ExpressionAttributeValues: input['ExpressionAttributeValues'],
  })
  return {
    kind: 'update',
    key,
    update: compiled.update,
    condition: compiled.condition,
    nestedPaths: nestedPathsOf(compiled, input),
    tableName: input['TableName'] as string,
    showsItemOnFailure: showsItemOnFailure(input),
  }
}

/** @throws DynamoDBException `ValidationException` */
export function parseDelete(
  input: RequestInput,
  returnValues: unknown = input['ReturnValues'],
): DeleteRequest {
  const key = parseItem(input['Key'])
  assertReturnValues(returnValues)
  return { kind: 'delete', key, ...basisOf(input) }
}

/** @throws DynamoDBException `ValidationException` */
export function parseCheck(input: RequestInput): CheckRequest {
  return { kind: 'check', key: parseItem(input['Key']), ...basisOf(input) }
}

function basisOf(input: RequestInput): WriteBasis {
  const compiled = compileCondition(input)
  return {
    tableName: input['TableName'] as string,
    condition: compiled.condition,
    nestedPaths: nestedPathsOf(compiled, input),
    showsItemOnFailure: showsItemOnFailure(input),
  }
}

function compileCondition(input: RequestInput): CompiledExpressions {
  const ConditionExpression = input['ConditionExpression'] ?? undefined
  if (ConditionExpression === undefined) return {}
  return compileExpressions({
    ConditionExpression,
    ExpressionAttributeNames: input['ExpressionAttributeNames'],
    ExpressionAttributeValues: input['ExpressionAttributeValues'],
  })
}

function showsItemOnFailure(input: RequestInput): boolean {
  return input['ReturnValuesOnConditionCheckFailure'] === 'ALL_OLD'
}

function assertReturnValues(given: unknown): void {
  const values = given ?? 'NONE'
  if (values !== 'NONE' && values !== 'ALL_OLD') {
    throw validationException('ReturnValues can only be ALL_OLD or NONE')
  }
}
