import type { APIGatewayEventRequestContextIAMAuthorizer } from 'aws-lambda'
import { ACCOUNT_ID } from '../aws-origin.ts'

/** Who signed the request; what is left out is derived from the ARN. */
export type IamAuthorizerInput = {
  readonly [Name in keyof APIGatewayEventRequestContextIAMAuthorizer['iam']]?: Name extends 'cognitoIdentity'
    ? {
        readonly amr: readonly string[]
        readonly identityId: string
        readonly identityPoolId: string
      } | null
    : APIGatewayEventRequestContextIAMAuthorizer['iam'][Name] | null
}

/** An authorizer of payload format 2.0 with the members that a person leaves out. */
export function completeAuthorizer(authorizer: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const { iam, jwt } = authorizer
  return {
    ...authorizer,
    ...(isRecord(iam) && { iam: completeIam(iam) }),
    ...(isRecord(jwt) && { jwt: { scopes: null, ...jwt } }),
  }
}

function completeIam(iam: IamAuthorizerInput): Record<string, unknown> {
  const { userArn = `arn:aws:iam::${ACCOUNT_ID}:user/tester`, userId = 'AIDACKCEVSQ6C2EXAMPLE' } = iam
  return {
    accessKey: 'AKIAIOSFODNN7EXAMPLE',
    accountId: userArn?.split(':')[4] || ACCOUNT_ID,
    callerId: userId,
    cognitoIdentity: null,
    principalOrgId: null,
    ...iam,
    userArn,
    userId,
  }
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null
}
