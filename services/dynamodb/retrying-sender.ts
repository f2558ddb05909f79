import type { Clock } from '../clock/clock.ts'
import { sleep } from '../clock/sleep.ts'
import type { RandomSource } from '../ids/random.ts'
import { backoffMs } from './backoff.ts'
import { type DynamoDBCommand, sendCarryingFailures } from './carry-failures.ts'
import { isTransient, mayHaveBeenApplied } from './errors.ts'
import type { DynamoDBClient, ServiceInputTypes, ServiceOutputTypes } from './sdk-types.ts'

export interface RetryingSenderOptions {
  readonly client: DynamoDBClient
  readonly clock: Clock
  readonly random: RandomSource
  /** Attempts after the first. */
  readonly retryAttempts: number
  readonly retryBaseDelayMs: number
}

/** How long a request may be retried. */
export interface SendOptions {
  /** Milliseconds that are left: a retry that would begin later is not made. @defaultValue no bound */
  readonly remainingTimeMs?: (() => number) | undefined
}

/** How a request ended, and whether an attempt before the last may have been applied although it failed. */
export type Sent<TOutput> =
  | { readonly output: TOutput; readonly error?: undefined; readonly mayHaveLanded: boolean }
  | { readonly output?: undefined; readonly error: unknown; readonly mayHaveLanded: boolean }

const LONGEST_DELAY_MS = 20_000

/**
 * Sends requests, and retries those that failed with a transient error. It replaces the retries of the
 * client, which do not know how much time an invocation has left, nor report that an attempt without a
 * reply may have been applied.
 */
export class RetryingSender {
  readonly #options: RetryingSenderOptions

  constructor(options: RetryingSenderOptions) {
    this.#options = options
  }

  async send<TInput extends ServiceInputTypes, TOutput extends ServiceOutputTypes>(
    command: DynamoDBCommand<TInput, TOutput>,
    { remainingTimeMs }: SendOptions = {},
  ): Promise<Sent<TOutput>> {
    const { client, clock, random, retryAttempts, retryBaseDelayMs: baseMs } = this.#options
    let mayHaveLanded = false
    for (let retry = 0; ; retry++) {
      let error: unknown
      try {
        return { output: await sendCarryingFailures(client, command, isTransient), mayHaveLanded }
      } catch (thrown) {
        error = thrown
      }
      if (!isTransient(error) || retry >= retryAttempts) return { error, mayHaveLanded }
      const delayMs = backoffMs({ random, baseMs, longestMs: LONGEST_DELAY_MS }, retry)
      if (remainingTimeMs && delayMs >= remainingTimeMs()) return { error, mayHaveLanded }
      mayHaveLanded ||= mayHaveBeenApplied(error)
      await sleep(clock, delayMs)
    }
  }
}
