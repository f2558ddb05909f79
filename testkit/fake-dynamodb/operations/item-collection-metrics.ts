import type { Item } from '../attributes/attribute-value.ts'
import type { Table } from '../store/table.ts'

/**
 * `ItemCollectionMetrics` of a written item: only tables with a local index have them. The estimate is always
 * the smallest, as is the size of any test's data.
 */
export function itemCollectionMetricsOf({ definition }: Table, item: Item): object | undefined {
  if (!definition.indexes.some(({ kind }) => kind === 'local')) return undefined
  const { name } = definition.keys.hash
  return { ItemCollectionKey: { [name]: item[name] }, SizeEstimateRangeGB: [0, 1] }
}
