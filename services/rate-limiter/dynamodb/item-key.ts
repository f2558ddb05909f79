import { createHash } from 'node:crypto'
import { MAX_SORT_KEY_BYTES } from '../../dynamodb/limits.ts'
import type { RateLimitKey } from '../rate-limiter.ts'

/** A part of a key, as it is written where other parts follow, and as it is written alone. */
export interface StoredPart {
  readonly inKey: string
  readonly alone: string
}

/** The sort key of a resource and an operation, and how the two are written alone. */
export interface StoredSortKey {
  readonly SK: string
  readonly resource: string
  readonly operation: string
}

/** The last one: a function mostly limits one resource and operation. */
let last:
  | { readonly of: readonly [resource: string, operation: string]; readonly stored: StoredSortKey }
  | undefined

/**
 * `{resource}#{operation}`, and the two parts as they are written alone. Only the operation is encoded, so
 * that the last `#` is the one between them, whatever the resource contains.
 */
export function sortKey(key: RateLimitKey): StoredSortKey {
  if (last?.of[0] === key.resource && last.of[1] === key.operation) return last.stored
  const operation = encodedPart(key.operation, MAX_SORT_KEY_BYTES / 2)
  const resource = plainPart(key.resource, MAX_SORT_KEY_BYTES - 1 - Buffer.byteLength(operation.inKey))
  const SK = `${resource.inKey}#${operation.inKey}`
  // Not the key itself, which its owner may change.
  last = {
    of: [key.resource, key.operation],
    stored: { SK, resource: resource.alone, operation: operation.alone },
  }
  return last.stored
}

/** The key as AppTheory's TypeScript and Python read it: without white space around its parts. */
export function trimmedKey(key: RateLimitKey): RateLimitKey {
  const trimmed = (part: unknown): string => (typeof part === 'string' ? part.trim() : (part as string))
  const { identifier, resource, operation } = key ?? {}
  return {
    ...key,
    identifier: trimmed(identifier),
    resource: trimmed(resource),
    operation: trimmed(operation),
  }
}

const HASH_PREFIX = '%sha256-'

/**
 * A part of a key as AppTheory stores it: unchanged, for a place before a `#` that can be told from any in
 * the part. These parts are replaced by their SHA-256:
 *
 * - a part that is too long
 * - a part that is not well-formed Unicode and would not survive UTF-8
 * - a part that looks like such a hash
 */
export function plainPart(part: string, maxBytes: number): StoredPart {
  const isStorable = part.isWellFormed() && Buffer.byteLength(part) <= maxBytes
  return isStorable && !part.startsWith(HASH_PREFIX) ? { inKey: part, alone: part } : hashedPart(part)
}

/** As {@link plainPart}, for any place: `#` and `%` are percent-encoded, so that the part has no `#`. */
export function encodedPart(part: string, maxBytes: number): StoredPart {
  if (!part.isWellFormed()) return hashedPart(part)
  const encoded = part.replaceAll('%', '%25').replaceAll('#', '%23')
  return Buffer.byteLength(encoded) <= maxBytes ? { inKey: encoded, alone: part } : hashedPart(part)
}

function hashedPart(part: string): StoredPart {
  // Under a prefix of its own: well-formed text may have the same bytes in UTF-8.
  const [prefix, encoding] = part.isWellFormed()
    ? ([HASH_PREFIX, 'utf8'] as const)
    : ([`${HASH_PREFIX}utf16-`, 'utf16le'] as const)
  const hash = `${prefix}${createHash('sha256').update(Buffer.from(part, encoding)).digest('hex')}`
  return { inKey: hash, alone: hash }
}
