import { OptionalPeer } from '../optional-peer.ts'
import type { CredentialSdk, ManagementSdk } from './sdk-types.ts'

/** The SDK's client for the connections of a WebSocket API, with its commands. */
export const sdk: OptionalPeer<ManagementSdk> = new OptionalPeer(
  '@aws-sdk/client-apigatewaymanagementapi',
  async () => {
    try {
      return { module: await import('@aws-sdk/client-apigatewaymanagementapi') }
    } catch (failure) {
      return { failure }
    }
  },
)

/** The SDK's provider chain, for a client that is given no credentials. */
export const credentialSdk: OptionalPeer<CredentialSdk> = new OptionalPeer(
  '@aws-sdk/credential-provider-node',
  async () => {
    try {
      return { module: await import('@aws-sdk/credential-provider-node') }
    } catch (failure) {
      return { failure }
    }
  },
)
