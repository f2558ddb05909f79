import { AppTheoryError } from '../../errors.ts'
import { checkOptions } from '../options/check-options.ts'
import type { OptionRule } from '../options/option-rules.ts'
import type { WebSocketCallOptions } from './management.ts'

export const anAbortSignal: OptionRule = {
  expected: 'an AbortSignal',
  accepts: (value) => value instanceof AbortSignal,
}

/** @throws TypeError that names the option */
export function signalOf(method: string, options: WebSocketCallOptions = {}): AbortSignal | undefined {
  checkOptions(method, options, { signal: anAbortSignal })
  return options.signal
}

/** `websocket.unavailable`: the call was cut off by `signal`, whose reason is the cause. */
export function cutOff(signal: AbortSignal): AppTheoryError {
  return new AppTheoryError(
    'websocket.unavailable',
    'the call was cut off: its time is up, or it was aborted',
    {
      cause: signal.reason,
    },
  )
}

/**
 * The values of `values`. Each wait goes through `wait`, which may cut it off.
 *
 * Errors: those of `values` and of `wait`.
 */
export async function* eachOf<TValue>(
  values: AsyncIterable<TValue>,
  wait: <TResult>(action: () => Promise<TResult>) => Promise<TResult>,
): AsyncGenerator<TValue> {
  const iterator = values[Symbol.asyncIterator]()
  // One that is still busy, or has ended, is not asked to clean up.
  let isOpen = false
  try {
    for (;;) {
      isOpen = false
      const { done, value } = await wait(() => iterator.next())
      if (done) return
      isOpen = true
      yield value
    }
  } finally {
    if (isOpen) await wait(async () => iterator.return?.())
  }
}

/**
 * Runs `action` and waits for its result until `signal` is aborted, even if `action` does not obey the
 * signal. If the signal is aborted already, `action` does not begin.
 *
 * Errors: those of `action`; {@link cutOff}.
 */
export async function untilAborted<TResult>(
  signal: AbortSignal | undefined,
  action: () => Promise<TResult> | TResult,
): Promise<TResult> {
  if (!signal) return action()
  if (signal.aborted) throw cutOff(signal)
  const { promise: aborted, reject } = Promise.withResolvers<never>()
  const onAbort = (): void => reject(cutOff(signal))
  signal.addEventListener('abort', onAbort, { once: true })
  try {
    return await Promise.race([action(), aborted])
  } finally {
    signal.removeEventListener('abort', onAbort)
  }
}
