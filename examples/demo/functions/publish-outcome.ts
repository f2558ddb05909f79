import type middy from '@middy/core'
import { type EventBusContext, type LimitDecision, RateLimitExceededError } from 'apptheory-middy'
import type { Context } from 'aws-lambda'
import { tenantId } from './tenant.ts'

type DecidedContext = Context & EventBusContext & { readonly rateLimit?: LimitDecision }

/** Publishes whether a request was admitted. */
export const publishOutcome = (
  strategy: string,
): middy.MiddlewareObj<unknown, unknown, Error, DecidedContext> => {
  const publish = async ({ eventBus }: DecidedContext, eventType: string, remaining: number | undefined) => {
    await eventBus.publish({ eventType, tenantId, tags: [strategy], payload: { strategy, remaining } })
  }
  return {
    after: ({ context }) => publish(context, 'request.admitted', context.rateLimit?.remaining),
    onError: async ({ context, error }) => {
      if (error instanceof RateLimitExceededError) {
        await publish(context, 'request.denied', error.decision.remaining)
      }
    },
  }
}
