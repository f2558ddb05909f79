import { isPromiseLike } from './is-promise-like.ts'

/** Calls a user's hook, if there is one. What it throws, or its promise rejects with, is ignored. */
export function callHook<TArguments extends unknown[]>(
  hook: ((...args: TArguments) => unknown) | undefined,
  ...args: TArguments
): void {
  try {
    const outcome = hook?.(...args)
    if (isPromiseLike(outcome)) outcome.then(undefined, () => {})
  } catch {
    // A failure of the observer may not fail the code that it observes.
  }
}
