import type { CreateTableCommandInput } from '@aws-sdk/client-dynamodb'
import { tableInput } from '../../../testkit/fake-dynamodb/table-input.helper.ts'

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
  tableInput(MAIN, {
    keys: { pk: 'S', sk: 'S' },
    global: {
      [BY_G]: { keys: { g: 'S', r: 'N' }, project: 'ALL' },
      [BY_K]: { keys: { k: 'S' }, project: 'KEYS_ONLY' },
    },
    local: { [BY_ALT]: { keys: { pk: 'S', alt: 'S' }, project: 'KEYS_ONLY' } },
  }),
  tableInput(NUMBERED, { keys: { pk: 'S', num: 'N' } }),
]

/** Every key that a generated write can reach. */
export const reachableKeys: Readonly<
  Record<string, readonly Record<string, { S: string } | { N: string }>[]>
> = {
  [MAIN]: ['p', 'q'].flatMap((pk) => ['1', '2', '3'].map((sk) => ({ pk: { S: pk }, sk: { S: sk } }))),
  [NUMBERED]: ['-1', '1', '10', '2.5'].map((num) => ({ pk: { S: 'p' }, num: { N: num } })),
}
