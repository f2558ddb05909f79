import { integer, type OptionRule } from '../../options/option-rules.ts'

/** How long an event lives that does not say so itself: 30 days, as AppTheory's services keep events. */
export const DEFAULT_TTL_MS: number = 30 * 24 * 60 * 60 * 1000

/** 100 years: a time so far from now is still one that a `Date` can say. */
const MAX_TTL_MS = 100 * 365 * 24 * 3_600_000

export const ttlMsRule: OptionRule = integer(0, MAX_TTL_MS)
