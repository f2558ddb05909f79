import type { LimitDecision } from '../../services/rate-limiter/rate-limiter.ts'
import type { PolicyWindow } from '../../services/rate-limiter/strategy/strategy.ts'

interface SubWindow {
  offered: number
  admitted: number
}

/** What was decided in a run. */
export interface Ledger {
  readonly decisions: number
  readonly admitted: number
  readonly denied: number
  readonly degraded: number
  readonly leased: number
  /** Units that were admitted above the limit of a window. */
  readonly over: number
  /** Part of what could have been admitted in the windows that the run covers. */
  readonly used: number
  /** Part of the decisions that was denied although the window still had room. */
  readonly early: number
}

/** Books what was decided, by the sub-windows that the decisions name, and checks it against the limits. */
export class WindowLedger {
  readonly #windows: readonly PolicyWindow[]
  /** For each window, by the end of the sub-window. */
  readonly #subWindows: readonly Map<number, SubWindow>[]
  #decisions = 0
  #admitted = 0
  #denied = 0
  #degraded = 0
  #leased = 0
  #early = 0

  constructor(windows: readonly PolicyWindow[]) {
    this.#windows = windows
    this.#subWindows = windows.map(() => new Map())
  }

  note(decision: LimitDecision, cost: number): void {
    this.#decisions += 1
    if (decision.degraded) {
      this.#degraded += 1
      return
    }
    if (decision.leased) this.#leased += 1
    if (decision.allowed) this.#admitted += 1
    else {
      this.#denied += 1
      if (this.#windows.every((window, i) => this.#spentAt(i, endOf(decision, i)) + cost <= window.limit)) {
        this.#early += 1
      }
    }
    this.#windows.forEach((_, i) => {
      const end = endOf(decision, i)
      const of = this.#subWindows[i]?.get(end) ?? { offered: 0, admitted: 0 }
      of.offered += cost
      if (decision.allowed) of.admitted += cost
      this.#subWindows[i]?.set(end, of)
    })
  }

  /** What was admitted in the window whose newest sub-window ends at `end`. */
  #spentAt(i: number, end: number): number {
    const { windowMs = 0, granularityMs = 1 } = this.#windows[i] ?? {}
    let sum = 0
    for (let at = end; at > end - windowMs; at -= granularityMs) {
      sum += this.#subWindows[i]?.get(at)?.admitted ?? 0
    }
    return sum
  }

  result(startMs: number, runMs: number): Ledger {
    let over = 0
    this.#windows.forEach(({ limit }, i) => {
      for (const end of this.#subWindows[i]?.keys() ?? []) over += Math.max(0, this.#spentAt(i, end) - limit)
    })
    return {
      decisions: this.#decisions,
      admitted: this.#admitted,
      denied: this.#denied,
      degraded: this.#degraded,
      leased: this.#leased,
      over,
      used: this.#used(startMs, startMs + runMs),
      early: this.#early / this.#decisions,
    }
  }

  /** Of the first window, in its spans that the run covers as a whole. */
  #used(startMs: number, endMs: number): number {
    const [{ windowMs, granularityMs, limit } = { windowMs: 1, granularityMs: 1, limit: 0 }] = this.#windows
    let usable = 0
    let used = 0
    for (let end = Math.ceil(startMs / windowMs) * windowMs + windowMs; end <= endMs; end += windowMs) {
      let offered = 0
      for (let at = end; at > end - windowMs; at -= granularityMs) {
        offered += this.#subWindows[0]?.get(at)?.offered ?? 0
      }
      usable += Math.min(offered, limit)
      used += this.#spentAt(0, end)
    }
    return usable === 0 ? 1 : used / usable
  }
}

/** The end of the current sub-window of window `i`: on a denial, `resetsAt` is another moment. */
function endOf(decision: LimitDecision, i: number): number {
  const { startsAt, windowMs } = decision.windows[i] ?? { startsAt: new Date(0), windowMs: 0 }
  return startsAt.getTime() + windowMs
}
