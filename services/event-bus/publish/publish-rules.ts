import { isDeepStrictEqual } from 'node:util'

/**
 * What makes two events the same: `key`, their tenant, type, time and ID; `id`, their tenant and ID, whatever the type and time.
 */
export type Idempotency = 'key' | 'id'

/** What happens to an event whose key is there with another payload: `ignore` takes it for published, `error` refuses it. */
export type OnConflict = 'ignore' | 'error'

export const idempotencySchema: Readonly<Record<'idempotency' | 'onConflict', { readonly enum: string[] }>> =
  {
    idempotency: { enum: ['key', 'id'] },
    onConflict: { enum: ['ignore', 'error'] },
  }

/** Whether two payloads say the same; other writers may order keys otherwise. */
export function samePayload(a: string, b: string): boolean {
  return a === b || isDeepStrictEqual(JSON.parse(a), JSON.parse(b))
}
