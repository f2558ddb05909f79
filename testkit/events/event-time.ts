import type { OptionRule } from '../../services/options/option-rules.ts'

/** A moment, as a person would write it. */
export type TimeInput = Date | string | number

// A Date holds no moment further from the epoch than this.
const MAX_EPOCH_MS = 8.64e15

export const aTime: OptionRule = {
  expected: 'a Date, an ISO 8601 string or milliseconds since the epoch',
  accepts: (value) =>
    (value instanceof Date || typeof value === 'string' || typeof value === 'number') &&
    Math.abs(epochMs(value)) <= MAX_EPOCH_MS,
}

/** Milliseconds since the epoch of what {@link aTime} accepts. */
export function epochMs(time: TimeInput = '2026-01-01T00:00:00.000Z'): number {
  return typeof time === 'number' ? time : new Date(time).getTime()
}

/** ISO 8601 to the second, such as `2026-01-01T00:00:00Z`. */
export function isoSeconds(ms: number): string {
  return `${new Date(ms).toISOString().slice(0, 19)}Z`
}
