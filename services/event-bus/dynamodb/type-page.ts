import type { ResolvedQuery } from '../query/event-query.ts'
import type { ReadPage } from '../query/read-page.ts'
import { keyOf } from './conditions.ts'
import { isExpired, isOwnedBy, positionOf } from './item.ts'
import type { PageBuilder } from './page-builder.ts'
import { GROWTH, type ReadItems, requestFor } from './query-request.ts'

export interface PageReading {
  readonly tableName: string
  readonly read: ReadItems
  readonly builder: PageBuilder
  readonly nowMs: number
  readonly maxPages: number
}

/** A page of events of one type, which the table has in the order of their sort keys. */
export async function readTypePage(
  query: ResolvedQuery & { readonly eventType: string; readonly partitionKey: string },
  { tableName, read, builder, nowMs, maxPages }: PageReading,
): Promise<ReadPage> {
  const request = requestFor(tableName, query, {
    condition: 'pk = :pk',
    values: { ':pk': { S: query.partitionKey } },
    attribute: 'sk',
    lower: query.start,
    // Above every sort key of the last nanosecond, and below those of the next.
    upper: query.end === undefined ? undefined : `${query.end}$`,
  })
  let start = query.after && keyOf(query.after)
  for (let pages = 1, size = query.limit + 1; ; pages++, size *= GROWTH) {
    const { items, last } = await read(request, start, size)
    for (const item of items) {
      if (isExpired(item, nowMs) || !isOwnedBy(item, query)) continue
      builder.add(item, () => ({ ...positionOf(item), publishedAt: '' }))
    }
    if (builder.isFull) return builder.page(builder.last?.key())
    if (!last) return builder.page()
    if (pages >= maxPages) return builder.page({ ...positionOf(last), publishedAt: '' })
    start = last
  }
}
