/** A moment, as a person would write it. */
export type TimeInput = Date | string | number

/** Milliseconds since the epoch. @throws RangeError for what is no time */
export function epochMs(time: TimeInput = '2026-01-01T00:00:00.000Z'): number {
  const ms = typeof time === 'number' ? time : new Date(time).getTime()
  if (!Number.isFinite(ms)) throw new RangeError(`not a time: ${String(time)}`)
  return ms
}

/** ISO 8601 to the second, such as `2026-01-01T00:00:00Z`. */
export function isoSeconds(ms: number): string {
  return `${new Date(ms).toISOString().slice(0, 19)}Z`
}
