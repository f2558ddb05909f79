import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { awsClient } from '../aws/prefixed-client.ts'

/**
 * A client of DynamoDB Local, or of the account of `npm run test:aws`, which never retries.
 * @throws Error when `DYNAMODB_LOCAL_ENDPOINT` does not say where it listens
 */
export function localClient(): DynamoDBClient {
  const onAccount = awsClient({ maxAttempts: 1 })
  if (onAccount) return onAccount
  const endpoint = process.env['DYNAMODB_LOCAL_ENDPOINT']
  if (!endpoint)
    throw new Error('DYNAMODB_LOCAL_ENDPOINT is not set: start DynamoDB Local and say where it listens')
  return new DynamoDBClient({
    endpoint,
    region: 'us-east-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    maxAttempts: 1,
  })
}
