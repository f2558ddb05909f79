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

const parametersByAction: readonly (readonly [action: string, ExpressionParameters])[] = [
  ['ConditionCheck', { ...CONDITION, legacy: [] }],
  ['Put', { ...CONDITION, legacy: [] }],
  ['Delete', { ...CONDITION, legacy: [] }],
  ['Update', { ...UPDATE, legacy: [] }],
  ['Get', { ...PROJECTION, legacy: [] }],
]

/** Operations that miss a table's name in words of their own. */
const TABLE_OPERATIONS: ReadonlySet<OperationName> = new Set([
  'CreateTable',
  'DescribeTable',
  'DeleteTable',
  'UpdateTimeToLive',
  'DescribeTimeToLive',
])

export function isSupportedOperation(operation: string): operation is OperationName {
  return Object.hasOwn(requestShapes, operation)
}

/**
 * Refuses what is wrong with a request before anyone asks what it means: types, constraints, parameters that
 * contradict one another, and parameters that the fake does not carry out.
 *
 * @throws DynamoDBException `SerializationException` or `ValidationException`
 */
export function assertSupported(operation: OperationName, input: RequestInput): void {
  if (TABLE_OPERATIONS.has(operation) && !isGiven(input['TableName'])) {
    throw validationException("The parameter 'TableName' is required but was not present in the request")
  }
  checkShape(requestShapes[operation], input)
  const parameters = parametersByOperation[operation]
  if (parameters) assertExpressionParameters(parameters, input)
  if (isGiven(input['RequestItems'])) assertBatch(operation, input['RequestItems'] as RequestInput)
  if (isGiven(input['TransactItems'])) assertTransaction(input['TransactItems'] as readonly RequestInput[])
}

function assertBatch(operation: OperationName, requestItems: RequestInput): void {
  if (operation !== 'BatchGetItem') return
  for (const read of Object.values(requestItems)) assertExpressionParameters(PROJECTION, read as RequestInput)
}

function assertTransaction(items: readonly RequestInput[]): void {
  for (const item of items) {
    for (const [name, parameters] of parametersByAction) {
      const action = (item[name] ?? undefined) as RequestInput | undefined
      if (action) assertExpressionParameters(parameters, action)
    }
  }
}

function assertExpressionParameters(
  { legacy, expressions }: ExpressionParameters,
  input: RequestInput,
): void {
  for (const name of legacy) {
    if (isGiven(input[name])) throw legacyRefused(legacy, expressions, input)
  }
  if (isGiven(input['ExpressionAttributeNames']) && !expressions.some((name) => isGiven(input[name]))) {
    throw validationException('ExpressionAttributeNames can only be specified when using expressions')
  }
  if (!isGiven(input['ExpressionAttributeValues'])) return
  const withValues = expressions.filter((name) => name !== 'ProjectionExpression')
  if (withValues.some((name) => isGiven(input[name]))) return
  const absent = `${withValues.join(' and ')} ${withValues.length > 1 ? 'are' : 'is'} null`
  throw validationException(
    `ExpressionAttributeValues can only be specified when using expressions: ${absent}`,
  )
}

function legacyRefused(
  legacy: readonly string[],
  expressions: readonly string[],
  input: RequestInput,
): DynamoDBException {
  const old = legacy.filter((name) => isGiven(input[name])).join(', ')
  const given = expressions.filter((name) => isGiven(input[name])).join(', ')
  return validationException(
    given === ''
      ? `FakeDynamoDB does not implement the legacy parameter ${old}: use ${expressions.join(', ')}`
      : 'Can not use both expression and non-expression parameters in the same request: ' +
          `Non-expression parameters: {${old}} Expression parameters: {${given}}`,
  )
}

function isGiven(value: unknown): boolean {
  return value !== undefined && value !== null
}
