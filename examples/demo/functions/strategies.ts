import { fixedWindow, multiWindow, type RateLimitStrategy, slidingWindow } from 'apptheory-middy'

/** One limit of each kind. Whose window is short refills while one watches. */
export const strategies = {
  fixed: fixedWindow({ windowMs: 60_000, limit: 100, name: 'minute' }),
  sliding: slidingWindow({ windowMs: 10_000, limit: 20, granularityMs: 1000, name: '10 seconds' }),
  multi: multiWindow([
    { windowMs: 2000, limit: 10, name: '2 seconds' },
    { windowMs: 30_000, limit: 40, name: '30 seconds' },
  ]),
} satisfies Record<string, RateLimitStrategy>

export type StrategyName = keyof typeof strategies
