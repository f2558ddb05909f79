import { isPromiseLike } from '../services/is-promise-like.ts'

/** What was thrown, which may be `undefined` itself. */
export interface Failure {
  readonly error: unknown
}

/** Runs a user's hook to its end: what it throws does not decide over the response. */
export function attempt(hook: () => unknown): Failure | undefined | Promise<Failure | undefined> {
  try {
    const outcome = hook()
    return isPromiseLike(outcome) ? settled(outcome) : undefined
  } catch (error) {
    return { error }
  }
}

async function settled(outcome: PromiseLike<unknown>): Promise<Failure | undefined> {
  try {
    await outcome
    return undefined
  } catch (error) {
    return { error }
  }
}
