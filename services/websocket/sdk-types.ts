// The types of the SDK that declarations of this package name, in one file: without the optional peers they
// are `any`, and a program compiles also with `skipLibCheck: false`.

// biome-ignore lint/suspicious/noTsIgnore: there is an error only without the peer.
/** @ts-ignore TS2307: the peer is optional. */
import type * as ManagementModule from '@aws-sdk/client-apigatewaymanagementapi'
// biome-ignore lint/suspicious/noTsIgnore: there is an error only without the peer.
/** @ts-ignore TS2307: the peer is optional. */
import type * as CredentialModule from '@aws-sdk/credential-provider-node'

// biome-ignore lint/suspicious/noTsIgnore: there is an error only without the peer.
/** @ts-ignore TS2307: the peer is optional. */
export type {
  ApiGatewayManagementApiClient,
  ApiGatewayManagementApiClientConfig,
  GetConnectionCommandOutput,
} from '@aws-sdk/client-apigatewaymanagementapi'

/** The module that exports the client and its commands. */
export type ManagementSdk = typeof ManagementModule

/** The module that exports the provider chain. */
export type CredentialSdk = typeof CredentialModule
