import type { LimitDecision } from '../rate-limiter.ts'
import type { PolicyWindow, RateLimitStrategy } from '../strategy/strategy.ts'
import { subWindowStart } from '../strategy/window-decision.ts'
import type { ChangingStrategy, Step } from './schedule.contract.ts'
import type { SubjectFactory } from './schedule-subjects.contract.ts'

/** What a schedule showed on one subject. */
export interface ScheduleRun {
  /** All that a caller gets to see. */
  readonly seen: readonly unknown[]
  /** How many requests were admitted over their limit. */
  readonly overLimit: number
}

/** Runs a schedule on a subject of its own. */
export async function runSchedule(
  changing: ChangingStrategy,
  steps: readonly Step[],
  subjectOf: SubjectFactory,
): Promise<ScheduleRun> {
  let plan = 0
  const strategy = changing.make(() => changing.plans[plan % changing.plans.length])
  const { limiter, clock, prefix = '', expireItems } = subjectOf(strategy)
  const ledger = new AdmissionLedger(strategy)
  const seen: unknown[] = []
  let latest: LimitDecision | undefined
  for (const one of steps) {
    if (one.does === 'wait') clock.advance(one.ms)
    else if (one.does === 'step back') clock.set(clock.now() - one.ms)
    else if (one.does === 'change plan') plan = one.plan
    else if (one.does === 'expire items') {
      // The limiter sees the time of the table, as a host does whose clock is not behind.
      await limiter.getUsage({ identifier: `${prefix}user-0`, resource: '/', operation: 'GET' })
      expireItems()
    }
    if (!('key' in one)) continue
    const key = { identifier: `${prefix}user-${one.key}`, resource: '/', operation: 'GET' }
    const { cost } = one
    if (one.does === 'request') {
      const decision = await limiter.checkAndIncrement(key, { cost })
      ledger.admits(one.key, decision, cost)
      latest = decision
      seen.push(decision)
    } else if (one.does === 'record') {
      await limiter.recordRequest(key, { cost })
    } else if (one.does === 'refund' && latest) {
      await limiter.refund(key, latest, { cost })
      ledger.refunds(one.key, latest, cost)
    }
    if (one.does !== 'request') seen.push(await limiter.checkLimit(key, { cost }))
    seen.push((await limiter.getUsage(key)).windows)
  }
  return { seen, overLimit: ledger.overLimit }
}

/**
 * Counts admitted requests on its own, without what was recorded: by key, length of the window, and
 * sub-window. The sum within a window is never above the limit that admitted. Token buckets are left out.
 */
class AdmissionLedger {
  overLimit = 0
  readonly #strategy: RateLimitStrategy
  readonly #admitted: Map<string, number> = new Map()

  constructor(strategy: RateLimitStrategy) {
    this.#strategy = strategy
  }

  admits(key: number, decision: LimitDecision, cost: number): void {
    if (!decision.allowed) return
    for (const [window, startMs] of this.#subWindows(key, decision)) {
      this.#change(nameOf(key, window, startMs), cost)
      let sum = 0
      for (let ms = startMs; ms > startMs - window.windowMs; ms -= window.granularityMs)
        sum += this.#admitted.get(nameOf(key, window, ms)) ?? 0
      if (sum > window.limit) this.overLimit += 1
    }
  }

  refunds(key: number, decision: LimitDecision, cost: number): void {
    if (!decision.allowed) return
    for (const [window, startMs] of this.#subWindows(key, decision))
      this.#change(nameOf(key, window, startMs), -cost)
  }

  /** The sub-windows in which an admitted request was counted: those that end at `resetsAt`. */
  #subWindows(key: number, decision: LimitDecision): readonly (readonly [PolicyWindow, number])[] {
    const asked = { identifier: `user-${key}`, resource: '/', operation: 'GET' }
    const windows = this.#strategy.windowsFor(asked) as readonly PolicyWindow[]
    return windows.flatMap((window) => {
      if (window.refillPerSecond !== undefined) return []
      const usage = decision.windows.find(({ windowMs }) => windowMs === window.windowMs)
      return usage ? [[window, subWindowStart(window, usage.resetsAt.getTime() - 1)] as const] : []
    })
  }

  #change(name: string, by: number): void {
    this.#admitted.set(name, Math.max(0, (this.#admitted.get(name) ?? 0) + by))
  }
}

function nameOf(key: number, { windowMs, granularityMs }: PolicyWindow, startMs: number): string {
  return `${key} ${windowMs}/${granularityMs} ${startMs}`
}
