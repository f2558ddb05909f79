import type { SendPhase } from './management-error.ts'
import type { Slots } from './slots.ts'

/** What the commands of the SDK have in common, whatever they send and return. */
export interface Command {
  readonly middlewareStack: {
    addRelativeTo(
      middleware: <THandler extends (args: never) => unknown>(next: THandler) => THandler,
      options: { name: string; relation: 'before' | 'after'; toMiddleware: string; override: boolean },
    ): void
  }
}

export interface SendBounds {
  /** Each attempt waits for one of these, after it was signed. `undefined`: no limit */
  readonly sockets: Slots | undefined
  /** No attempt begins after it was aborted. */
  readonly signal: AbortSignal | undefined
}

/**
 * Bounds the attempts of the SDK at sending `command`.
 * @returns a function that returns how far the current attempt has come
 */
export function watchPhase({ middlewareStack }: Command, { sockets, signal }: SendBounds): () => SendPhase {
  let phase: SendPhase = 'preparing'
  const entering = (entered: SendPhase) => {
    return <THandler extends (args: never) => unknown>(next: THandler): THandler =>
      ((args: never) => {
        phase = entered
        const proceed = (): unknown => {
          signal?.throwIfAborted()
          return next(args)
        }
        return entered === 'sending' && sockets ? sockets.run(async () => proceed()) : proceed()
      }) as THandler
  }
  const at = { toMiddleware: 'httpSigningMiddleware', override: true }
  middlewareStack.addRelativeTo(entering('signing'), { ...at, name: 'appTheorySigning', relation: 'before' })
  middlewareStack.addRelativeTo(entering('sending'), { ...at, name: 'appTheorySending', relation: 'after' })
  return () => phase
}
