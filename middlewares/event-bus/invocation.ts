import { createHash } from 'node:crypto'
import type { Context } from 'aws-lambda'

/** What a bus needs to know of an invocation. */
export interface Invocation {
  readonly requestId: string | undefined
  /** With Lambda's tenant isolation. */
  readonly tenantId: string | undefined
  readonly remainingTimeMs: (() => number) | undefined
  /**
   * The ID of an event of a durable execution. It follows from the execution, from what the event says, and
   * from how many equal events were published before, so that a replay of the execution has the same IDs.
   * Undefined for other invocations.
   */
  readonly eventIdOf: ((event: EventContent) => string) | undefined
}

/** The parts that distinguish the events of a durable execution. */
export interface EventContent {
  readonly tenantId?: unknown
  readonly eventType?: unknown
  readonly payload?: unknown
}

/** Parts of the context of a durable execution. Middy copies others from them to the context itself. */
interface DurableContext {
  readonly executionContext?: { readonly durableExecutionArn?: unknown } | undefined
  readonly lambdaContext?: Context | undefined
}

/** How many IDs were derived for equal events, by their content, for all buses of an invocation together. */
const derivedIds = new WeakMap<object, Map<string, number>>()

export function invocationOf(context: Context): Invocation {
  const { executionContext, lambdaContext = context } = context as Context & DurableContext
  const arn = executionContext?.durableExecutionArn
  const remaining = lambdaContext.getRemainingTimeInMillis
  return {
    requestId: context.awsRequestId ?? lambdaContext.awsRequestId,
    tenantId: context.tenantId ?? lambdaContext.tenantId,
    remainingTimeMs: typeof remaining === 'function' ? () => remaining.call(lambdaContext) : undefined,
    eventIdOf: typeof arn === 'string' ? (event) => derivedId(arn, context, event) : undefined,
  }
}

function derivedId(arn: string, context: Context, event: EventContent): string {
  const content = fingerprintOf(event)
  const counts = derivedIds.get(context) ?? new Map<string, number>()
  derivedIds.set(context, counts)
  const number = counts.get(content) ?? 0
  counts.set(content, number + 1)
  // Shorter than a SHA-256 and longer than a ULID, which would say a time.
  return createHash('sha256').update(`${arn}#${content}#${number}`).digest('hex').slice(0, 32)
}

/**
 * The number of a call alone would not do: a replay skips the steps that are done, and with them the events
 * that they published.
 */
function fingerprintOf({ tenantId, eventType, payload }: EventContent): string {
  try {
    return JSON.stringify([tenantId, eventType, payload])
  } catch {
    // The bus rejects a payload that is not JSON.
    return ''
  }
}
