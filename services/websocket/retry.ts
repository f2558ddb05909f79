import type { Clock } from '../clock/clock.ts'
import { sleep } from '../clock/sleep.ts'
import type { RandomSource } from '../ids/random.ts'

/** The part of the SDK's `RetryErrorInfo` that is used here. */
export interface RetryErrorInfo {
  readonly errorType: 'THROTTLING' | 'TRANSIENT' | 'SERVER_ERROR' | 'CLIENT_ERROR'
}

/** The SDK's `StandardRetryToken`. */
export interface RetryToken {
  getRetryCount(): number
  getRetryDelay(): number
  getRetryCost(): number | undefined
}

/** The SDK's `RetryStrategyV2`. */
export interface RetryStrategy {
  acquireInitialRetryToken(scope: string): Promise<RetryToken>
  refreshRetryTokenForRetry(token: RetryToken, error: RetryErrorInfo): Promise<RetryToken>
  recordSuccess(token: RetryToken): void
}

export interface RetryOptions {
  /** Requests for one call, the first included. */
  readonly maxAttempts: number
  readonly clock: Clock
  readonly random: RandomSource
  /** The signal of the call that is being retried. An aborted signal ends the wait. */
  readonly signal: () => AbortSignal | undefined
}

// A throttled account gets new tokens each second: with these times, two retries outlast two seconds.
const THROTTLED_BASE_MS = 1500
const FAILED_BASE_MS = 100
const LONGEST_MS = 20_000

/** How long to wait before retry number `retry`, from 0, in milliseconds: half to all of a doubling time. */
export function retryDelayMs({ errorType }: RetryErrorInfo, retry: number, random: RandomSource): number {
  const base = errorType === 'THROTTLING' ? THROTTLED_BASE_MS : FAILED_BASE_MS
  const longest = Math.min(base * 2 ** retry, LONGEST_MS)
  return Math.round(longest / 2 + (longest / 2) * random())
}

/**
 * The strategy of the SDK's retry middleware: retries throttling, 5xx and network errors only. Unlike the
 * SDK's standard strategy, it has no budget that the calls of a client share: a throttled broadcast would use
 * it up.
 */
export function retryStrategy({ maxAttempts, clock, random, signal }: RetryOptions): RetryStrategy {
  return {
    acquireInitialRetryToken: async () => tokenAt(0),
    async refreshRetryTokenForRetry(token, error) {
      const retry = token.getRetryCount()
      if (error.errorType === 'CLIENT_ERROR') throw new Error('errors of the caller are not retried')
      if (retry + 1 >= maxAttempts) throw new Error(`all ${maxAttempts} attempts are used up`)
      await sleep(clock, retryDelayMs(error, retry, random), signal())
      return tokenAt(retry + 1)
    },
    recordSuccess: () => {},
  }
}

function tokenAt(retryCount: number): RetryToken {
  return { getRetryCount: () => retryCount, getRetryDelay: () => 0, getRetryCost: () => undefined }
}
