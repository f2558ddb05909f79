import { type Clock, timersOf } from './clock.ts'
import { keepAlive, letGo } from './keep-alive.ts'

/**
 * Waits for `delayMs` milliseconds of `clock`, and keeps the process alive meanwhile. Rejects with the
 * reason of `signal` as soon as that is aborted.
 */
export function sleep(clock: Clock, delayMs: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) return reject(signal.reason)
    keepAlive()
    const onAbort = (): void => {
      letGo()
      cancel()
      reject(signal?.reason)
    }
    const cancel = timersOf(clock).schedule(delayMs, () => {
      letGo()
      signal?.removeEventListener('abort', onAbort)
      resolve()
    })
    signal?.addEventListener('abort', onAbort, { once: true })
  })
}
