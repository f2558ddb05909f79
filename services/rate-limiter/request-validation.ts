import { AppTheoryError } from '../../errors.ts'
import type { RateLimitKey } from './rate-limiter.ts'

const keyParts = ['identifier', 'resource', 'operation'] as const

/** Throws `rate_limiter.invalid_key` unless every part of `key` is a string that is not empty. */
export function assertRateLimitKey(key: RateLimitKey): void {
  if (isKeyPart(key?.identifier) && isKeyPart(key.resource) && isKeyPart(key.operation)) return
  const part = keyParts.find((name) => !isKeyPart(key?.[name]))
  throw new AppTheoryError('rate_limiter.invalid_key', `key.${part} must be a string that is not empty`, {
    cause: { package: 'apptheory-middy', data: { part } },
  })
}

function isKeyPart(value: unknown): boolean {
  return typeof value === 'string' && value !== ''
}

/** The cost, or 1 where none is given. Throws `rate_limiter.invalid_cost` unless it is a whole number of at least 1. */
export function resolveCost(cost: number | undefined): number {
  if (cost === undefined) return 1
  if (Number.isSafeInteger(cost) && cost >= 1) return cost
  throw new AppTheoryError(
    'rate_limiter.invalid_cost',
    `cost must be a whole number of at least 1, not ${String(cost)}`,
    { cause: { package: 'apptheory-middy', data: { cost } } },
  )
}
