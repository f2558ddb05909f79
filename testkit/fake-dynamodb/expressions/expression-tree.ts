import type { AttributeValue } from '../attribute-value.ts'

/** A document path: attribute name first, then names of maps' attributes and indexes of lists. */
export type Path = readonly [string, ...(string | number)[]]

/** To be filled in: opaque to the engine. */
export interface Condition {
  readonly kind: string
}

/** To be filled in: opaque to the engine, resolved by `resolveKeyCondition`. */
export interface KeyCondition {
  readonly kind: string
}

/** To be filled in: opaque to the engine, applied by `applyUpdate`. */
export interface Update {
  readonly kind: string
}

export interface Projection {
  readonly paths: readonly Path[]
}

/** The names of a table's or an index' key attributes. */
export interface KeyNames {
  readonly hash: string
  readonly range?: string | undefined
}

/** What a Query asks of the keys. */
export interface KeyRange {
  readonly hash: AttributeValue
  readonly range?: RangeCondition
}

export type RangeCondition =
  | { readonly operator: '=' | '<' | '<=' | '>' | '>=' | 'begins_with'; readonly value: AttributeValue }
  | { readonly operator: 'BETWEEN'; readonly lower: AttributeValue; readonly upper: AttributeValue }
