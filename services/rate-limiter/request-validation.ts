import { AppTheoryError } from '../../errors.ts'
import type { RateLimitKey } from './rate-limiter.ts'

const keyParts = ['identifier', 'resource', 'operation'] as const

/**
 * Throws `rate_limiter.invalid_key` unless every part of `key` is a string that is not empty, and its
 * metadata, if any, strings by name.
 */
export function assertRateLimitKey(key: RateLimitKey): void {
  if (!(isKeyPart(key?.identifier) && isKeyPart(key.resource) && isKeyPart(key.operation))) {
    const part = keyParts.find((name) => !isKeyPart(key?.[name]))
    throw invalidKey(`key.${part} must be a string that is not empty`, { part })
  }
  if (key.metadata) assertMetadata(key.metadata)
}

// A table refuses an item with anything else, and what it refuses is not limited.
function assertMetadata(metadata: Readonly<Record<string, unknown>>): void {
  for (const [name, value] of Object.entries(metadata)) {
    if (name !== '' && typeof value === 'string') continue
    throw invalidKey(`key.metadata must have strings by names that are not empty, and '${name}' is not so`, {
      part: 'metadata',
    })
  }
}

function invalidKey(message: string, data: object): AppTheoryError {
  return new AppTheoryError('rate_limiter.invalid_key', message, {
    cause: { package: 'apptheory-middy', data },
  })
}

function isKeyPart(value: unknown): boolean {
  return typeof value === 'string' && value !== ''
}

/**
 * The cost, or 1 where none is given. Throws `rate_limiter.invalid_cost` unless it is a whole number of at
 * least 1.
 */
export function resolveCost(cost: number | undefined): number {
  if (cost === undefined) return 1
  if (Number.isSafeInteger(cost) && cost >= 1) return cost
  throw new AppTheoryError(
    'rate_limiter.invalid_cost',
    `cost must be a whole number of at least 1, not ${String(cost)}`,
    { cause: { package: 'apptheory-middy', data: { cost } } },
  )
}
