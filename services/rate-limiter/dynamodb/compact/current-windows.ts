import type { PolicyWindow } from '../../strategy/strategy.ts'
import type { CounterRequest } from '../counter-store.ts'
import type { CompactNames } from './item.ts'

/** One window of a request, and where its counter is. */
export interface CurrentWindow {
  readonly window: PolicyWindow
  readonly names: CompactNames
  /** Number of the window since the epoch. */
  readonly number: number
  readonly startMs: number
  /** The name of its counter. */
  readonly counter: string
}

/** The current windows of a request, and of all others with the same plan until one of the windows ends. */
export interface CurrentWindows {
  readonly plan: readonly PolicyWindow[]
  readonly each: readonly CurrentWindow[]
  /** When they began, all of them; when the first and the last of them end. In epoch milliseconds. */
  readonly fromMs: number
  readonly untilMs: number
  readonly latestEndMs: number
}

/** Finds the current windows of requests. Remembers the last ones: most requests have the same. */
export class Calendar {
  readonly #namesOf: (window: PolicyWindow) => CompactNames
  #last: CurrentWindows | undefined

  constructor(namesOf: (window: PolicyWindow) => CompactNames) {
    this.#namesOf = namesOf
  }

  at({ windows, now }: Pick<CounterRequest, 'windows' | 'now'>): CurrentWindows {
    const last = this.#last
    if (last?.plan === windows && now >= last.fromMs && now < last.untilMs) return last
    const each = windows.map((window) => {
      const names = this.#namesOf(window)
      const number = names.numberAt(now)
      return { window, names, number, startMs: number * window.windowMs, counter: names.counter(number) }
    })
    const ends = each.map(({ window, startMs }) => startMs + window.windowMs)
    this.#last = {
      plan: windows,
      each,
      fromMs: Math.max(...each.map(({ startMs }) => startMs)),
      untilMs: Math.min(...ends),
      latestEndMs: Math.max(...ends),
    }
    return this.#last
  }
}
