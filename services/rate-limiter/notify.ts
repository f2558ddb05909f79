/** Tells a hook, whose failures are its own: also those of the promise that it returns. */
export function notify<TArguments extends unknown[]>(
  hook: ((...told: TArguments) => unknown) | undefined,
  ...told: TArguments
): void {
  try {
    const outcome = hook?.(...told)
    if (outcome instanceof Promise) outcome.catch(() => {})
  } catch {
    // Whoever watches must not fail what is watched.
  }
}
