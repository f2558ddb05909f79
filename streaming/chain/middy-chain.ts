import type { ChainRequest, HandlerPhase } from './handler-phase.ts'

type Handler = (event: unknown, context: unknown) => unknown

interface Request extends ChainRequest {
  readonly context: unknown
  response?: unknown
}

interface MiddyChain extends Handler {
  after(middleware: (request: Request) => unknown): unknown
  use(middleware: unknown): unknown
}

/** By shape: a chain of any copy and version of Middy. */
export function isMiddyChain(handler: object): handler is MiddyChain {
  const { after, use } = handler as Partial<MiddyChain>
  return typeof after === 'function' && typeof use === 'function'
}

/**
 * Runs the handler's phase within a chain that runs itself, by an `after` middleware of the chain. Middy runs
 * first what was added last, so that it is added when the chain is first called.
 */
export function phasedChain(
  chain: MiddyChain,
): (event: unknown, context: unknown, phase: HandlerPhase) => unknown {
  const phases = new WeakMap<object, HandlerPhase>()
  let isPrepared = false
  const firstChunk = async (request: Request): Promise<void> => {
    const phase = phases.get(request.context as object)
    if (phase) request.response = await phase.begin(request.response, request)
  }
  return async (event, context, phase) => {
    if (!isPrepared) chain.after(firstChunk)
    isPrepared = true
    const own = ownContext(context, phases)
    phases.set(own, phase)
    try {
      return await chain(event, own)
    } finally {
      phases.delete(own)
    }
  }
}

/** The context, which tells invocations apart; a copy if another invocation runs with the same object. */
function ownContext(context: unknown, taken: WeakMap<object, unknown>): object {
  if (typeof context !== 'object' || context === null) return {}
  if (!taken.has(context)) return context
  return Object.create(Object.getPrototypeOf(context), Object.getOwnPropertyDescriptors(context))
}
