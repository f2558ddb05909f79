/** 2262-04-11: the last whole millisecond whose nanoseconds fit 64 bits, as Go counts them. */
export const MAX_PUBLISHED_AT_MS = 9_223_372_036_853

/**
 * Digits of a time in unix nanoseconds, from 1970 until 2286: with leading zeros, so that strings sort as
 * times.
 */
export const NANOSECOND_DIGITS = 19

export function partitionKeyOf(tenantId: string, eventType: string): string {
  return `${tenantId}#${eventType}`
}

/** Text and not arithmetic, because nanoseconds since 1970 are beyond the whole numbers of a double. */
export function nanosecondsOf(ms: number, withinMs = '000000'): string {
  return `${String(ms).padStart(NANOSECOND_DIGITS - 6, '0')}${withinMs}`
}

export function sortKeyOf(nanoseconds: string, id: string): string {
  return `${nanoseconds}#${id}`
}

export interface SortKeyParts {
  readonly nanoseconds: string
  readonly id: string
}

const sortKeyPattern = /^(\d{1,19})#(.*)$/s

/** The parts of a sort key of any writer; `undefined` if the text is not a sort key. */
export function parseSortKey(sortKey: string): SortKeyParts | undefined {
  const [, digits, id] = sortKeyPattern.exec(sortKey) ?? []
  if (digits === undefined || id === undefined) return undefined
  return { nanoseconds: digits.padStart(NANOSECOND_DIGITS, '0'), id }
}

/** The time in a sort key with all its digits. */
export function nanosecondsIn(sortKey: string): string {
  return sortKey.slice(0, NANOSECOND_DIGITS)
}

export function millisecondsOf(nanoseconds: string): number {
  return Number(nanoseconds.slice(0, -6))
}

/** Seconds that were written as text: those of events that come together, and of their expiry. */
const writtenSeconds = new Map<number, string>()
const MAX_WRITTEN_SECONDS = 8

function secondsText(seconds: number): string {
  const written = writtenSeconds.get(seconds)
  if (written !== undefined) return written
  if (writtenSeconds.size >= MAX_WRITTEN_SECONDS) writtenSeconds.clear()
  const text = new Date(seconds * 1000).toISOString().slice(0, -'.000Z'.length)
  writtenSeconds.set(seconds, text)
  return text
}

/**
 * RFC 3339 in UTC with exactly nine digits of fraction, so that strings sort as times.
 * @param ms - a whole number, from 0 on
 */
export function timestampOf(ms: number, withinMs = '000000'): string {
  const seconds = Math.floor(ms / 1000)
  return `${secondsText(seconds)}.${String(ms - seconds * 1000).padStart(3, '0')}${withinMs}Z`
}

export function timestampOfNanoseconds(nanoseconds: string): string {
  return timestampOf(millisecondsOf(nanoseconds), nanoseconds.slice(-6))
}

const highCodeUnit = /[\ud800-\uffff]/

/**
 * Negative if `a` comes before `b` in the order of DynamoDB, which compares UTF-8 bytes. JavaScript
 * compares UTF-16, which differs where a character beyond U+FFFF meets one from U+E000 on.
 */
export function compareUtf8(a: string, b: string): number {
  if (a === b) return 0
  if (highCodeUnit.test(a) && highCodeUnit.test(b)) return Buffer.compare(Buffer.from(a), Buffer.from(b))
  return a < b ? -1 : 1
}

/** What orders events: by time, then ID, then type. */
export interface EventPosition {
  readonly partitionKey: string
  readonly sortKey: string
}

/** Negative if `a` is older than `b`. */
export function comparePositions(a: EventPosition, b: EventPosition): number {
  return compareUtf8(a.sortKey, b.sortKey) || compareUtf8(a.partitionKey, b.partitionKey)
}
