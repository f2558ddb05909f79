import { AppTheoryError } from 'apptheory-middy'
import * as v from 'valibot'
import type { TenantEvent } from './tenant.ts'

// It becomes the ID of the event, and part of that of its confirmation: a blank one would be none.
const orderId = v.pipe(v.string(), v.trim(), v.minLength(1), v.maxLength(100))
const order = v.pipe(v.string(), v.parseJson(), v.object({ orderId, total: v.number() }))

export function orderOf({ body }: TenantEvent) {
  const { success, output } = v.safeParse(order, body)
  if (success) return output
  throw new AppTheoryError('app.validation_failed', 'an order has an orderId and a total')
}
