import type { Item } from '../attributes/attribute-value.ts'
import { validationException } from '../exceptions.ts'
import { compileExpressions } from '../expressions/compile-expressions.ts'
import { assertFilterWithoutKeys } from '../expressions/evaluate-condition.ts'
import { assertKeyConditionShape, resolveKeyCondition } from '../expressions/key-condition.ts'
import { encodePartitions } from '../store/key-encoding.ts'
import type { Operation } from './operation-context.ts'
import { assertScalarKeys, nestedPathsOf } from './path-rules.ts'
import { type Bounds, type QueryBounds, queryBoundsOf } from './query-bounds.ts'
import { readPage } from './read-page.ts'
import { locateStartKey, parseStartKey, type ReadSource, readSourceOf } from './read-source.ts'
import { assertFilterProjected, assertSelect, needsTable } from './selected-attributes.ts'

export const query: Operation = (input, context) => {
  const startKey = parseStartKey(input)
  const compiled = compileExpressions({
    KeyConditionExpression: input['KeyConditionExpression'],
    FilterExpression: input['FilterExpression'],
    ProjectionExpression: input['ProjectionExpression'],
    ExpressionAttributeNames: input['ExpressionAttributeNames'],
    ExpressionAttributeValues: input['ExpressionAttributeValues'],
  })
  const { keyCondition, filter, projection } = compiled
  if (!keyCondition) {
    throw validationException(
      'Either the KeyConditions or KeyConditionExpression parameter must be specified in the request.',
    )
  }
  assertKeyConditionShape(keyCondition)
  const source = readSourceOf(input, context)
  const { hashes, ranges } = source.keys
  const types = Object.fromEntries([...hashes, ...ranges].map(({ name, type }) => [name, type]))
  const names = { hashes: hashes.map(({ name }) => name), ranges: ranges.map(({ name }) => name) }
  const wanted = queryBoundsOf(resolveKeyCondition(keyCondition, names, types))
  assertSelect(input)
  const reverse = input['ScanIndexForward'] === false
  const bounds = startKey ? resume(startKey, wanted, source, reverse) : absolute(wanted)
  assertScalarKeys(nestedPathsOf(compiled, input), source.table.definition)
  if (filter) assertFilterWithoutKeys(filter, names)
  if (filter) assertFilterProjected(filter, source.definition)
  const fetches = needsTable(input, projection, source.definition)
  return readPage({ source, bounds, reverse, filter, projection, fetches }, input, context)
}

function absolute({ partition, rest }: QueryBounds): Bounds {
  return { lower: partition + rest.lower, upper: partition + rest.upper }
}

/**
 * What is left of a query after its start key.
 *
 * @throws DynamoDBException `ValidationException` for a start key that the query could not have returned
 */
function resume(startKey: Item, wanted: QueryBounds, source: ReadSource, reverse: boolean): Bounds {
  const start = locateStartKey(startKey, source, 'Query')
  const partition = encodePartitions(
    source.keys.hashes.flatMap(({ name }) => (startKey[name] ? [startKey[name]] : [])),
  )
  const rest = start.slice(partition.length)
  if (rest < wanted.rest.lower || rest >= wanted.rest.upper) {
    throw validationException('The provided starting key does not match the range key predicate')
  }
  if (partition !== wanted.partition) {
    throw validationException(
      wanted.narrowed
        ? 'The query can return at most one row and cannot be restarted'
        : 'The provided starting key is outside query boundaries based on provided conditions',
    )
  }
  const { lower, upper } = absolute(wanted)
  return reverse ? { lower, upper: start } : { lower: `${start}\0`, upper }
}
