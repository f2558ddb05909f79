/** The source of chance: numbers from 0 (inclusive) to 1 (exclusive). */
export type RandomSource = () => number

/** The machine's own. Not for secrets. */
export const systemRandom: RandomSource = Math.random
