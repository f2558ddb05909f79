import type { KeyRange, RangeCondition } from '../expressions/expression-tree.ts'
import { AFTER, encodePartitions, encodeSortKey, encodeSortKeyPrefix } from '../store/key-encoding.ts'

/** Entries from `lower` (inclusive) to `upper` (exclusive). */
export interface Bounds {
  readonly lower: string
  readonly upper: string
}

/** A query's partition, and what it asks of the rest of the key. */
export interface QueryBounds {
  readonly partition: string
  readonly rest: Bounds
  /** Whether there is a condition on the sort key. */
  readonly narrowed: boolean
}

export function queryBoundsOf({ hashes, prefix, range }: KeyRange): QueryBounds {
  const rest = range ? restBoundsOf(range) : { lower: '', upper: AFTER }
  const before = prefix.map(encodeSortKey).join('')
  return {
    partition: encodePartitions(hashes),
    rest: { lower: before + rest.lower, upper: before + rest.upper },
    narrowed: range !== undefined,
  }
}

function restBoundsOf(range: RangeCondition): Bounds {
  if (range.operator === 'BETWEEN') {
    return { lower: encodeSortKey(range.lower), upper: encodeSortKey(range.upper) + AFTER }
  }
  if (range.operator === 'begins_with') {
    const prefix = encodeSortKeyPrefix(range.value)
    return { lower: prefix, upper: prefix + AFTER }
  }
  const key = encodeSortKey(range.value)
  switch (range.operator) {
    case '=':
      return { lower: key, upper: key + AFTER }
    case '<':
      return { lower: '', upper: key }
    case '<=':
      return { lower: '', upper: key + AFTER }
    case '>':
      return { lower: key + AFTER, upper: AFTER }
    case '>=':
      return { lower: key, upper: AFTER }
  }
}
