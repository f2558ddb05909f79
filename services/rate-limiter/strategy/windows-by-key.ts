import { AppTheoryError } from '../../../errors.ts'
import { isPromiseLike } from '../../is-promise-like.ts'
import type { RateLimitKey } from '../rate-limiter.ts'
import type { KeyLimit, KeyLimitOptions, PolicyWindow, RateLimitStrategy } from './strategy.ts'
import { checkKeyLimit, checkSingleLimits, onlyWindow } from './window-options.ts'

/** Makes the windows of one strategy out of a limit or of whole windows. */
type WindowsOf = (limit: Exclude<KeyLimit, undefined>) => readonly PolicyWindow[]

/**
 * Resolves the windows of a key from the strategy's own and the limits for particular keys.
 * @param options checked, but for what `limitFor` returns
 */
export function windowsByKey<TLimit extends Exclude<KeyLimit, undefined>>(
  owner: string,
  windows: readonly PolicyWindow[],
  options: KeyLimitOptions<TLimit>,
  windowsOf: WindowsOf,
): RateLimitStrategy['windowsFor'] {
  const byIdentifier = windowsPerEntry(options.identifierLimits, windowsOf)
  const byResource = windowsPerEntry(options.resourceLimits, windowsOf)
  const { limitFor } = options

  const staticWindows =
    // Stryker disable next-line ConditionalExpression: without limits by key, the longer way finds none
    byIdentifier.size + byResource.size === 0
      ? () => windows
      : (key: RateLimitKey) => byIdentifier.get(key.identifier) ?? byResource.get(key.resource) ?? windows
  if (!limitFor) return staticWindows

  const fromLimit = (key: RateLimitKey, limit: KeyLimit): readonly PolicyWindow[] =>
    limit === undefined ? staticWindows(key) : windowsOfDynamicLimit(owner, limit, windowsOf)
  return (key) => {
    const limit = limitFor(key)
    return isPromiseLike(limit)
      ? Promise.resolve(limit).then((value) => fromLimit(key, value))
      : fromLimit(key, limit)
  }
}

/** The one window of a strategy, or of a key. */
export interface OneWindow {
  readonly limit: number
  readonly name: string
  /** The length, if a key has one of its own. */
  readonly windowMs?: number
}

/**
 * The windows of a strategy that has one window for each key.
 * @param owner the function that takes the options
 * @param windowOf makes the window
 * @throws TypeError that names the option
 */
export function oneWindowByKey(
  owner: string,
  options: KeyLimitOptions<number> & { readonly name?: string | undefined },
  limit: number,
  windowOf: (window: OneWindow) => PolicyWindow,
): Pick<RateLimitStrategy, 'windows' | 'windowsFor'> {
  const { name = 'default' } = options
  checkSingleLimits(owner, options)
  const windows = [windowOf({ limit, name })]
  const windowsOf: WindowsOf = (keyLimit) => {
    if (typeof keyLimit === 'number') return [windowOf({ limit: keyLimit, name })]
    const window = onlyWindow(keyLimit)
    return [windowOf({ ...window, name: window.name ?? name })]
  }
  return { windows, windowsFor: windowsByKey(owner, windows, options, windowsOf) }
}

// A Map and not the object that was given: an identifier is untrusted, and may be `__proto__`.
function windowsPerEntry<TLimit extends Exclude<KeyLimit, undefined>>(
  limits: Readonly<Record<string, TLimit>> | undefined,
  windowsOf: WindowsOf,
): ReadonlyMap<string, readonly PolicyWindow[]> {
  return new Map(Object.entries(limits ?? {}).map(([name, limit]) => [name, windowsOf(limit)]))
}

function windowsOfDynamicLimit(
  owner: string,
  limit: Exclude<KeyLimit, undefined>,
  windowsOf: WindowsOf,
): readonly PolicyWindow[] {
  try {
    checkKeyLimit(owner, limit)
    return windowsOf(limit)
  } catch (error) {
    throw new AppTheoryError(
      'rate_limiter.invalid_limit',
      `limitFor returned no valid limit: ${(error as Error).message}`,
      { cause: { package: 'apptheory-middy', data: { limit } } },
    )
  }
}
