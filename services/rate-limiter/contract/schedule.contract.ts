import fc from 'fast-check'
import type { RateLimitKey } from '../rate-limiter.ts'
import { fixedWindow } from '../strategy/fixed-window.ts'
import { multiWindow } from '../strategy/multi-window.ts'
import { slidingWindow } from '../strategy/sliding-window.ts'
import type { KeyLimit, RateLimitStrategy } from '../strategy/strategy.ts'
import { tokenBucket } from '../strategy/token-bucket.ts'

export type LimitFor = (key: RateLimitKey) => KeyLimit

/** A strategy whose limits for a key may change at any time, and the limits that it may change to. */
export interface ChangingStrategy {
  readonly make: (limitFor: LimitFor) => RateLimitStrategy
  readonly plans: readonly KeyLimit[]
}

const limit = fc.nat({ max: 6 })
const windowMs = fc.constantFrom(1000, 1500, 2500, 60_000, 3_600_000)

function listsOf(item: fc.Arbitrary<KeyLimit>): fc.Arbitrary<readonly KeyLimit[]> {
  return fc.array(item, { minLength: 1, maxLength: 3 }).map((plans) => [undefined, ...plans])
}

const fixed: fc.Arbitrary<ChangingStrategy> = fc.record({
  make: fc
    .record({ limit, windowMs })
    .map((options) => (limitFor: LimitFor) => fixedWindow({ ...options, limitFor })),
  plans: listsOf(fc.oneof(limit, fc.tuple(fc.record({ windowMs, limit })))),
})

const sliding: fc.Arbitrary<ChangingStrategy> = fc.constantFrom(1000, 5000).chain((granularityMs) => {
  const window = fc
    .record({ limit, subWindows: fc.integer({ min: 1, max: 6 }) })
    .map(({ subWindows, ...rest }) => ({ ...rest, windowMs: granularityMs * subWindows }))
  return fc.record({
    make: window.map(
      (options) => (limitFor: LimitFor) => slidingWindow({ ...options, granularityMs, limitFor }),
    ),
    plans: listsOf(fc.oneof(limit, fc.tuple(window))),
  })
})

const windows = fc.uniqueArray(fc.record({ windowMs: fc.constantFrom(1000, 2000, 10_000, 60_000), limit }), {
  selector: (window) => window.windowMs,
  minLength: 1,
  maxLength: 3,
})

const multi: fc.Arbitrary<ChangingStrategy> = fc.record({
  make: windows.map((own) => (limitFor: LimitFor) => multiWindow(own, { limitFor })),
  plans: listsOf(fc.oneof(limit, windows)),
})

const bucket: fc.Arbitrary<ChangingStrategy> = fc.record({
  make: fc
    .record({ capacity: limit, refillPerSecond: fc.constantFrom(1 / 60, 0.5, 1, 3, 7, 900) })
    .map((options) => (limitFor: LimitFor) => tokenBucket({ ...options, limitFor })),
  plans: listsOf(fc.oneof(limit, fc.tuple(fc.record({ windowMs, limit })))),
})

export const changingStrategy: fc.Arbitrary<ChangingStrategy> = fc.oneof(fixed, sliding, multi, bucket)

type Counting = 'request' | 'check' | 'record' | 'refund'

export type Step =
  | { readonly does: Counting; readonly key: number; readonly cost: number }
  | { readonly does: 'wait' | 'step back'; readonly ms: number }
  | { readonly does: 'change plan'; readonly plan: number }
  | { readonly does: 'expire items' }

const counting = (does: fc.Arbitrary<Counting>): fc.Arbitrary<Step> =>
  fc.record({ does, key: fc.nat({ max: 1 }), cost: fc.integer({ min: 1, max: 3 }) })

const waiting = fc.oneof(fc.nat({ max: 4000 }), fc.constantFrom(60_000, 120_000, 3_600_000, 7_300_000))

const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 6, arbitrary: counting(fc.constant('request')) },
  { weight: 3, arbitrary: counting(fc.constantFrom('check', 'record', 'refund')) },
  { weight: 4, arbitrary: fc.record({ does: fc.constant('wait' as const), ms: waiting }) },
  { weight: 1, arbitrary: fc.record({ does: fc.constant('step back' as const), ms: fc.nat({ max: 3000 }) }) },
  {
    weight: 3,
    arbitrary: fc.record({ does: fc.constant('change plan' as const), plan: fc.nat({ max: 3 }) }),
  },
  { weight: 1, arbitrary: fc.constant({ does: 'expire items' as const }) },
)

/** Mostly short, so that many can be run. */
export const schedule: fc.Arbitrary<readonly Step[]> = fc.oneof(
  { weight: 3, arbitrary: fc.array(step, { maxLength: 10 }) },
  { weight: 1, arbitrary: fc.array(step, { maxLength: 30, size: 'medium' }) },
)
