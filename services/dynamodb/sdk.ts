import { OptionalPeer } from '../optional-peer.ts'
import type { DynamoDBSdk } from './sdk-types.ts'

/** The SDK's client for DynamoDB, with its commands. */
export const sdk: OptionalPeer<DynamoDBSdk> = new OptionalPeer('@aws-sdk/client-dynamodb', async () => {
  try {
    return { module: await import('@aws-sdk/client-dynamodb') }
  } catch (failure) {
    return { failure }
  }
})
