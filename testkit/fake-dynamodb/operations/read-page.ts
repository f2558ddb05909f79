import { readUnits } from '../capacity.ts'
import { evaluateCondition } from '../expressions/evaluate-condition.ts'
import type { Condition, Projection } from '../expressions/expression-tree.ts'
import type { RequestInput } from '../requests/shape.ts'
import type { StoredItem } from '../store/stored-item.ts'
import { project } from './get-item.ts'
import type { OperationContext } from './operation-context.ts'
import type { Bounds } from './query-bounds.ts'
import { entryKeyOf, type ReadSource } from './read-source.ts'

const PAGE_BYTES = 1_048_576

/** One page of a query or scan: what to read, in which order, and what to make of it. */
export interface PageRequest {
  readonly source: ReadSource
  readonly bounds: Bounds
  readonly reverse: boolean
  readonly filter: Condition | undefined
  readonly projection: Projection | undefined
  /**
   * Whether the items are read from the table, because the local index does not hold all that is asked for.
   */
  readonly fetches: boolean
}

/**
 * Reads until the limit, until 1 MB (of the table, if items are read from it), or to the end, and filters the
 * result. A limit counts items before the filter. A page that ends at its limit has a `LastEvaluatedKey` even
 * if nothing follows.
 *
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Query.Pagination.html
 */
export function readPage(page: PageRequest, input: RequestInput, context: OperationContext): object {
  const { source, filter } = page
  const limit = Math.floor((input['Limit'] as number | null | undefined) ?? Number.POSITIVE_INFINITY)
  const matches: StoredItem[] = []
  const fetched: StoredItem[] = []
  let scanned = 0
  let bytes = 0
  let pageBytes = 0
  let last: StoredItem | undefined
  source.entries.walk(page.bounds.lower, page.bounds.upper, page.reverse, (stored) => {
    scanned += 1
    bytes += stored.bytes
    const whole = page.fetches ? (source.table.items.get(stored.id) ?? stored) : stored
    if (page.fetches) fetched.push(whole)
    pageBytes += whole.bytes
    if (!filter || evaluateCondition(filter, stored.item)) matches.push(whole)
    if (scanned < limit && pageBytes < PAGE_BYTES) return true
    last = stored
    return false
  })
  const consistent = input['ConsistentRead'] === true
  // What a local index does not hold is read from the table before the filter, item by item.
  for (const whole of fetched) context.capacity.read(source.table.name, readUnits(whole.bytes, consistent))
  context.capacity.read(source.table.name, readUnits(bytes, consistent), source.definition)
  return {
    Items:
      input['Select'] === 'COUNT' ? undefined : matches.map(({ item }) => project(item, page.projection)),
    Count: matches.length,
    ScannedCount: scanned,
    LastEvaluatedKey: last && entryKeyOf(last.item, source),
    ConsumedCapacity: context.capacity.reportOne(),
  }
}
