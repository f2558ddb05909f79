/** A DynamoDB table, as every language declares it. */
export interface Table {
  /** Such as `HASH pk`. */
  readonly keys: readonly string[]
  readonly attributes: Readonly<Record<string, string>>
  /** By name: keys and projection. */
  readonly indexes: Readonly<Record<string, readonly string[]>>
  readonly billing: string | undefined
  readonly ttl: string | undefined
  readonly stream: string | undefined
}

/** What a function may do with a resource. */
export interface Grant {
  readonly holder: string
  readonly resources: readonly string[]
  readonly actions: readonly string[]
}

/** How Lambda reads the stream of a table. */
export interface StreamMapping {
  readonly holder: string
  readonly stream: string
  readonly startingPosition: string
  readonly responseTypes: readonly string[]
  readonly bisects: boolean
  readonly retries: number
  readonly filters: readonly unknown[]
}

/** Tables, permissions and stream mappings: the same, whichever language declares them. */
export interface Infrastructure {
  readonly tables: Readonly<Record<string, Table>>
  readonly grants: readonly Grant[]
  readonly mappings: readonly StreamMapping[]
}

/** What Lambda's role needs to read a stream: the managed policy AWSLambdaDynamoDBExecutionRole. */
export const streamActions: readonly string[] = [
  'dynamodb:DescribeStream',
  'dynamodb:GetRecords',
  'dynamodb:GetShardIterator',
  'dynamodb:ListStreams',
]

/** `RateLimits`, `rate_limits` and CDK's `RateLimits0A1B2C3D` are one name. */
export function plainName(name: string): string {
  return name
    .replace(/[0-9A-F]{8}$/, '')
    .replaceAll('_', '')
    .toLowerCase()
}

/** One grant for each holder and set of resources, in order. */
export function mergedGrants(grants: readonly Grant[]): readonly Grant[] {
  const groups = Map.groupBy(grants, ({ holder, resources }) =>
    JSON.stringify([holder, [...resources].sort()]),
  )
  return [...groups]
    .map(([key, group]) => {
      const [holder, resources] = JSON.parse(key)
      return { holder, resources, actions: [...new Set(group.flatMap(({ actions }) => actions))].sort() }
    })
    .sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1))
}

export function listOf<T>(value: T | readonly T[] | undefined): readonly T[] {
  if (value === undefined) return []
  return Array.isArray(value) ? value : [value as T]
}
