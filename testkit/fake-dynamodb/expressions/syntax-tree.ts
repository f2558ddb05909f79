/** One step of a document path as written: a name, a `#` reference to one, or the digits of a list index. */
export interface PathElement {
  readonly kind: 'name' | 'reference' | 'index'
  readonly text: string
}

export interface PathSyntax {
  readonly kind: 'path'
  readonly elements: readonly [PathElement, ...PathElement[]]
}

export interface ValueSyntax {
  readonly kind: 'value'
  /** With its colon. */
  readonly reference: string
}

export interface CallSyntax {
  readonly kind: 'call'
  readonly name: string
  readonly operands: readonly OperandSyntax[]
}

export type OperandSyntax = PathSyntax | ValueSyntax | CallSyntax

export type Comparator = '=' | '<>' | '<' | '<=' | '>' | '>='

/** A condition as written. Parentheses have done their work and are gone. */
export type ConditionSyntax =
  | CallSyntax
  | {
      readonly kind: 'compare'
      readonly operator: Comparator
      readonly operands: readonly [OperandSyntax, OperandSyntax]
    }
  | { readonly kind: 'between'; readonly operands: readonly [OperandSyntax, OperandSyntax, OperandSyntax] }
  | { readonly kind: 'in'; readonly operands: readonly [OperandSyntax, ...OperandSyntax[]] }
  | { readonly kind: 'not'; readonly condition: ConditionSyntax }
  | { readonly kind: 'and' | 'or'; readonly conditions: readonly ConditionSyntax[] }

export interface ArithmeticSyntax {
  readonly kind: 'arithmetic'
  readonly operator: '+' | '-'
  readonly operands: readonly [OperandSyntax, OperandSyntax]
}

export type UpdateSection = 'SET' | 'REMOVE' | 'ADD' | 'DELETE'

export type UpdateActionSyntax =
  | { readonly section: 'SET'; readonly path: PathSyntax; readonly value: OperandSyntax | ArithmeticSyntax }
  | { readonly section: 'REMOVE'; readonly path: PathSyntax }
  | { readonly section: 'ADD' | 'DELETE'; readonly path: PathSyntax; readonly value: ValueSyntax }

export interface UpdateSyntax {
  /** In the order written. */
  readonly sections: readonly UpdateSection[]
  readonly actions: readonly UpdateActionSyntax[]
}
