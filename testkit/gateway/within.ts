import { type Clock, timersOf } from '../../services/clock/clock.ts'

/** A function did not answer in time. */
export class NoAnswerInTime extends Error {
  override readonly name: string = 'NoAnswerInTime'
}

/**
 * What `work` comes to. Fails with `NoAnswerInTime` where that takes longer than `ms` milliseconds of
 * `clock`.
 */
export async function within<TResult>(
  clock: Clock,
  ms: number,
  work: TResult | PromiseLike<TResult>,
): Promise<TResult> {
  let stopTimer = (): void => {}
  const deadline = new Promise<never>((_, reject) => {
    const fail = (): void => reject(new NoAnswerInTime(`the function has not answered within ${ms} ms`))
    stopTimer = timersOf(clock).schedule(ms, fail)
  })
  try {
    return await Promise.race([work, deadline])
  } finally {
    stopTimer()
  }
}
