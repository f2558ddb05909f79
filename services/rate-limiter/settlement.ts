import { AppTheoryError } from '../../errors.ts'
import type {
  LimitDecision,
  RateLimiter,
  RateLimitKey,
  RateLimitOptions,
  Settlement,
} from './rate-limiter.ts'

/**
 * Charges what a request really cost: gives back or counts the difference from what it had reserved. A
 * decision that counted nothing is not settled.
 */
export async function settle(
  limiter: Pick<RateLimiter, 'refund' | 'recordRequest'>,
  key: RateLimitKey,
  decision: LimitDecision,
  {
    settlement,
    options,
  }: { readonly settlement: Settlement; readonly options: RateLimitOptions | undefined },
): Promise<void> {
  const difference =
    resolveUnits('actual', settlement?.actual, 0) - resolveUnits('reserved', settlement.reserved, 1)
  if (!decision.allowed || decision.degraded) return
  const { signal } = options ?? {}
  if (difference < 0) await limiter.refund(key, decision, { signal, cost: -difference })
  else if (difference > 0) await limiter.recordRequest(key, { signal, cost: difference })
}

function resolveUnits(name: keyof Settlement, units: number, least: number): number {
  if (Number.isSafeInteger(units) && units >= least) return units
  throw new AppTheoryError(
    'rate_limiter.invalid_cost',
    `${name} must be a whole number of at least ${least}, not ${String(units)}`,
    { cause: { package: 'apptheory-middy', data: { [name]: units } } },
  )
}
