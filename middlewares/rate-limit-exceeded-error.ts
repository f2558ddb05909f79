import { AppTheoryError } from '../errors.ts'
import type { LimitDecision } from '../services/rate-limiter/rate-limiter.ts'

/** Thrown for a request that is over its limit: `app.rate_limited`, status 429, with the headers of the denial. */
export class RateLimitExceededError extends AppTheoryError {
  readonly decision: LimitDecision

  /** @param body - what the caller is told; also the message, for error handlers that make a response of it */
  constructor(body: string, decision: LimitDecision, headers: Readonly<Record<string, string>>) {
    super('app.rate_limited', body, { headers, cause: { package: 'apptheory-middy', data: decision } })
    this.decision = decision
  }
}
