import { plain, sorted } from '../../case-makers.ts'
import {
  type CaseMaker,
  type ConformanceCase,
  type Input,
  invalid,
  type OperationName,
  type Refuses,
  step,
} from '../../conformance-case.ts'
import { PLAIN, SORTED } from '../../tables.ts'
import { given, ofSample, placeholders } from './sample.ts'

/** An expression, and the message of the `ValidationException` that it gets. */
export type Refusal = readonly [expression: string, refused: string | Refuses]

type ExpressionName = `${'Condition' | 'Filter' | 'KeyCondition' | 'Projection' | 'Update'}Expression`

const requests: Readonly<Record<ExpressionName, readonly [CaseMaker, OperationName, Input]>> = {
  ConditionExpression: [plain, 'DeleteItem', ofSample],
  FilterExpression: [plain, 'Scan', { TableName: PLAIN }],
  KeyConditionExpression: [sorted, 'Query', { TableName: SORTED }],
  ProjectionExpression: [plain, 'GetItem', ofSample],
  UpdateExpression: [plain, 'UpdateItem', ofSample],
}

/** Cases of expressions that are refused. */
export function refusals(name: ExpressionName, rows: readonly Refusal[]): ConformanceCase[] {
  const [make, operation, request] = requests[name]
  return rows.map(([expression, refused]) => {
    const input = { ...request, [name]: expression, ...placeholders(expression) }
    const expected = typeof refused === 'string' ? invalid(refused) : refused
    const title = `«${expression.slice(0, 80)}» is refused`
    return make(title, ...(make === plain ? [given] : []), step(operation, input, expected))
  })
}

/** The same, for what is wrong with the expression itself: the message begins with its name. */
export function invalidExpressions(
  name: ExpressionName,
  rows: readonly (readonly [expression: string, message: string])[],
): ConformanceCase[] {
  return refusals(
    name,
    rows.map(([expression, message]) => [expression, `Invalid ${name}: ${message}`]),
  )
}
