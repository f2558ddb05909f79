import { AppTheoryError } from '../../../errors.ts'
import type { Degradation } from '../rate-limiter.ts'

/** The store did not decide, for the reason `degradation`. */
export class StoreFailure extends Error {
  override readonly name: string = 'StoreFailure'
  readonly degradation: Degradation

  constructor(degradation: Degradation, cause?: unknown) {
    super(`the table of the rate limiter did not answer: ${degradation}`, { cause })
    this.degradation = degradation
  }
}

/** The store cannot be used at all: its SDK is installed and cannot be run. */
export class LoadFailure extends StoreFailure {
  override readonly name: string = 'LoadFailure'

  constructor(cause: unknown) {
    super('store_error', cause)
  }
}

/** The error of a caller that needs the store. */
export function unavailable(failure: StoreFailure): unknown {
  const { cause, degradation } = failure
  if (failure instanceof LoadFailure) return cause
  const message = `the rate limit could not be decided (${degradation}): retry later`
  return new AppTheoryError('rate_limiter.unavailable', message, {
    cause,
    // This error is meant for the caller. Error handlers hide others behind a bare 500.
    expose: true,
    headers: { 'retry-after': '1' },
  })
}
