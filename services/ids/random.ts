/** Where chance comes from: a number of at least 0 and less than 1. Pass one to make what depends on chance repeatable. */
export type Random = () => number

/** The machine's own. Not for secrets. */
export const systemRandom: Random = () => Math.random()
