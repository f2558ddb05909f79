import { AppTheoryError } from '../../../errors.ts'
import { isPromiseLike } from '../../is-promise-like.ts'
import type { RateLimitKey, RateLimitOptions } from '../rate-limiter.ts'
import { assertRateLimitKey, resolveCost } from '../request-validation.ts'
import type { PolicyWindow, RateLimitStrategy } from '../strategy/strategy.ts'
import type { ResolvedRateLimiterOptions } from './defaults.ts'
import { trimmedKey } from './item-key.ts'
import { layoutProblem } from './options.ts'

/** A request whose key and cost are valid. */
export interface Asked {
  readonly key: RateLimitKey
  readonly cost: number
  readonly windows: ReturnType<RateLimitStrategy['windowsFor']>
}

/** Reads what a caller asks for: the key, its cost and its windows. */
export class RequestReader {
  readonly #strategy: RateLimitStrategy
  readonly #layout: ResolvedRateLimiterOptions['layout']
  readonly #trimsKeys: boolean

  constructor({
    strategy,
    layout,
    attributeNames,
  }: Pick<ResolvedRateLimiterOptions, 'strategy' | 'layout' | 'attributeNames'>) {
    this.#strategy = strategy
    this.#layout = layout
    this.#trimsKeys = layout === 'apptheory' && attributeNames === 'pascal'
  }

  /** @throws AppTheoryError with code `rate_limiter.invalid_key` or `rate_limiter.invalid_cost` */
  read(given: RateLimitKey, options: RateLimitOptions | undefined): Asked {
    const key = this.#trimsKeys ? trimmedKey(given) : given
    assertRateLimitKey(key)
    const cost = resolveCost(options?.cost)
    options?.signal?.throwIfAborted()
    const windows = this.#strategy.windowsFor(key)
    // It is awaited later, and not if the store cannot be loaded.
    if (isPromiseLike(windows)) Promise.resolve(windows).catch(() => {})
    return { key, cost, windows }
  }

  /**
   * Checks the windows of a key. The strategy's own windows were checked at construction.
   * @throws AppTheoryError with code `rate_limiter.invalid_limit`
   */
  checkWindows(windows: readonly PolicyWindow[]): void {
    const problem = windows === this.#strategy.windows ? undefined : layoutProblem(windows, this.#layout)
    if (!problem) return
    throw new AppTheoryError('rate_limiter.invalid_limit', `the limits of this key have ${problem}`, {
      cause: { package: 'apptheory-middy', data: { windows } },
    })
  }
}
