import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { awsClient } from '../aws/prefixed-client.ts'

/** A client of the DynamoDB Local that `npm run test:dynamodb-local` started, or of the account of `test:aws`. */
export function dynamodbLocalClient(): DynamoDBClient {
  const onAccount = awsClient()
  if (onAccount) return onAccount
  const endpoint = process.env['DYNAMODB_LOCAL_ENDPOINT']
  if (!endpoint)
    throw new Error('DYNAMODB_LOCAL_ENDPOINT is not set: run these tests with npm run test:dynamodb-local')
  return new DynamoDBClient({
    endpoint,
    region: 'us-east-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  })
}
