import { type OptionRulesOf, oneOf } from '../../options/option-rules.ts'

/**
 * What makes two events the same: `key`, their tenant, type, time and ID; `id`, their tenant and ID,
 * whatever the type and time.
 */
export type Idempotency = 'key' | 'id'

/**
 * What happens to an event whose key is taken by one with another payload: with `ignore` it counts as
 * published, with `error` it is rejected.
 */
export type OnConflict = 'ignore' | 'error'

export const publishRules: OptionRulesOf<{ idempotency: Idempotency; onConflict: OnConflict }> = {
  idempotency: oneOf('key', 'id'),
  onConflict: oneOf('ignore', 'error'),
}

/** Items that an event takes in a transaction: its own and, by `'id'`, the guard of its ID. */
export const ACTIONS_PER_EVENT: Readonly<Record<Idempotency, number>> = { key: 1, id: 2 }
