/** How long an event lives that does not say so itself: 30 days, as AppTheory's services keep events. */
export const DEFAULT_TTL_MS: number = 30 * 24 * 60 * 60 * 1000
