import type { StreamViewType } from '../streams/table-stream.ts'

/** The types that a key attribute can have. */
export type KeyType = 'S' | 'N' | 'B'

export interface KeyAttribute {
  readonly name: string
  readonly type: KeyType
}

/** The key attributes of a table or an index. */
export interface KeySchema {
  readonly hash: KeyAttribute
  readonly range?: KeyAttribute
}

export interface IndexDefinition {
  readonly name: string
  readonly kind: 'global' | 'local'
  readonly keys: KeySchema
  readonly projectionType: 'ALL' | 'KEYS_ONLY' | 'INCLUDE'
  readonly nonKeyAttributes: readonly string[]
  /** Every attribute that the index holds, the table's keys included. `undefined`: all of the item's. */
  readonly projected?: ReadonlySet<string>
}

export interface TableDefinition {
  readonly name: string
  readonly keys: KeySchema
  /** By name, which is the order in which DynamoDB looks for what is wrong with an item. */
  readonly indexes: readonly IndexDefinition[]
  readonly onDemand: boolean
  readonly deletionProtection: boolean
  /** Of a table with a stream. */
  readonly streamViewType?: StreamViewType | undefined
  /** What CreateTable was given, for DescribeTable to repeat. */
  readonly request: Readonly<Record<string, unknown>>
}

/** The names of the key attributes, partition key first. */
export function keyNames(keys: KeySchema): string[] {
  return keys.range ? [keys.hash.name, keys.range.name] : [keys.hash.name]
}

/**
 * The attributes that identify an entry of an index, as in its `LastEvaluatedKey`: its own keys and the
 * table's.
 */
export function entryKeyNames(table: TableDefinition, index?: IndexDefinition): string[] {
  const names = keyNames(table.keys)
  return index ? [...new Set([...keyNames(index.keys), ...names])] : names
}
