import { validationException } from '../exceptions.ts'
import { compileExpressions } from '../expressions/compile-expressions.ts'
import type { RequestInput } from '../requests/shape.ts'
import { segmentBoundary } from '../store/key-encoding.ts'
import type { Operation } from './operation-context.ts'
import { assertScalarKeys, nestedPathsOf } from './path-rules.ts'
import type { Bounds } from './query-bounds.ts'
import { readPage } from './read-page.ts'
import { locateStartKey, parseStartKey, readSourceOf } from './read-source.ts'
import { assertSelect, needsTable } from './selected-attributes.ts'

export const scan: Operation = (input, context) => {
  const startKey = parseStartKey(input)
  const segment = segmentOf(input)
  const compiled = compileExpressions({
    FilterExpression: input['FilterExpression'],
    ProjectionExpression: input['ProjectionExpression'],
    ExpressionAttributeNames: input['ExpressionAttributeNames'],
    ExpressionAttributeValues: input['ExpressionAttributeValues'],
  })
  const { filter, projection } = compiled
  assertSelect(input)
  const source = readSourceOf(input, context)
  const fetches = needsTable(input, projection, source.definition)
  const whole = boundsOf(segment)
  const bounds = startKey ? resume(locateStartKey(startKey, source, 'Scan'), whole, segment) : whole
  assertScalarKeys(nestedPathsOf(compiled, input), source.table.definition)
  return readPage({ source, bounds, reverse: false, filter, projection, fetches }, input, context)
}

interface Segment {
  readonly number: number
  readonly total: number
}

function segmentOf(input: RequestInput): Segment {
  const number = (input['Segment'] as number | null | undefined) ?? undefined
  const total = (input['TotalSegments'] as number | null | undefined) ?? undefined
  if (number === undefined && total === undefined) return { number: 0, total: 1 }
  if (total === undefined) {
    throw validationException(
      'The TotalSegments parameter is required but was not present in the request when Segment parameter ' +
        'is present',
    )
  }
  if (number === undefined) {
    throw validationException(
      'The Segment parameter is required but was not present in the request when parameter TotalSegments ' +
        'is present',
    )
  }
  if (number < total) return { number, total }
  throw validationException(
    'The Segment parameter is zero-based and must be less than parameter TotalSegments: ' +
      `Segment: ${number} is not less than TotalSegments: ${total}`,
  )
}

function boundsOf({ number, total }: Segment): Bounds {
  return { lower: segmentBoundary(number, total), upper: segmentBoundary(number + 1, total) }
}

function resume(start: string, { lower, upper }: Bounds, segment: Segment): Bounds {
  if (start < lower || start >= upper) {
    throw validationException(
      'The provided starting key is invalid: Invalid ExclusiveStartKey. Please use ExclusiveStartKey ' +
        'with correct Segment. ' +
        `TotalSegments: ${segment.total} Segment: ${segment.number}`,
    )
  }
  return { lower: `${start}\0`, upper }
}
