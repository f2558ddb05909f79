import { createHash } from 'node:crypto'
import { MAX_SORT_KEY_BYTES } from '../../dynamodb/limits.ts'
import type { RateLimitKey } from '../rate-limiter.ts'

/** A part of a key, as it is written where other parts follow, and as it is written alone. */
export interface StoredPart {
  readonly inKey: string
  readonly alone: string
}

/** `{resource}#{operation}`, and the two parts as they are written alone. */
export function sortKey(key: RateLimitKey): {
  readonly SK: string
  readonly resource: string
  readonly operation: string
} {
  const operation = storedPart(key.operation, MAX_SORT_KEY_BYTES / 2)
  const resource = storedPart(key.resource, MAX_SORT_KEY_BYTES - 1 - Buffer.byteLength(operation.inKey))
  return { SK: `${resource.inKey}#${operation.inKey}`, resource: resource.alone, operation: operation.alone }
}

// Under a prefix of its own: well-formed text may have the same bytes in UTF-8.
const illFormed = ['%sha256-utf16-', 'utf16le'] as const

/**
 * A part of a key as it is stored. `#` and `%` are percent-encoded, so that a delimiter in a part never
 * makes two keys one. A part that is too long, or is not well-formed Unicode and so would not survive
 * UTF-8, is replaced by its SHA-256; its `%` prefix cannot come out of the encoding, so nobody can name
 * somebody else's hash.
 */
export function storedPart(part: string, maxBytes: number): StoredPart {
  if (part.isWellFormed()) {
    const encoded = part.replaceAll('%', '%25').replaceAll('#', '%23')
    if (Buffer.byteLength(encoded) <= maxBytes) return { inKey: encoded, alone: part }
  }
  const [prefix, encoding] = part.isWellFormed() ? (['%sha256-', 'utf8'] as const) : illFormed
  const hash = `${prefix}${createHash('sha256').update(Buffer.from(part, encoding)).digest('hex')}`
  return { inKey: hash, alone: hash }
}
