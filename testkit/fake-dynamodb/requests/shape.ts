/**
 * What a request's parameter must look like, as far as DynamoDB's front end checks it. Attribute values are
 * checked elsewhere: `Any`.
 */
export type Shape =
  | { readonly type: 'Any'; readonly required?: boolean }
  | { readonly type: 'Boolean'; readonly required?: boolean }
  | StringShape
  | IntegerShape
  | ListShape
  | MapShape
  | StructureShape

export interface StringShape {
  readonly type: 'String'
  readonly required?: boolean
  readonly pattern?: RegExp
  readonly min?: number
  readonly max?: number
  /** In the order in which DynamoDB lists them. */
  readonly values?: readonly string[]
  /** Whether an ARN may stand for the name. */
  readonly orArn?: boolean
}

export interface IntegerShape {
  readonly type: 'Integer'
  readonly required?: boolean
  readonly min?: number
  readonly max?: number
}

export interface ListShape {
  readonly type: 'List'
  readonly required?: boolean
  readonly min?: number
  readonly max?: number
  readonly member: Shape
}

export interface MapShape {
  readonly type: 'Map'
  /** What its keys must satisfy. */
  readonly key?: StringShape
  readonly required?: boolean
  readonly min?: number
  readonly max?: number
  readonly value: Shape
}

export interface StructureShape {
  readonly type: 'Structure'
  readonly required?: boolean
  readonly members: Readonly<Record<string, Shape>>
  /** Its class in the service, in which messages print it. */
  readonly name?: string
  /** Of the parameters of an operation: whether messages about sizes are in the newer form. */
  readonly hasNewerForm?: boolean
}

/** A request's parameters, as `JSON.parse` gave them. */
export type RequestInput = Readonly<Record<string, unknown>>
