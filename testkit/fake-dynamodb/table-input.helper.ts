import type {
  CreateTableCommandInput,
  GlobalSecondaryIndex,
  KeySchemaElement,
} from '@aws-sdk/client-dynamodb'

/** Key attributes and their types: the partition key, then the sort key if there is one. */
type KeyTypes = Readonly<Record<string, 'S' | 'N' | 'B'>>

interface IndexShape {
  readonly keys: KeyTypes
  /** Which attributes it has: a list stands for `INCLUDE`. */
  readonly project: 'ALL' | 'KEYS_ONLY' | readonly string[]
}

export interface TableShape {
  readonly keys: KeyTypes
  readonly global?: Readonly<Record<string, IndexShape>>
  readonly local?: Readonly<Record<string, IndexShape>>
}

/** The request that makes a table of this shape, on demand. */
export function tableInput(TableName: string, { keys, global, local }: TableShape): CreateTableCommandInput {
  const indexes = [...Object.values(global ?? {}), ...Object.values(local ?? {})]
  const types = Object.assign({}, keys, ...indexes.map((index) => index.keys)) as KeyTypes
  return {
    TableName,
    BillingMode: 'PAY_PER_REQUEST',
    AttributeDefinitions: Object.entries(types).map(([AttributeName, AttributeType]) => ({
      AttributeName,
      AttributeType,
    })),
    KeySchema: keySchema(keys),
    ...(global && { GlobalSecondaryIndexes: indexInputs(global) }),
    ...(local && { LocalSecondaryIndexes: indexInputs(local) }),
  }
}

function indexInputs(shapes: Readonly<Record<string, IndexShape>>): GlobalSecondaryIndex[] {
  return Object.entries(shapes).map(([IndexName, { keys, project }]) => ({
    IndexName,
    KeySchema: keySchema(keys),
    Projection:
      typeof project === 'string'
        ? { ProjectionType: project }
        : { ProjectionType: 'INCLUDE', NonKeyAttributes: [...project] },
  }))
}

function keySchema(keys: KeyTypes): KeySchemaElement[] {
  return Object.keys(keys).map((AttributeName, index) => ({
    AttributeName,
    KeyType: index === 0 ? 'HASH' : 'RANGE',
  }))
}
