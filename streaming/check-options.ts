import { maxTimerMs } from '../services/clock/clock.ts'

/** What an option may be: a predicate, and the same in words. */
export type OptionCheck = readonly [isValid: (value: unknown) => boolean, expected: string]

export type OptionChecks<TOptions> = { readonly [K in keyof TOptions]-?: OptionCheck }

export const aClock: OptionCheck = [
  (value) => typeof (value as { readonly now?: unknown } | null)?.now === 'function',
  'an object with a method now()',
]

/** For what a timer waits. */
export function timerMs(least: number): OptionCheck {
  return [
    (value) => typeof value === 'number' && value >= least && value <= maxTimerMs,
    `a number of milliseconds, ${least} to ${maxTimerMs}`,
  ]
}

/** @throws TypeError that names the option */
export function checkOptions<TOptions extends object>(
  options: TOptions,
  checks: OptionChecks<TOptions>,
): void {
  if (typeof options !== 'object' || options === null) throw new TypeError('options must be an object')
  for (const [name, value] of Object.entries(options)) {
    const check = Object.hasOwn(checks, name) ? checks[name as keyof TOptions] : undefined
    if (!check) throw new TypeError(`unknown option: ${name}`)
    const [isValid, expected] = check
    if (value !== undefined && !isValid(value)) throw new TypeError(`option ${name} must be ${expected}`)
  }
}
