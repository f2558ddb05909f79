import type middy from '@middy/core'
import { createClient, getInternal, type Options } from '@middy/util'
import { AppTheoryError } from '../../errors.ts'
import { sdk } from '../../services/dynamodb/sdk.ts'
import type { DynamoDBClient, DynamoDBClientConfig } from '../../services/dynamodb/sdk-types.ts'
import type { AwsClientOptions } from './client-options.ts'

/** Loads the SDK, whose commands a service needs whatever the client. Resolves to why that failed. */
export function sdkFailure(user: string): Promise<unknown> {
  return sdk.load(user).then(
    () => undefined,
    (failure: unknown) => failure,
  )
}

/** A client by Middy's own options. */
export function clientFor(
  aws: AwsClientOptions,
  request: middy.Request | undefined,
): Promise<DynamoDBClient> {
  const AwsClient = aws.AwsClient ?? sdk.module.DynamoDBClient
  return createClient(given({ ...aws, AwsClient }), request as never)
}

/**
 * The credentials of an assumed role, which another middleware has put into `request.internal`.
 * @throws AppTheoryError `app.internal` if none are there
 */
export async function credentialsOf(role: string, request: middy.Request): Promise<object> {
  const { credentials } = await getInternal({ credentials: role as never }, request)
  // Middy's `createClient` would go on with the function's own role: in another account, to another table.
  if (credentials) return credentials
  const message = `nothing has put credentials at '${role}' of awsClientAssumeRole: use @middy/sts before`
  throw new AppTheoryError('app.internal', message)
}

/** Without what is undefined, which Middy's functions would take for given. */
function given(aws: AwsClientOptions): Options<DynamoDBClient, DynamoDBClientConfig> {
  return Object.fromEntries(Object.entries(aws).filter(([, value]) => value !== undefined))
}
