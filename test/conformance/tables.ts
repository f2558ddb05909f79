import type { CreateTableCommandInput } from '@aws-sdk/client-dynamodb'
import { tableInput } from '../../testkit/fake-dynamodb/table-input.helper.ts'

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
  [PLAIN]: tableInput(PLAIN, { keys: { pk: 'S' } }),
  [SORTED]: tableInput(SORTED, { keys: { pk: 'S', sk: 'S' } }),
  [NUMBERED]: tableInput(NUMBERED, { keys: { pk: 'S', n: 'N' } }),
  [BINARY]: tableInput(BINARY, { keys: { pk: 'B', b: 'B' } }),
  [INDEXED]: tableInput(INDEXED, {
    keys: { pk: 'S', sk: 'S' },
    global: {
      [GSI_ALL]: { keys: { g: 'S', r: 'N' }, project: 'ALL' },
      [GSI_KEYS]: { keys: { k: 'S' }, project: 'KEYS_ONLY' },
      [GSI_INCLUDE]: { keys: { g: 'S', sk: 'S' }, project: ['included'] },
    },
    local: {
      [LSI_ALL]: { keys: { pk: 'S', n: 'N' }, project: 'ALL' },
      [LSI_KEYS]: { keys: { pk: 'S', alt: 'S' }, project: 'KEYS_ONLY' },
    },
  }),
}

/** Tables that cases create themselves. */
export const scratchTables: readonly string[] = [
  'conformance-table',
  'conformance-list-a',
  'conformance-list-b',
  'conformance-list-c',
]
