import type { PolicyWindow } from '../../strategy/strategy.ts'
import { type SpentSubWindow, subWindowStart } from '../../strategy/window-decision.ts'
import type { CounterRequest } from '../counter-store.ts'

/** Finds the sub-windows that requests count in. Most requests have the same: they get the same objects. */
export class CurrentSubWindows {
  #plan: readonly PolicyWindow[] = []
  #last: readonly SpentSubWindow[] = []

  of({ windows, now }: Pick<CounterRequest, 'windows' | 'now'>): readonly SpentSubWindow[] {
    const isLast =
      this.#plan === windows && this.#last.every((one) => one.startMs === subWindowStart(one.window, now))
    if (!isLast) {
      this.#plan = windows
      this.#last = windows.map((window) => ({ window, startMs: subWindowStart(window, now) }))
    }
    return this.#last
  }
}
