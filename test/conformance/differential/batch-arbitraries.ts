import fc from 'fast-check'
import type { Input } from '../conformance-case.ts'
import { texts } from './expression-arbitraries.ts'
import { conditionally, onFailure, projected, updating } from './parameter-arbitraries.ts'
import { itemAt, keyed, merge, place, puttable } from './place-arbitraries.ts'
import { withPlaceholders } from './placeholder-arbitraries.ts'

const tablesOf = (lists: readonly (readonly [string, unknown])[]): Record<string, unknown[]> => {
  const byTable: Record<string, unknown[]> = {}
  for (const [TableName, member] of lists) byTable[TableName] = [...(byTable[TableName] ?? []), member]
  return byTable
}
export const batchWrite: fc.Arbitrary<Input> = fc
  .array(
    place.chain((where) =>
      fc.oneof(
        {
          weight: 3,
          arbitrary: itemAt(where).map((Item) => [where.TableName, { PutRequest: { Item } }] as const),
        },
        {
          weight: 2,
          arbitrary: fc.constant([where.TableName, { DeleteRequest: { Key: where.key } }] as const),
        },
      ),
    ),
    { minLength: 1, maxLength: 4 },
  )
  .map((requests) => ({ RequestItems: tablesOf(requests) }))
export const batchGet: fc.Arbitrary<Input> = fc
  .tuple(fc.array(place, { minLength: 1, maxLength: 4 }), projected)
  .map(([places, expressions]) => {
    const keys = tablesOf(places.map(({ TableName, key }) => [TableName, key]))
    return {
      RequestItems: Object.fromEntries(
        Object.entries(keys).map(([TableName, Keys]) => [TableName, { Keys, ...expressions }]),
      ),
    }
  })

export const transactWrite: fc.Arbitrary<Input> = fc
  .tuple(
    fc.array(
      place.chain((where) =>
        fc.oneof(
          {
            weight: 3,
            arbitrary: merge(puttable(where), withPlaceholders(conditionally), onFailure).map((Put) => ({
              Put,
            })),
          },
          {
            weight: 3,
            arbitrary: merge(keyed(where), withPlaceholders(updating), onFailure).map((Update) => ({
              Update,
            })),
          },
          {
            weight: 2,
            arbitrary: merge(keyed(where), withPlaceholders(conditionally), onFailure).map((Delete) => ({
              Delete,
            })),
          },
          {
            weight: 2,
            arbitrary: merge(
              keyed(where),
              withPlaceholders(texts.condition.map((ConditionExpression) => ({ ConditionExpression }))),
              onFailure,
            ).map((ConditionCheck) => ({ ConditionCheck })),
          },
        ),
      ),
      { minLength: 1, maxLength: 4 },
    ),
    fc.option(fc.constantFrom('first', 'second'), { freq: 4 }),
  )
  .map(([TransactItems, token]) => ({ TransactItems, ...(token !== null && { ClientRequestToken: token }) }))
export const transactGet: fc.Arbitrary<Input> = fc
  .array(
    place.chain((where) => merge(keyed(where), projected)),
    { minLength: 1, maxLength: 4 },
  )
  .map((reads) => ({ TransactItems: reads.map((Get) => ({ Get })) }))
