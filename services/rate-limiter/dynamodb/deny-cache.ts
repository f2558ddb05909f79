import type { LimitDecision, RateLimitKey } from '../rate-limiter.ts'
import type { PolicyWindow } from '../strategy/strategy.ts'
import { denial, type SpentInWindow, spentWithin } from '../strategy/window-decision.ts'
import { KeyMemory } from './key-memory.ts'

interface Exhausted {
  readonly windows: readonly PolicyWindow[]
  readonly spent: readonly SpentInWindow[]
  /** When it was so, in epoch milliseconds: later than the clock here, where other hosts have seen a later time. */
  readonly seenMs: number
  /** Before this moment, in epoch milliseconds, not even a request of cost 1 is admitted. */
  readonly untilMs: number
}

/**
 * Remembers keys of which nothing at all is left, until something will be, so that who keeps asking costs no request.
 * It only ever denies. What another process refunds meanwhile it does not see.
 */
export class DenyCache {
  readonly #exhausted: KeyMemory<Exhausted>
  #version = 0

  constructor(maxKeys: number) {
    this.#exhausted = new KeyMemory(maxKeys)
  }

  /** Remembers a denial at `now`, if it leaves nothing. */
  remember(
    key: RateLimitKey,
    windows: readonly PolicyWindow[],
    spent: readonly SpentInWindow[],
    now: number,
  ): void {
    const exhausted = windows.some(({ limit }, i) => (spent[i]?.total ?? 0) >= limit)
    if (!exhausted) return
    const untilMs = denial(windows, spent, 1, now).resetsAt.getTime()
    this.#exhausted.set(key, { windows, spent, seenMs: now, untilMs })
  }

  /** The denial, if that is certain without asking the store. */
  denies(
    key: RateLimitKey,
    windows: readonly PolicyWindow[],
    cost: number,
    now: number,
  ): LimitDecision | undefined {
    const exhausted = this.#exhausted.get(key)
    if (!exhausted || now >= exhausted.untilMs || !sameWindows(exhausted.windows, windows)) return undefined
    const at = Math.max(now, exhausted.seenMs)
    const spent = windows.map((window, i) => spentWithin(window, at, exhausted.spent[i]?.subWindows() ?? []))
    return denial(windows, spent, cost, at)
  }

  /** Changes whenever a key is forgotten. */
  get version(): number {
    return this.#version
  }

  forget(key: RateLimitKey): void {
    this.#version += 1
    this.#exhausted.delete(key)
  }
}

// By value: limits that are looked up come as another object each time.
function sameWindows(a: readonly PolicyWindow[], b: readonly PolicyWindow[]): boolean {
  if (a === b) return true
  const same = (x: PolicyWindow, y: PolicyWindow | undefined): boolean =>
    x.limit === y?.limit && x.windowMs === y.windowMs && x.granularityMs === y.granularityMs
  return a.length === b.length && a.every((window, i) => same(window, b[i]))
}
