import { type DynamoDBException, validationException } from '../exceptions.ts'
import { checkShape } from './check-shape.ts'
import { type OperationName, requestShapes } from './request-shapes.ts'
import type { RequestInput } from './shape.ts'

/** What an operation, or one action of it, has to do with expressions. */
interface ExpressionParameters {
  /** Parameters of before expressions, which the fake does not carry out. */
  readonly legacy: readonly string[]
  readonly expressions: readonly string[]
}

const CONDITION: ExpressionParameters = {
  legacy: ['Expected', 'ConditionalOperator'],
  expressions: ['ConditionExpression'],
}
const UPDATE: ExpressionParameters = {
  legacy: ['AttributeUpdates', 'Expected', 'ConditionalOperator'],
  expressions: ['UpdateExpression', 'ConditionExpression'],
}
const PROJECTION: ExpressionParameters = {
  legacy: ['AttributesToGet'],
  expressions: ['ProjectionExpression'],
}

const parametersByOperation: Readonly<Record<string, ExpressionParameters>> = {
  PutItem: CONDITION,
  DeleteItem: CONDITION,
  UpdateItem: UPDATE,
  GetItem: PROJECTION,
  Query: {
    legacy: ['AttributesToGet', 'QueryFilter', 'ConditionalOperator', 'KeyConditions'],
    expressions: ['ProjectionExpression', 'FilterExpression', 'KeyConditionExpression'],
  },
  Scan: {
    legacy: ['AttributesToGet', 'ScanFilter', 'ConditionalOperator'],
    expressions: ['ProjectionExpression', 'FilterExpression'],
  },
}

const parametersByAction: Readonly<Record<string, ExpressionParameters>> = {
  ConditionCheck: { ...CONDITION, legacy: [] },
  Put: { ...CONDITION, legacy: [] },
  Delete: { ...CONDITION, legacy: [] },
  Update: { ...UPDATE, legacy: [] },
  Get: { ...PROJECTION, legacy: [] },
}

const TABLE_NAME = /^[a-zA-Z0-9_.-]{3,255}$/

export function isSupportedOperation(operation: string): operation is OperationName {
  return Object.hasOwn(requestShapes, operation)
}

/**
 * Refuses what is wrong with a request before anyone asks what it means: types, constraints, names of tables, and parameters that
 * the fake does not carry out.
 *
 * @throws DynamoDBException `SerializationException` or `ValidationException`
 */
export function assertSupported(operation: OperationName, input: RequestInput): void {
  checkShape(requestShapes[operation], input)
  if (isGiven(input['TableName'])) assertTableName(input['TableName'] as string)
  const parameters = parametersByOperation[operation]
  if (parameters) assertExpressionParameters(parameters, input)
  if (isGiven(input['RequestItems'])) assertBatch(operation, input['RequestItems'] as RequestInput)
  if (isGiven(input['TransactItems'])) assertTransaction(input['TransactItems'] as readonly RequestInput[])
}

function assertBatch(operation: OperationName, requestItems: RequestInput): void {
  for (const tableName of Object.keys(requestItems)) {
    assertTableName(tableName)
    const ofTable = requestItems[tableName]
    if (operation === 'BatchGetItem') assertExpressionParameters(PROJECTION, ofTable as RequestInput)
  }
}

function assertTransaction(items: readonly RequestInput[]): void {
  for (const item of items) {
    for (const [name, parameters] of Object.entries(parametersByAction)) {
      const action = (item[name] ?? undefined) as RequestInput | undefined
      if (!action) continue
      assertTableName(action['TableName'] as string)
      assertExpressionParameters(parameters, action)
    }
  }
}

function assertTableName(name: string): void {
  if (TABLE_NAME.test(name) || name.startsWith('arn:')) return
  throw validationException(
    'Invalid table/index name.  Table/index names must be between 3 and 255 characters long, ' +
      "and may contain only the characters a-z, A-Z, 0-9, '_', '-', and '.'",
  )
}

function assertExpressionParameters(
  { legacy, expressions }: ExpressionParameters,
  input: RequestInput,
): void {
  const given = expressions.filter((name) => isGiven(input[name]))
  const old = legacy.filter((name) => isGiven(input[name]))
  if (old.length > 0) throw legacyRefused(old, given, expressions)
  if (isGiven(input['ExpressionAttributeNames']) && given.length === 0) {
    throw validationException('ExpressionAttributeNames can only be specified when using expressions')
  }
  if (!isGiven(input['ExpressionAttributeValues'])) return
  const withValues = expressions.filter((name) => name !== 'ProjectionExpression')
  if (withValues.some((name) => given.includes(name))) return
  const absent = `${withValues.join(' and ')} ${withValues.length > 1 ? 'are' : 'is'} null`
  throw validationException(
    `ExpressionAttributeValues can only be specified when using expressions: ${absent}`,
  )
}

function legacyRefused(
  legacy: readonly string[],
  given: readonly string[],
  expressions: readonly string[],
): DynamoDBException {
  return validationException(
    given.length > 0
      ? 'Can not use both expression and non-expression parameters in the same request: ' +
          `Non-expression parameters: {${legacy.join(', ')}} Expression parameters: {${given.join(', ')}}`
      : `FakeDynamoDB does not implement the legacy parameter ${legacy.join(', ')}: use ${expressions.join(', ')}`,
  )
}

function isGiven(value: unknown): boolean {
  return value !== undefined && value !== null
}
