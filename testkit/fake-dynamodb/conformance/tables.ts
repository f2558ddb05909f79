import type { CreateTableCommandInput } from '@aws-sdk/client-dynamodb'

/** String partition key `pk`, no sort key. */
export const PLAIN = 'conformance-plain'
/** String partition key `pk`, string sort key `sk`. */
export const SORTED = 'conformance-sorted'
/** String partition key `pk`, number sort key `n`. */
export const NUMBERED = 'conformance-numbered'
/** Binary partition key `pk`, binary sort key `b`. */
export const BINARY = 'conformance-binary'
/** As {@link SORTED}, with the indexes named below. */
export const INDEXED = 'conformance-indexed'

/** On {@link INDEXED}: global, `g` and `r` (a number), all attributes. */
export const GSI_ALL = 'gsi-all'
/** On {@link INDEXED}: global, `k` alone, keys only. */
export const GSI_KEYS = 'gsi-keys'
/** On {@link INDEXED}: global, `g` and `sk`, with `included`. */
export const GSI_INCLUDE = 'gsi-include'
/** On {@link INDEXED}: local, `pk` and `n` (a number), all attributes. */
export const LSI_ALL = 'lsi-all'
/** On {@link INDEXED}: local, `pk` and `alt` (a string), keys only. */
export const LSI_KEYS = 'lsi-keys'

/** The tables that cases may ask for. */
export const tables: Readonly<Record<string, CreateTableCommandInput>> = {
  [PLAIN]: {
    TableName: PLAIN,
    BillingMode: 'PAY_PER_REQUEST',
    AttributeDefinitions: [{ AttributeName: 'pk', AttributeType: 'S' }],
    KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
  },
  [SORTED]: {
    TableName: SORTED,
    BillingMode: 'PAY_PER_REQUEST',
    AttributeDefinitions: [
      { AttributeName: 'pk', AttributeType: 'S' },
      { AttributeName: 'sk', AttributeType: 'S' },
    ],
    KeySchema: [
      { AttributeName: 'pk', KeyType: 'HASH' },
      { AttributeName: 'sk', KeyType: 'RANGE' },
    ],
  },
  [NUMBERED]: {
    TableName: NUMBERED,
    BillingMode: 'PAY_PER_REQUEST',
    AttributeDefinitions: [
      { AttributeName: 'pk', AttributeType: 'S' },
      { AttributeName: 'n', AttributeType: 'N' },
    ],
    KeySchema: [
      { AttributeName: 'pk', KeyType: 'HASH' },
      { AttributeName: 'n', KeyType: 'RANGE' },
    ],
  },
  [BINARY]: {
    TableName: BINARY,
    BillingMode: 'PAY_PER_REQUEST',
    AttributeDefinitions: [
      { AttributeName: 'pk', AttributeType: 'B' },
      { AttributeName: 'b', AttributeType: 'B' },
    ],
    KeySchema: [
      { AttributeName: 'pk', KeyType: 'HASH' },
      { AttributeName: 'b', KeyType: 'RANGE' },
    ],
  },
  [INDEXED]: {
    TableName: INDEXED,
    BillingMode: 'PAY_PER_REQUEST',
    AttributeDefinitions: [
      { AttributeName: 'pk', AttributeType: 'S' },
      { AttributeName: 'sk', AttributeType: 'S' },
      { AttributeName: 'g', AttributeType: 'S' },
      { AttributeName: 'r', AttributeType: 'N' },
      { AttributeName: 'k', AttributeType: 'S' },
      { AttributeName: 'n', AttributeType: 'N' },
      { AttributeName: 'alt', AttributeType: 'S' },
    ],
    KeySchema: [
      { AttributeName: 'pk', KeyType: 'HASH' },
      { AttributeName: 'sk', KeyType: 'RANGE' },
    ],
    GlobalSecondaryIndexes: [
      {
        IndexName: GSI_ALL,
        KeySchema: [
          { AttributeName: 'g', KeyType: 'HASH' },
          { AttributeName: 'r', KeyType: 'RANGE' },
        ],
        Projection: { ProjectionType: 'ALL' },
      },
      {
        IndexName: GSI_KEYS,
        KeySchema: [{ AttributeName: 'k', KeyType: 'HASH' }],
        Projection: { ProjectionType: 'KEYS_ONLY' },
      },
      {
        IndexName: GSI_INCLUDE,
        KeySchema: [
          { AttributeName: 'g', KeyType: 'HASH' },
          { AttributeName: 'sk', KeyType: 'RANGE' },
        ],
        Projection: { ProjectionType: 'INCLUDE', NonKeyAttributes: ['included'] },
      },
    ],
    LocalSecondaryIndexes: [
      {
        IndexName: LSI_ALL,
        KeySchema: [
          { AttributeName: 'pk', KeyType: 'HASH' },
          { AttributeName: 'n', KeyType: 'RANGE' },
        ],
        Projection: { ProjectionType: 'ALL' },
      },
      {
        IndexName: LSI_KEYS,
        KeySchema: [
          { AttributeName: 'pk', KeyType: 'HASH' },
          { AttributeName: 'alt', KeyType: 'RANGE' },
        ],
        Projection: { ProjectionType: 'KEYS_ONLY' },
      },
    ],
  },
}

/** Tables that cases create themselves. */
export const scratchTables: readonly string[] = [
  'conformance-table',
  'conformance-list-a',
  'conformance-list-b',
  'conformance-list-c',
]
