import type { Condition, KeyCondition, Projection, Update } from './expression-tree.ts'

/** The parts of a request that are about expressions, as they came. Parts that an operation does not have are left out. */
export interface ExpressionRequest {
  readonly ConditionExpression?: unknown
  readonly FilterExpression?: unknown
  readonly KeyConditionExpression?: unknown
  readonly UpdateExpression?: unknown
  readonly ProjectionExpression?: unknown
  readonly ExpressionAttributeNames?: unknown
  readonly ExpressionAttributeValues?: unknown
}

/** The expressions of a request, names and values filled in, ready to be evaluated. */
export interface CompiledExpressions {
  readonly condition?: Condition
  readonly filter?: Condition
  readonly keyCondition?: KeyCondition
  readonly update?: Update
  readonly projection?: Projection
}

/**
 * Compiles every expression of one request and checks all that DynamoDB checks without looking at the table, in DynamoDB's order: names and
 * values, syntax, reserved words, undefined and unused placeholders, operand types, overlapping paths, limits.
 *
 * @throws DynamoDBException `ValidationException`
 */
export function compileExpressions(request: ExpressionRequest): CompiledExpressions {
  throw new Error(`not yet: ${request}`)
}
