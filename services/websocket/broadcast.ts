import { isAppTheoryError } from '../../errors.ts'
import type { BroadcastOptions, BroadcastResult } from './management.ts'

const DEFAULT_CONCURRENCY = 32

/**
 * Calls `send` for every one of `connectionIds`, each once, at most `concurrency` at a time, and sorts them by what
 * came of it. After an error that would meet every connection alike (no credentials, no signature) the rest are
 * failed with it, unsent.
 * @throws TypeError that names the option
 */
export async function broadcast(
  connectionIds: Iterable<string>,
  send: (connectionId: string) => Promise<void>,
  options: BroadcastOptions = {},
): Promise<BroadcastResult> {
  assertBroadcastOptions(options)
  const { concurrency = DEFAULT_CONCURRENCY, onGone } = options
  // Which is iterable too, letter by letter: each would turn out to be gone.
  if (typeof connectionIds === 'string') {
    throw new TypeError("'connectionIds' must be a list of IDs: postToConnection takes one")
  }
  const result: BroadcastResult = { sent: [], gone: [], failed: [] }
  const targets = new Set(connectionIds)
  let hopeless: { readonly error: unknown } | undefined

  const deliver = async (connectionId: string): Promise<void> => {
    if (hopeless) {
      result.failed.push({ connectionId, error: hopeless.error })
      return
    }
    try {
      await send(connectionId)
      result.sent.push(connectionId)
    } catch (error) {
      if (isAppTheoryError(error, 'websocket.gone')) {
        result.gone.push(connectionId)
        await tell(onGone, connectionId)
        return
      }
      if (meetsEveryConnection(error)) hopeless ??= { error }
      result.failed.push({ connectionId, error })
    }
  }

  const queue = targets.values()
  const worker = async (): Promise<void> => {
    for (const connectionId of queue) await deliver(connectionId)
  }
  await Promise.all(Array.from({ length: Math.min(concurrency, targets.size) }, worker))
  return result
}

/** @throws TypeError that names the option */
export function assertBroadcastOptions({
  concurrency = DEFAULT_CONCURRENCY,
  onGone,
}: BroadcastOptions): void {
  if (!Number.isInteger(concurrency) || concurrency < 1) {
    throw new TypeError("Option 'concurrency' must be a whole number of at least 1")
  }
  if (onGone !== undefined && typeof onGone !== 'function') {
    throw new TypeError("Option 'onGone' must be a function")
  }
}

const configurationErrors: ReadonlySet<string> = new Set([
  'websocket.missing_credentials',
  'websocket.invalid_credentials',
  'websocket.signing_failed',
  'websocket.missing_region',
])

function meetsEveryConnection(error: unknown): boolean {
  return isAppTheoryError(error) && configurationErrors.has(error.code)
}

async function tell(onGone: BroadcastOptions['onGone'], connectionId: string): Promise<void> {
  try {
    await onGone?.(connectionId)
  } catch {
    // The connection is gone all the same, and the others are still to be told.
  }
}
