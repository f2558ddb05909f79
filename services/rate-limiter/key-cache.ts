import { createHash } from 'node:crypto'
import type { RateLimitKey } from './rate-limiter.ts'

/** One map per part of the key: three lookups cost a fraction of building and hashing one long string. */
type Generation<TValue> = Map<string, Map<string, Map<string, TValue>>>

/**
 * Remembers a value for each of at most `maxKeys` keys, without timers. The half of `maxKeys` that was
 * used last is always among them: keys live in two generations, and when the young one is full the old
 * one is let go. Long parts of keys are replaced by a hash, so that memory is bounded whatever callers send.
 */
export class KeyCache<TValue> {
  readonly #generationSize: number
  #young: Generation<TValue> = new Map()
  #old: Generation<TValue> = new Map()
  #youngSize = 0
  #lastResource = ''
  #lastOperation = ''
  /** The young keys of the resource and operation above: a function mostly limits one of each. */
  #lastBranch: Map<string, TValue> | undefined

  constructor(maxKeys: number) {
    this.#generationSize = Math.floor(maxKeys / 2)
  }

  get(given: RateLimitKey): TValue | undefined {
    if (this.#youngSize + this.#old.size === 0) return undefined
    const key = compactKey(given)
    const young = this.#youngBranch(key)?.get(key.identifier)
    if (young !== undefined) return young
    const old = find(this.#old, key)
    if (old !== undefined) this.set(key, old)
    return old
  }

  set(given: RateLimitKey, value: TValue): void {
    const key = compactKey(given)
    const { identifier, resource, operation } = key
    let byIdentifier = this.#youngBranch(key)
    if (!byIdentifier?.has(identifier)) {
      if (this.#youngSize >= this.#generationSize) {
        this.#old = this.#young
        this.#young = new Map()
        this.#youngSize = 0
        this.#lastBranch = undefined
        byIdentifier = undefined
      }
      this.#youngSize += 1
    }
    byIdentifier ??= branch(branch(this.#young, resource), operation)
    byIdentifier.set(identifier, value)
  }

  delete(given: RateLimitKey): void {
    const key = compactKey(given)
    if (remove(this.#young, key)) this.#youngSize -= 1
    remove(this.#old, key)
    // It may have been removed with its last key.
    this.#lastBranch = undefined
  }

  #youngBranch({ resource, operation }: KeyParts): Map<string, TValue> | undefined {
    const isLast = resource === this.#lastResource && operation === this.#lastOperation
    if (isLast && this.#lastBranch) return this.#lastBranch
    this.#lastResource = resource
    this.#lastOperation = operation
    this.#lastBranch = this.#young.get(resource)?.get(operation)
    return this.#lastBranch
  }
}

type KeyParts = Pick<RateLimitKey, 'identifier' | 'resource' | 'operation'>

const MAX_PART_LENGTH = 128

function compactKey(key: RateLimitKey): KeyParts {
  const { identifier, resource, operation } = key
  const longest = Math.max(identifier.length, resource.length, operation.length)
  if (longest <= MAX_PART_LENGTH) return key
  return {
    identifier: compactPart(identifier),
    resource: compactPart(resource),
    operation: compactPart(operation),
  }
}

/** A hash is longer than any part that is kept as it is, so that no caller can name another caller's hash. */
function compactPart(part: string): string {
  if (part.length <= MAX_PART_LENGTH) return part
  return `#${createHash('sha512').update(Buffer.from(part, 'utf16le')).digest('hex')}`
}

function find<TValue>(generation: Generation<TValue>, key: KeyParts): TValue | undefined {
  return generation.get(key.resource)?.get(key.operation)?.get(key.identifier)
}

/** Removes a key, and the maps that it leaves empty: they have no place in the size of a generation. */
function remove<TValue>(
  generation: Generation<TValue>,
  { identifier, resource, operation }: KeyParts,
): boolean {
  const byOperation = generation.get(resource)
  const byIdentifier = byOperation?.get(operation)
  if (!byOperation || !byIdentifier?.delete(identifier)) return false
  if (byIdentifier.size === 0) byOperation.delete(operation)
  if (byOperation.size === 0) generation.delete(resource)
  return true
}

function branch<TValue>(parent: Map<string, Map<string, TValue>>, name: string): Map<string, TValue> {
  const existing = parent.get(name)
  if (existing) return existing
  const made = new Map<string, TValue>()
  parent.set(name, made)
  return made
}
