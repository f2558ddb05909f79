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
  readonly local?: LocalDifference
}

/** The exception that is expected, with every further member of it (`Item`, `CancellationReasons`). */
export interface Refuses {
  readonly error: string
  /** A pattern where the service echoes the request in a form of its own. */
  readonly message: string | RegExp
  readonly members?: Input
  readonly local?: LocalDifference
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
}

export interface ConformanceCase {
  readonly title: string
  /** The tables it needs, by their name in `tables.ts`. Each is new and empty. */
  readonly tables: readonly string[]
  readonly steps: readonly Step[]
}

export function step(operation: OperationName, input: Input, expected: Expected): Step {
  return { operation, input, expected }
}

export function returns(output: Input = {}, local?: LocalDifference): Returns {
  return { output, ...(local && { local }) }
}

export function returnsInAnyOrder(output: Input, local?: LocalDifference): Returns {
  return { ...returns(output, local), unordered: true }
}

/** For replies with members that depend on account, region and age. */
export function returnsAtLeast(output: Input, local?: LocalDifference): Returns {
  return { ...returns(output, local), partial: true }
}

export function refuses(
  error: string,
  message: string | RegExp,
  members?: Input,
  local?: LocalDifference,
): Refuses {
  return { error, message, ...(members && { members }), ...(local && { local }) }
}

/** A `ValidationException`. */
export function invalid(message: string | RegExp, local?: LocalDifference): Refuses {
  return refuses('ValidationException', message, undefined, local)
}

/** A `ConditionalCheckFailedException`, with the item that it carries. */
export function conditionFailed(item?: Input): Refuses {
  return refuses('ConditionalCheckFailedException', 'The conditional request failed', item && { Item: item })
}

/** What DynamoDB Local does instead. A message alone is that of a `ValidationException`. */
export function onLocal(expected: Expected | string | RegExp, why: string): LocalDifference {
  return {
    expected: typeof expected === 'string' || expected instanceof RegExp ? invalid(expected) : expected,
    why,
  }
}

/** Makes a case of its steps, or of one request and what is expected of it. */
export interface CaseMaker {
  (title: string, ...steps: Step[]): ConformanceCase
  (title: string, operation: OperationName, input: Input, expected: Expected): ConformanceCase
}

/** A maker of cases on the tables given. */
export function casesOn(...tables: string[]): CaseMaker {
  return (title: string, ...steps: Step[] | [OperationName, Input, Expected]): ConformanceCase =>
    typeof steps[0] === 'string'
      ? { title, tables, steps: [step(...(steps as [OperationName, Input, Expected]))] }
      : { title, tables, steps: steps as Step[] }
}
