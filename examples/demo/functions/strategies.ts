import { fixedWindow, multiWindow, type RateLimitStrategy, slidingWindow } from 'apptheory-middy'

/** One limit of each kind. Limits with short windows refill while you watch. */
export const strategies = {
  fixed: fixedWindow({ windowMs: 60_000, limit: 100, name: '60 s' }),
  sliding: slidingWindow({ windowMs: 10_000, limit: 20, granularityMs: 1000, name: '10 s' }),
  multi: multiWindow([
    { windowMs: 5000, limit: 10, name: '5 s' },
    { windowMs: 30_000, limit: 40, name: '30 s' },
  ]),
  leased: fixedWindow({ windowMs: 60_000, limit: 1000, name: '60 s' }),
} satisfies Record<string, RateLimitStrategy>

export type StrategyName = keyof typeof strategies
