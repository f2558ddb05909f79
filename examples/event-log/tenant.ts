import { AppTheoryError } from 'apptheory-middy'
import type { APIGatewayProxyEventV2WithJWTAuthorizer } from 'aws-lambda'

export type TenantEvent = APIGatewayProxyEventV2WithJWTAuthorizer

/** The tenant that the authorizer has verified: never one that the caller wrote. */
export function tenantOf({ requestContext }: TenantEvent): string {
  const { tenant } = requestContext.authorizer.jwt.claims
  if (typeof tenant === 'string') return tenant
  throw new AppTheoryError('app.forbidden', 'the token names no tenant')
}
