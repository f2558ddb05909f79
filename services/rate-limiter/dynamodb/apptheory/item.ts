import { MAX_PARTITION_KEY_BYTES } from '../../../dynamodb/limits.ts'
import type { RateLimitKey } from '../../rate-limiter.ts'
import type { PolicyWindow } from '../../strategy/strategy.ts'
import { plainPart, sortKey } from '../item-key.ts'

/**
 * Which names the attributes have: Go's (`count`, `ttl`) or those of AppTheory's TS and Python packages
 * (`Count`, `TTL`).
 */
export type AttributeNames = 'camel' | 'pascal'

const camelNames = {
  identifier: 'identifier',
  resource: 'resource',
  operation: 'operation',
  windowType: 'windowType',
  windowID: 'windowID',
  windowStart: 'windowStart',
  count: 'count',
  ttl: 'ttl',
  createdAt: 'createdAt',
  updatedAt: 'updatedAt',
  metadata: 'metadata',
}

export type ItemAttribute = keyof typeof camelNames

const pascalNames: Readonly<Record<ItemAttribute, string>> = {
  identifier: 'Identifier',
  resource: 'Resource',
  operation: 'Operation',
  windowType: 'WindowType',
  windowID: 'WindowID',
  windowStart: 'WindowStart',
  count: 'Count',
  ttl: 'TTL',
  createdAt: 'CreatedAt',
  updatedAt: 'UpdatedAt',
  metadata: 'Metadata',
}

export function attributeNamesOf(names: AttributeNames): Readonly<Record<ItemAttribute, string>> {
  return names === 'camel' ? camelNames : pascalNames
}

/** The key of an item, and the parts of the limiter's key as they are written alone. */
export interface StoredKey {
  readonly PK: string
  readonly SK: string
  readonly identifier: string
  readonly resource: string
  readonly operation: string
}

/** What the items of one sub-window have in common, whatever their keys. */
export interface SubWindowItem {
  /** RFC 3339 for a fixed or sliding window; with `_` and the duration for one of several. */
  readonly windowType: string
  readonly windowID: string
  /** Unix seconds. */
  readonly windowStart: number
  /** Unix seconds. */
  readonly ttl: number
  /** How the partition key ends. */
  readonly suffix: string
}

/** What an item has in common with the others of its table. */
export interface ItemRules {
  readonly ttlBufferMs: number
  /** Whether the key names the length of the window too, as for several windows. */
  readonly namesLength: boolean
  readonly attributeNames: AttributeNames
}

/** The items that count the sub-window which begins at `startMs`. */
export function subWindowItem(
  window: PolicyWindow,
  startMs: number,
  { namesLength, attributeNames, ttlBufferMs }: ItemRules,
): SubWindowItem {
  const windowStart = Math.floor(startMs / 1000)
  const windowID = rfc3339Seconds(startMs)
  const windowType = namesLength ? `${windowID}_${durationOf[attributeNames](window.windowMs)}` : windowID
  return {
    windowType,
    windowID,
    windowStart,
    ttl: expiryOf(window, startMs, ttlBufferMs),
    suffix: namesLength ? `#${windowStart}#${windowType}` : `#${windowStart}`,
  }
}

/** The key of an item whose partition key ends with `suffix`. */
export function storedKey(key: RateLimitKey, suffix: string): StoredKey {
  const identifier = plainPart(key.identifier, MAX_PARTITION_KEY_BYTES - suffix.length)
  const { SK, resource, operation } = sortKey(key)
  return { PK: `${identifier.inKey}${suffix}`, SK, identifier: identifier.alone, resource, operation }
}

/**
 * When an item expires, in Unix seconds. A sub-window counts until it has left the window, which is later
 * than its own end.
 */
function expiryOf({ windowMs }: PolicyWindow, startMs: number, ttlBufferMs: number): number {
  return Math.ceil((startMs + windowMs + ttlBufferMs) / 1000)
}

/** The last second that was written: most decisions are in the same one. */
let last = { second: Number.NaN, text: '' }

/** Such as `2026-01-02T15:04:05.123000000Z`: nine digits, as AppTheory writes times. */
export function rfc3339Nanoseconds(ms: number): string {
  const second = Math.floor(ms / 1000)
  if (second !== last.second) last = { second, text: rfc3339Seconds(ms).slice(0, -1) }
  return `${last.text}.${String(Math.floor(ms) - second * 1000).padStart(3, '0')}000000Z`
}

/** Such as `2026-01-02T15:04:05Z`. */
function rfc3339Seconds(ms: number): string {
  return `${new Date(ms).toISOString().slice(0, -5)}Z`
}

/** How AppTheory names the length of one window of several: Go, or its TypeScript and Python. */
const durationOf: Readonly<Record<AttributeNames, (ms: number) => string>> = {
  camel: goDuration,
  pascal: (ms) => `${ms}ms`,
}

/** As Go prints a `time.Duration`: `1m0s`, `1h0m0s`, `1.5s`, `500ms`. */
export function goDuration(ms: number): string {
  if (ms < 1000) return `${ms}ms`
  const hours = Math.floor(ms / 3_600_000)
  const minutes = Math.floor(ms / 60_000) % 60
  const seconds = (ms % 60_000) / 1000
  if (hours > 0) return `${hours}h${minutes}m${seconds}s`
  return minutes > 0 ? `${minutes}m${seconds}s` : `${seconds}s`
}
