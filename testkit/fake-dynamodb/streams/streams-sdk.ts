// biome-ignore lint/suspicious/noTsIgnore: there is an error only without the peer.
/** @ts-ignore TS2307: the peer is optional. */
import type * as StreamsModule from '@aws-sdk/client-dynamodb-streams'
import { OptionalPeer } from '../../../services/optional-peer.ts'

// biome-ignore lint/suspicious/noTsIgnore: there is an error only without the peer.
/** @ts-ignore TS2307: the peer is optional. */
export type { DynamoDBStreamsClient, DynamoDBStreamsClientConfig } from '@aws-sdk/client-dynamodb-streams'

/** The SDK's client for DynamoDB Streams. */
export const streamsSdk: OptionalPeer<typeof StreamsModule> = new OptionalPeer(
  '@aws-sdk/client-dynamodb-streams',
  async () => {
    try {
      return { module: await import('@aws-sdk/client-dynamodb-streams') }
    } catch (failure) {
      return { failure }
    }
  },
)
