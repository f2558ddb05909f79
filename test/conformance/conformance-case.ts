/** The operations that cases exercise. */
export type OperationName =
  | 'BatchGetItem'
  | 'BatchWriteItem'
  | 'CreateTable'
  | 'DeleteItem'
  | 'DeleteTable'
  | 'DescribeTable'
  | 'DescribeTimeToLive'
  | 'GetItem'
  | 'ListTables'
  | 'PutItem'
  | 'Query'
  | 'Scan'
  | 'TransactGetItems'
  | 'TransactWriteItems'
  | 'UpdateItem'
  | 'UpdateTimeToLive'

/** A request, in the shape of the SDK's command input, which may be wrong on purpose. */
export type Input = Readonly<Record<string, unknown>>

/** The reply that is expected: the whole of it, `$metadata` apart. */
export interface Returns {
  readonly output: Input
  /** Set where the service promises no order of `Items` or `Responses`. */
  readonly unordered?: boolean
  /** Set where only the members written down are expected; others may be there. */
  readonly partial?: boolean
}

/** The exception that is expected, with every further member of it (`Item`, `CancellationReasons`). */
export interface Refuses {
  readonly error: string
  /** A pattern where the service echoes the request in a form of its own. */
  readonly message: string | RegExp
  readonly members?: Input
}

export type Expected = Returns | Refuses

/** What DynamoDB Local does where it departs from the service. */
export interface LocalDifference {
  readonly expected: Expected
  /** Why the service's own answer is another, and how that is known. */
  readonly why: string
}

export interface Step {
  readonly operation: OperationName
  readonly input: Input
  readonly expected: Expected
  readonly local?: LocalDifference
}

export interface ConformanceCase {
  /** Unique over all files. */
  readonly id: string
  readonly title: string
  /** The tables it needs, by their name in `tables.ts`. Each is new and empty. */
  readonly tables: readonly string[]
  readonly steps: readonly Step[]
}

export function step(
  operation: OperationName,
  input: Input,
  expected: Expected,
  local?: LocalDifference,
): Step {
  return local === undefined ? { operation, input, expected } : { operation, input, expected, local }
}

export function returns(output: Input = {}): Returns {
  return { output }
}

export function returnsInAnyOrder(output: Input): Returns {
  return { output, unordered: true }
}

/** For replies with members that depend on account, region and age. */
export function returnsAtLeast(output: Input): Returns {
  return { output, partial: true }
}

export function refuses(error: string, message: string | RegExp, members?: Input): Refuses {
  return members === undefined ? { error, message } : { error, message, members }
}

/** A `ValidationException`. */
export function invalid(message: string | RegExp): Refuses {
  return refuses('ValidationException', message)
}

/** A `ConditionalCheckFailedException`, with the item that it carries. */
export function conditionFailed(item?: Input): Refuses {
  return refuses('ConditionalCheckFailedException', 'The conditional request failed', item && { Item: item })
}

export function onLocal(expected: Expected, why: string): LocalDifference {
  return { expected, why }
}

/** Makes a case of its steps. */
export type CaseMaker = (id: string, title: string, ...steps: Step[]) => ConformanceCase

/** A maker of cases on the tables given. */
export function casesOn(...tables: string[]): CaseMaker {
  return (id, title, ...steps) => ({ id, title, tables, steps })
}
