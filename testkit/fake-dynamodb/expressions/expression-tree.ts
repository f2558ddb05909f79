import type { AttributeValue } from '../attributes/attribute-value.ts'
import type { Comparator } from './syntax-tree.ts'

/** A document path: attribute name first, then names of maps' attributes and indexes of lists. */
export type Path = readonly [string, ...(string | number)[]]

/** What a condition compares or a function takes. */
export type Operand =
  | { readonly kind: 'path'; readonly path: Path }
  | { readonly kind: 'value'; readonly value: AttributeValue }
  | { readonly kind: 'size'; readonly operands: readonly [Operand] }

export type FunctionName =
  | 'attribute_exists'
  | 'attribute_not_exists'
  | 'attribute_type'
  | 'begins_with'
  | 'contains'

/** A condition or filter, names and values filled in. */
export type Condition =
  | { readonly kind: 'and' | 'or'; readonly conditions: readonly Condition[] }
  | { readonly kind: 'not'; readonly condition: Condition }
  | {
      readonly kind: 'compare'
      readonly operator: Comparator
      readonly operands: readonly [Operand, Operand]
    }
  | { readonly kind: 'between'; readonly operands: readonly [Operand, Operand, Operand] }
  | { readonly kind: 'in'; readonly operands: readonly [Operand, ...Operand[]] }
  | {
      readonly kind: 'call'
      readonly name: FunctionName
      readonly operands: readonly [Operand, ...Operand[]]
    }

/** A condition on keys before it is held against a key schema; see `resolveKeyCondition`. */
export interface KeyCondition {
  readonly condition: Condition
}

/** What SET assigns. */
export type SetValue =
  | Operand
  | {
      readonly kind: 'arithmetic'
      readonly operator: '+' | '-'
      readonly operands: readonly [SetValue, SetValue]
    }
  | { readonly kind: 'if_not_exists' | 'list_append'; readonly operands: readonly [SetValue, SetValue] }

export type UpdateAction =
  | { readonly section: 'SET'; readonly path: Path; readonly value: SetValue }
  | { readonly section: 'REMOVE'; readonly path: Path }
  | { readonly section: 'ADD' | 'DELETE'; readonly path: Path; readonly value: AttributeValue }

/** An update, names and values filled in. No two of its paths overlap. */
export interface Update {
  /** In the order written. */
  readonly actions: readonly UpdateAction[]
  /** The paths that change, each with the index of its action. */
  readonly tree: PathTree<number>
}

/** A projection, names filled in. No two of its paths overlap. */
export interface Projection {
  readonly paths: readonly Path[]
  readonly tree: PathTree<Path>
}

/** Something for each of some paths, of which none leads through another. */
export interface PathTree<T> {
  readonly leaf?: T
  /** By attribute name or by list index, never by both. */
  readonly children: ReadonlyMap<string | number, PathTree<T>>
}

/** The names of a table's or an index' key attributes. */
export interface KeyNames {
  readonly hashes: readonly string[]
  readonly ranges: readonly string[]
}

/** What a Query asks of the keys. */
export interface KeyRange {
  /** The partition key, of one attribute or several. */
  readonly hashes: readonly AttributeValue[]
  /** Of a sort key of several attributes: those before the last that has a condition. */
  readonly prefix: readonly AttributeValue[]
  readonly range?: RangeCondition
}

export type RangeCondition =
  | { readonly operator: '=' | '<' | '<=' | '>' | '>=' | 'begins_with'; readonly value: AttributeValue }
  | { readonly operator: 'BETWEEN'; readonly lower: AttributeValue; readonly upper: AttributeValue }

/** The expressions of a request, names and values filled in, ready to be evaluated. */
export interface CompiledExpressions {
  readonly condition?: Condition
  readonly filter?: Condition
  readonly keyCondition?: KeyCondition
  readonly update?: Update
  readonly projection?: Projection
}
