import type { PolicyWindow } from '../strategy/strategy.ts'
import type { SubWindowCount } from '../strategy/window-decision.ts'
import type { Counter } from './counter.ts'

/** Counts what is spent in one window of one key, by sub-window, in memory that does not grow. */
export class SubWindowCounter implements Counter {
  readonly windowMs: number
  readonly granularityMs: number
  total = 0
  /** Ring: the count of sub-window number `n` is at `n % counts.length`. */
  readonly #counts: number[]
  /** Number, since the epoch, of the newest sub-window that was seen. */
  #current = 0

  constructor({ windowMs, granularityMs }: PolicyWindow) {
    this.windowMs = windowMs
    this.granularityMs = granularityMs
    this.#counts = new Array<number>(windowMs / granularityMs).fill(0)
  }

  counts({ windowMs, granularityMs }: PolicyWindow): boolean {
    return this.windowMs === windowMs && this.granularityMs === granularityMs
  }

  /** Lets go of the sub-windows that have left the window by `now`. Time must not go back. */
  roll(now: number): void {
    const number = Math.floor(now / this.granularityMs)
    const passed = Math.min(number - this.#current, this.#counts.length)
    for (let i = 1; i <= passed; i++) this.#set(this.#current + i, 0)
    this.#current = number
  }

  /** Counts `cost` in the current sub-window. */
  add(cost: number): void {
    this.#set(this.#current, this.#get(this.#current) + cost)
  }

  /** Gives back `cost` in the sub-window that begins at `startMs`, if it is still counted. */
  subtract(cost: number, startMs: number): void {
    const number = Math.floor(startMs / this.granularityMs)
    if (number > this.#current || number <= this.#current - this.#counts.length) return
    this.#set(number, Math.max(0, this.#get(number) - cost))
  }

  /** The counts by sub-window, oldest first. */
  subWindows(): SubWindowCount[] {
    return this.#counts.map((_, i) => {
      const number = this.#current - this.#counts.length + 1 + i
      return { startMs: number * this.granularityMs, count: this.#get(number) }
    })
  }

  #get(number: number): number {
    return this.#counts[this.#slot(number)] ?? 0
  }

  #set(number: number, count: number): void {
    this.total += count - this.#get(number)
    this.#counts[this.#slot(number)] = count
  }

  #slot(number: number): number {
    const { length } = this.#counts
    return number - Math.floor(number / length) * length
  }
}
