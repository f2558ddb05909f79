import { forEachItem } from './dump-items.ts'
import type { StoredItem } from './stored-item.ts'
import type { Table } from './table.ts'
import type { TableStore } from './table-store.ts'

const FIVE_YEARS_S = 5 * 365 * 24 * 60 * 60

/**
 * Deletes what has expired: items whose attribute is a number of seconds that has passed, but not by more
 * than five years.
 *
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/howitworks-ttl.html
 */
export function sweepExpired(store: TableStore, now: number, globalIndexLagMs: number): number {
  let deleted = 0
  for (const name of store.names()) {
    const table = store.find(name)
    if (table) deleted += sweepTable(table, now, globalIndexLagMs)
  }
  return deleted
}

function sweepTable(table: Table, now: number, globalIndexLagMs: number): number {
  const attribute = table.timeToLiveAttribute
  if (attribute === undefined) return 0
  const expired: StoredItem[] = []
  forEachItem(table, (stored) => {
    if (isExpired(stored, attribute, now / 1000)) expired.push(stored)
  })
  const visibility = { now, globalIndexesAt: now + globalIndexLagMs }
  for (const stored of expired) table.write(stored, undefined, visibility, true)
  return expired.length
}

function isExpired({ item }: StoredItem, attribute: string, nowSeconds: number): boolean {
  const value = item[attribute]
  if (!value || !('N' in value)) return false
  const expiry = Number(value.N)
  return expiry < nowSeconds && expiry > nowSeconds - FIVE_YEARS_S
}
