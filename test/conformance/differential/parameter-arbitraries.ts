import fc from 'fast-check'
import type { Input } from '../conformance-case.ts'
import { texts } from './expression-arbitraries.ts'
import { type Expressions, withPlaceholders } from './placeholder-arbitraries.ts'

export const capacity: fc.Arbitrary<Input> = fc.constantFrom<Input>(
  {},
  {},
  {},
  {},
  { ReturnConsumedCapacity: 'TOTAL' },
)
export const onFailure: fc.Arbitrary<Input> = fc.constantFrom<Input>(
  {},
  { ReturnValuesOnConditionCheckFailure: 'ALL_OLD' },
  { ReturnValuesOnConditionCheckFailure: 'NONE' },
)
export const conditionally: fc.Arbitrary<Expressions> = fc
  .option(texts.condition, { freq: 2 })
  .map((ConditionExpression) => (ConditionExpression === null ? {} : { ConditionExpression }))
export const updating: fc.Arbitrary<Expressions> = fc
  .tuple(texts.update, fc.option(texts.condition, { freq: 2 }))
  .map(([UpdateExpression, ConditionExpression]) => ({
    UpdateExpression,
    ...(ConditionExpression !== null && { ConditionExpression }),
  }))

/** A projection now and then, with the names that it uses. */
export const projected: fc.Arbitrary<Input> = withPlaceholders(
  fc
    .option(texts.projection)
    .map((ProjectionExpression) => (ProjectionExpression === null ? {} : { ProjectionExpression })),
)
