import type { RateLimitRequest, RateLimitSettings } from './options.ts'
import type { Reservation } from './settlement.ts'

/** What is done about a reservation, once the response or the error of its request is there. */
export type Conclusion = (request: RateLimitRequest, reservation: Reservation) => Promise<void>

/** Gives back where `refundWhen` says so, else charges what `settle` says; `undefined` with neither. */
export function conclusion({ refundWhen, settle }: RateLimitSettings): Conclusion | undefined {
  if (!refundWhen && !settle) return undefined
  // Loaded during Lambda's init, and only if it is needed.
  const loading = settle && import('./streamed-end.ts')
  return async (request, reservation) => {
    // An error after the response was there brings a request through both phases.
    if (!reservation.isOpen) return
    try {
      if (await refundWhen?.(request)) return await reservation.refund()
      if (!loading) return
      const { withEndOf } = await loading
      const streamed = withEndOf(request.response, charge)
      if (streamed === undefined) await charge()
      else request.response = streamed
    } catch (error) {
      reservation.failed(error)
    }

    async function charge(): Promise<void> {
      try {
        const units = reservation.isOpen ? await settle?.(request) : undefined
        if (units !== undefined) await reservation.settle(units)
      } catch (error) {
        reservation.failed(error)
      }
    }
  }
}
