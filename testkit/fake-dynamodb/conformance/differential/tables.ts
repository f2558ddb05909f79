import type { CreateTableCommandInput } from '@aws-sdk/client-dynamodb'

/** String keys `pk` and `sk`, with {@link BY_G}, {@link BY_K} and {@link BY_ALT}. */
export const MAIN = 'differential-main'
/** String partition key `pk`, number sort key `num`. */
export const NUMBERED = 'differential-numbered'

/** Global: `g`, `r`; all attributes. */
export const BY_G = 'by-g'
/** Global: `k` alone; keys only. */
export const BY_K = 'by-k'
/** Local: `alt`; keys only. */
export const BY_ALT = 'by-alt'

export const differentialTables: readonly CreateTableCommandInput[] = [
  {
    TableName: MAIN,
    BillingMode: 'PAY_PER_REQUEST',
    AttributeDefinitions: [
      { AttributeName: 'pk', AttributeType: 'S' },
      { AttributeName: 'sk', AttributeType: 'S' },
      { AttributeName: 'g', AttributeType: 'S' },
      { AttributeName: 'r', AttributeType: 'N' },
      { AttributeName: 'k', AttributeType: 'S' },
      { AttributeName: 'alt', AttributeType: 'S' },
    ],
    KeySchema: [
      { AttributeName: 'pk', KeyType: 'HASH' },
      { AttributeName: 'sk', KeyType: 'RANGE' },
    ],
    GlobalSecondaryIndexes: [
      {
        IndexName: BY_G,
        KeySchema: [
          { AttributeName: 'g', KeyType: 'HASH' },
          { AttributeName: 'r', KeyType: 'RANGE' },
        ],
        Projection: { ProjectionType: 'ALL' },
      },
      {
        IndexName: BY_K,
        KeySchema: [{ AttributeName: 'k', KeyType: 'HASH' }],
        Projection: { ProjectionType: 'KEYS_ONLY' },
      },
    ],
    LocalSecondaryIndexes: [
      {
        IndexName: BY_ALT,
        KeySchema: [
          { AttributeName: 'pk', KeyType: 'HASH' },
          { AttributeName: 'alt', KeyType: 'RANGE' },
        ],
        Projection: { ProjectionType: 'KEYS_ONLY' },
      },
    ],
  },
  {
    TableName: NUMBERED,
    BillingMode: 'PAY_PER_REQUEST',
    AttributeDefinitions: [
      { AttributeName: 'pk', AttributeType: 'S' },
      { AttributeName: 'num', AttributeType: 'N' },
    ],
    KeySchema: [
      { AttributeName: 'pk', KeyType: 'HASH' },
      { AttributeName: 'num', KeyType: 'RANGE' },
    ],
  },
]

/** Every key that a generated write can reach. */
export const reachableKeys: Readonly<
  Record<string, readonly Record<string, { S: string } | { N: string }>[]>
> = {
  [MAIN]: ['p', 'q'].flatMap((pk) => ['1', '2', '3'].map((sk) => ({ pk: { S: pk }, sk: { S: sk } }))),
  [NUMBERED]: ['-1', '1', '10', '2.5'].map((num) => ({ pk: { S: 'p' }, num: { N: num } })),
}
