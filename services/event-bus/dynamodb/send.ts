import type { Clock } from '../../clock/clock.ts'
import { sleep } from '../../clock/sleep.ts'
import type {
  $Command,
  DynamoDBClient,
  DynamoDBClientResolvedConfig,
  ServiceInputTypes,
  ServiceOutputTypes,
} from '../../dynamodb/sdk-types.ts'
import type { RandomSource } from '../../ids/random.ts'
import type { CallOptions } from '../event-bus.ts'
import { isMomentary, mayHaveBeenApplied } from './failures.ts'

export interface RetryOptions {
  readonly client: DynamoDBClient
  readonly clock: Clock
  readonly random: RandomSource
  /** Attempts after the first. */
  readonly retryAttempts: number
  readonly retryBaseDelayMs: number
}

/** How a request ended, and whether an attempt before the last may have been applied though it failed. */
export type Sent<TOutput> =
  | { readonly output: TOutput; readonly error?: undefined; readonly mayHaveLanded: boolean }
  | { readonly output?: undefined; readonly error: unknown; readonly mayHaveLanded: boolean }

type Command<TInput extends ServiceInputTypes, TOutput extends ServiceOutputTypes> = $Command<
  TInput,
  TOutput,
  DynamoDBClientResolvedConfig,
  ServiceInputTypes,
  ServiceOutputTypes
>

const MAX_DELAY_MS = 20_000
const carriedFailure = Symbol('carriedFailure')

interface CarriedOutput {
  readonly [carriedFailure]?: unknown
}

/**
 * Sends requests, and again where that may help: full jitter over an exponential backoff
 * (https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/). It takes the place of the client's own retries, which
 * know neither how much time an invocation has left nor that an attempt whose reply was lost may have been applied.
 */
export class RetryingSender {
  readonly #options: RetryOptions

  constructor(options: RetryOptions) {
    this.#options = options
  }

  async send<TInput extends ServiceInputTypes, TOutput extends ServiceOutputTypes>(
    command: Command<TInput, TOutput>,
    { remainingTimeMs }: CallOptions = {},
  ): Promise<Sent<TOutput>> {
    carryFailures(command)
    let mayHaveLanded = false
    for (let retries = 0; ; retries++) {
      let error: unknown
      try {
        const output = await this.#options.client.send(command)
        if (!(carriedFailure in output)) return { output, mayHaveLanded }
        error = (output as CarriedOutput)[carriedFailure]
      } catch (thrown) {
        error = thrown
      }
      if (!isMomentary(error) || retries >= this.#options.retryAttempts) return { error, mayHaveLanded }
      const delayMs = this.#delayMs(retries)
      if (remainingTimeMs && delayMs >= remainingTimeMs()) return { error, mayHaveLanded }
      mayHaveLanded ||= mayHaveBeenApplied(error)
      await sleep(this.#options.clock, delayMs)
    }
  }

  #delayMs(retries: number): number {
    const { random, retryBaseDelayMs } = this.#options
    return random() * Math.min(MAX_DELAY_MS, retryBaseDelayMs * 2 ** retries)
  }
}

/** Has failures that are ours to retry pass the retry strategy of the client, whatever it is, as if they were answers. */
function carryFailures<TInput extends ServiceInputTypes, TOutput extends ServiceOutputTypes>(
  command: Command<TInput, TOutput>,
): void {
  command.middlewareStack.add(
    (next) => async (args) => {
      try {
        return await next(args)
      } catch (error) {
        if (!isMomentary(error)) throw error
        return { output: { $metadata: {}, [carriedFailure]: error } as never, response: undefined }
      }
    },
    // Outside the deserializer, so that errors have names; inside the retries, which belong to an earlier step.
    { step: 'deserialize', priority: 'high', name: 'appTheoryCarryFailures', override: true },
  )
}
