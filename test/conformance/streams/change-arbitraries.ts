import {
  BatchWriteItemCommand,
  DeleteItemCommand,
  PutItemCommand,
  TransactWriteItemsCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb'
import fc from 'fast-check'
import { item, numbers, type Plain, strings } from '../attribute-values.ts'

/** A command that may change items of a table. */
export type Change =
  | PutItemCommand
  | UpdateItemCommand
  | DeleteItemCommand
  | BatchWriteItemCommand
  | TransactWriteItemsCommand

const sk = fc.integer({ min: 0, max: 3 })
const value: fc.Arbitrary<Plain> = fc.oneof(
  fc.constantFrom<Plain[]>('', 'text', 0, 1.5, true, null, [1, 'two'], { deep: { x: 1 } }),
  fc.constantFrom(strings('a', 'b'), strings('a'), numbers('1', '2')),
  fc.uint8Array({ maxLength: 4 }),
)
const attributes = fc.dictionary(fc.constantFrom('v', 'w', 'list'), value, { maxKeys: 3 })

/** One request on the items of a partition. It fails on neither side, or on both. */
export function anyChange(TableName: string, pk: string): fc.Arbitrary<Change> {
  const Item = fc.tuple(sk, attributes).map(([key, more]) => item({ pk, sk: key, ...more }))
  const Key = sk.map((key) => item({ pk, sk: key }))
  const keys = fc.uniqueArray(sk, { minLength: 1, maxLength: 3 })
  const update = fc
    .tuple(Key, value, fc.constantFrom('SET v = :v', 'SET v = :v REMOVE w', 'SET w = if_not_exists(v, :v)'))
    .map(([key, v, UpdateExpression]) => ({
      TableName,
      Key: key,
      UpdateExpression,
      ExpressionAttributeValues: item({ ':v': v }),
    }))
  const condition = fc.constantFrom(undefined, 'attribute_exists(pk)', 'attribute_not_exists(pk)')
  return fc.oneof(
    fc
      .tuple(Item, condition)
      .map(([one, ConditionExpression]) => new PutItemCommand({ TableName, Item: one, ConditionExpression })),
    update.map((input) => new UpdateItemCommand(input)),
    Key.map((key) => new DeleteItemCommand({ TableName, Key: key })),
    fc.tuple(keys, attributes, fc.boolean()).map(
      ([of, more, deletes]) =>
        new BatchWriteItemCommand({
          RequestItems: {
            [TableName]: of.map((key, i) =>
              deletes && i > 0
                ? { DeleteRequest: { Key: item({ pk, sk: key }) } }
                : { PutRequest: { Item: item({ pk, sk: key, ...more }) } },
            ),
          },
        }),
    ),
    fc.tuple(keys, attributes, condition).map(
      ([of, more, ConditionExpression]) =>
        new TransactWriteItemsCommand({
          TransactItems: of.map((key, i) =>
            i === 1
              ? { Delete: { TableName, Key: item({ pk, sk: key }), ConditionExpression } }
              : { Put: { TableName, Item: item({ pk, sk: key, ...more }), ConditionExpression } },
          ),
        }),
    ),
  )
}
