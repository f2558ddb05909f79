import { createHash } from 'node:crypto'
import type { Context } from 'aws-lambda'

/** What a bus needs to know of an invocation. */
export interface Invocation {
  readonly requestId: string | undefined
  /** With Lambda's tenant isolation. */
  readonly tenantId: string | undefined
  readonly remainingTimeMs: (() => number) | undefined
  /**
   * The ID of the next event in a durable execution. It follows from the execution and from the number of
   * calls before, so that a replay of the execution has the same IDs. Undefined for other invocations.
   */
  readonly nextEventId: (() => string) | undefined
}

/** Parts of the context of a durable execution. Middy copies others from them to the context itself. */
interface DurableContext {
  readonly executionContext?: { readonly durableExecutionArn?: unknown } | undefined
  readonly lambdaContext?: Context | undefined
}

/** How many IDs were derived, for all buses of an invocation together. */
const derivedIds = new WeakMap<object, number>()

export function invocationOf(context: Context): Invocation {
  const { executionContext, lambdaContext = context } = context as Context & DurableContext
  const arn = executionContext?.durableExecutionArn
  const remaining = lambdaContext.getRemainingTimeInMillis
  return {
    requestId: context.awsRequestId ?? lambdaContext.awsRequestId,
    tenantId: context.tenantId ?? lambdaContext.tenantId,
    remainingTimeMs: typeof remaining === 'function' ? () => remaining.call(lambdaContext) : undefined,
    nextEventId: typeof arn === 'string' ? () => derivedId(arn, context) : undefined,
  }
}

function derivedId(arn: string, context: Context): string {
  const number = derivedIds.get(context) ?? 0
  derivedIds.set(context, number + 1)
  // Shorter than a SHA-256 and longer than a ULID, which would say a time.
  return createHash('sha256').update(`${arn}#${number}`).digest('hex').slice(0, 32)
}
