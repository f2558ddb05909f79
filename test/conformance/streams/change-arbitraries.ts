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

/** A request on the items of a partition, whichever. It fails on neither side, or on both. */
export function anyChange(TableName: string): fc.Arbitrary<(pk: string) => Change> {
  const keys = fc.uniqueArray(sk, { minLength: 1, maxLength: 3 })
  const condition = fc.constantFrom(undefined, 'attribute_exists(pk)', 'attribute_not_exists(pk)')
  const update = fc.constantFrom('SET v = :v', 'SET v = :v REMOVE w', 'SET w = if_not_exists(v, :v)')
  return fc.oneof(
    fc.tuple(sk, attributes, condition).map(
      ([key, more, ConditionExpression]) =>
        (pk: string) =>
          new PutItemCommand({ TableName, Item: item({ pk, sk: key, ...more }), ConditionExpression }),
    ),
    fc.tuple(sk, value, update).map(
      ([key, v, UpdateExpression]) =>
        (pk: string) =>
          new UpdateItemCommand({
            TableName,
            Key: item({ pk, sk: key }),
            UpdateExpression,
            ExpressionAttributeValues: item({ ':v': v }),
          }),
    ),
    sk.map((key) => (pk: string) => new DeleteItemCommand({ TableName, Key: item({ pk, sk: key }) })),
    fc.tuple(keys, attributes, fc.boolean()).map(
      ([of, more, deletes]) =>
        (pk: string) =>
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
        (pk: string) =>
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
