/** Values by table, tables in the order in which they come first. Safe for tables of any name. */
export function groupByTable<T>(pairs: Iterable<readonly [string, T]>): Record<string, T[]> {
  const groups = new Map<string, T[]>()
  for (const [tableName, value] of pairs) {
    const group = groups.get(tableName)
    if (group) group.push(value)
    else groups.set(tableName, [value])
  }
  return Object.fromEntries(groups)
}
