import { isAppTheoryError } from '../../errors.ts'
import { checkOptions } from '../options/check-options.ts'
import { aFunction, integer, type OptionRulesOf } from '../options/option-rules.ts'
import type { BroadcastOptions, BroadcastResult } from './management.ts'
import { anAbortSignal, cutOff, untilAborted } from './until-aborted.ts'

const DEFAULT_CONCURRENCY = 32

export const broadcastRules: OptionRulesOf<BroadcastOptions> = {
  concurrency: integer(1),
  onGone: aFunction,
  signal: anAbortSignal,
}

/**
 * Calls `send` once for each of `connectionIds`, at most `concurrency` at a time, and sorts them by outcome.
 * After an error that every connection would meet (no credentials, an aborted signal) the others fail with
 * it, unsent.
 * @throws TypeError that names the option
 */
export async function broadcast(
  connectionIds: Iterable<string>,
  send: (connectionId: string) => Promise<void>,
  options: BroadcastOptions = {},
): Promise<BroadcastResult> {
  checkOptions('broadcast', options, broadcastRules)
  const { concurrency = DEFAULT_CONCURRENCY, onGone, signal } = options
  // A string is iterable too, letter by letter.
  if (typeof connectionIds === 'string') {
    throw new TypeError(
      "broadcast: 'connectionIds' must be a list of IDs; postToConnection takes a single one",
    )
  }
  const result: BroadcastResult = { sent: [], gone: [], failed: [] }
  const targets = new Set(connectionIds)
  let hopeless: { readonly error: unknown } | undefined

  const deliver = async (connectionId: string): Promise<void> => {
    if (signal?.aborted) hopeless ??= { error: cutOff(signal) }
    if (hopeless) {
      result.failed.push({ connectionId, error: hopeless.error })
      return
    }
    try {
      await untilAborted(signal, () => send(connectionId))
      result.sent.push(connectionId)
    } catch (error) {
      if (isAppTheoryError(error, 'websocket.gone')) {
        result.gone.push(connectionId)
        await callOnGone(connectionId)
        return
      }
      if (meetsEveryConnection(error)) hopeless ??= { error }
      result.failed.push({ connectionId, error })
    }
  }

  const callOnGone = async (connectionId: string): Promise<void> => {
    try {
      await untilAborted(signal, () => onGone?.(connectionId))
    } catch {
      // The connection is gone all the same, and the broadcast goes on.
    }
  }

  const queue = targets.values()
  const worker = async (): Promise<void> => {
    for (const connectionId of queue) await deliver(connectionId)
  }
  await Promise.all(Array.from({ length: Math.min(concurrency, targets.size) }, worker))
  return result
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
