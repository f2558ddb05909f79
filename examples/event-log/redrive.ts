import type { Context } from 'aws-lambda'
import { handler as consumer } from './consumer.ts'

interface RedriveRequest {
  /** Without it, the parked events of all tenants. */
  readonly tenantId?: string
}

// Handles parked events again, in order. It runs on a schedule, and can be invoked for one tenant.
export const handler = ({ tenantId }: RedriveRequest, context: Context) =>
  consumer.redrive({
    ...(tenantId && { tenantId }),
    remainingTimeMs: () => context.getRemainingTimeInMillis(),
  })
