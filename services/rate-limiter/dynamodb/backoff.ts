import type { TimerClock } from '../../clock/clock.ts'
import type { RandomSource } from '../../ids/random.ts'

export interface BackoffOptions {
  readonly timers: Pick<TimerClock, 'schedule'>
  readonly random: RandomSource
}

const FIRST_MS = 8
const LONGEST_MS = 128

/** Pauses between attempts: at random, and up to twice as long each time. */
export class Backoff {
  readonly #options: BackoffOptions
  #atMostMs = FIRST_MS

  constructor(options: BackoffOptions) {
    this.#options = options
  }

  /** Rejects with the reason of `signal` where that is aborted. */
  pause(signal: AbortSignal): Promise<void> {
    const { timers, random } = this.#options
    const ms = random() * this.#atMostMs
    this.#atMostMs = Math.min(2 * this.#atMostMs, LONGEST_MS)
    return new Promise((resolve, reject) => {
      const abort = (): void => {
        cancel()
        reject(signal.reason)
      }
      const cancel = timers.schedule(ms, () => {
        signal.removeEventListener('abort', abort)
        resolve()
      })
      if (signal.aborted) abort()
      else signal.addEventListener('abort', abort, { once: true })
    })
  }
}
