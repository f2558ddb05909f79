import type { StreamViewType } from '../streams/table-stream.ts'

/** The types that a key attribute can have. */
export type KeyType = 'S' | 'N' | 'B'

export interface KeyAttribute {
  readonly name: string
  readonly type: KeyType
}

/** The key attributes of a table. */
export interface KeySchema {
  readonly hash: KeyAttribute
  readonly range?: KeyAttribute
}

/** The key attributes of what can be queried. Only a global index has more than one of each, and at most four. */
export interface QueryKeys {
  readonly hashes: readonly KeyAttribute[]
  readonly ranges: readonly KeyAttribute[]
}

export interface IndexDefinition {
  readonly name: string
  readonly kind: 'global' | 'local'
  readonly keys: QueryKeys
  readonly projectionType: 'ALL' | 'KEYS_ONLY' | 'INCLUDE'
  readonly nonKeyAttributes: readonly string[]
  /** Every attribute that the index holds, the table's keys included. `undefined`: all of the item's. */
  readonly projected?: ReadonlySet<string>
}

export interface TableDefinition {
  readonly name: string
  readonly keys: KeySchema
  /** The same, as what can be queried. */
  readonly queryKeys: QueryKeys
  /** By name, which is the order in which DynamoDB looks for what is wrong with an item. */
  readonly indexes: readonly IndexDefinition[]
  readonly onDemand: boolean
  readonly deletionProtection: boolean
  /** Of a table with a stream. */
  readonly streamViewType?: StreamViewType | undefined
  /** What CreateTable was given, for DescribeTable to repeat. */
  readonly request: Readonly<Record<string, unknown>>
}

/** The names of a table's key attributes, partition key first. */
export function keyNames(keys: KeySchema): string[] {
  return keys.range ? [keys.hash.name, keys.range.name] : [keys.hash.name]
}

/** The names of key attributes of what can be queried, those of the partition key first. */
export function queryKeyNames({ hashes, ranges }: QueryKeys): string[] {
  return [...hashes, ...ranges].map(({ name }) => name)
}

/**
 * The attributes that identify an entry of an index, as in its `LastEvaluatedKey`: its own keys and the
 * table's.
 */
export function entryKeyNames(table: TableDefinition, index?: IndexDefinition): string[] {
  const names = keyNames(table.keys)
  return index ? [...new Set([...queryKeyNames(index.keys), ...names])] : names
}
