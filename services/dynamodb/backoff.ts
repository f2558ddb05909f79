import type { Clock } from '../clock/clock.ts'
import { sleep } from '../clock/sleep.ts'
import type { RandomSource } from '../ids/random.ts'

export interface BackoffOptions {
  readonly clock: Clock
  readonly random: RandomSource
  /** Upper bound of the first pause, in milliseconds. */
  readonly baseMs: number
  /** Upper bound of every pause, in milliseconds. */
  readonly longestMs: number
}

/**
 * How long to wait before retry number `retry`, from 0, in milliseconds: full jitter over an exponential
 * backoff (https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/).
 */
export function backoffMs(
  { random, baseMs, longestMs }: Omit<BackoffOptions, 'clock'>,
  retry: number,
): number {
  return random() * Math.min(longestMs, baseMs * 2 ** retry)
}

/** The pauses between the attempts of one request. */
export class Backoff {
  readonly #options: BackoffOptions
  #retries = 0

  constructor(options: BackoffOptions) {
    this.#options = options
  }

  /** Rejects with the reason of `signal` as soon as that is aborted. */
  async pause(signal?: AbortSignal): Promise<void> {
    await sleep(this.#options.clock, backoffMs(this.#options, this.#retries++), signal)
  }
}
