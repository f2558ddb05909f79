import { AsyncLocalStorage } from 'node:async_hooks'
import { type Clock, systemClock } from '../clock/clock.ts'
import { type RandomSource, systemRandom } from '../ids/random.ts'
import {
  aClock,
  aFunction,
  anObject,
  anSdkClient,
  aString,
  eitherOf,
  integer,
  nonEmptyString,
  type OptionRulesOf,
} from '../options/option-rules.ts'
import { regionOfHost } from './aws-host.ts'
import { type CredentialsSource, guardedCredentials } from './credentials.ts'
import { normalizeEndpoint } from './endpoint.ts'
import { retryStrategy } from './retry.ts'
import { credentialSdk, sdk } from './sdk.ts'
import type { ApiGatewayManagementApiClient, ApiGatewayManagementApiClientConfig } from './sdk-types.ts'
import { refusal } from './websocket-error.ts'

/** The options of {@link WebSocketManagementClient}. */
export interface WebSocketManagementClientOptions {
  /**
   * The endpoint of the API, such as `https://abc123.execute-api.us-east-1.amazonaws.com/prod`. `wss://` or a
   * bare host are accepted too.
   * @defaultValue that of `clientOptions`; required unless a `client` is given
   */
  readonly endpoint?: string | undefined
  /**
   * The region that requests are signed for.
   * @defaultValue the region in the endpoint, else `AWS_REGION`, `AWS_DEFAULT_REGION`, the shared config
   */
  readonly region?: string | undefined
  /**
   * The credentials that sign the requests.
   * @defaultValue the SDK's provider chain: environment, SSO, shared config, process, web identity,
   * container, instance metadata
   */
  readonly credentials?: CredentialsSource | undefined
  /** Requests for one call, the first included, if the service throttles or fails. @defaultValue 3 */
  readonly maxAttempts?: number | undefined
  /**
   * A client of the SDK with an endpoint of its own. It excludes the options above and those that make a
   * client.
   * @defaultValue none: a client is made from the other options
   */
  readonly client?: ApiGatewayManagementApiClient | undefined
  /**
   * Other options of the SDK's client.
   * @defaultValue a `requestHandler` that waits 2 s for a connection and 5 s for an answer
   */
  readonly clientOptions?: Partial<ApiGatewayManagementApiClientConfig> | undefined
  /** Makes the client of the SDK, such as a traced one. @defaultValue `new ApiGatewayManagementApiClient` */
  readonly createClient?:
    | ((config: ApiGatewayManagementApiClientConfig) => ApiGatewayManagementApiClient)
    | undefined
  /** Times the waits between attempts. @defaultValue the system's */
  readonly clock?: Clock | undefined
  /** The jitter of those waits. @defaultValue the system's */
  readonly random?: RandomSource | undefined
}

export const clientOptionRules: OptionRulesOf<WebSocketManagementClientOptions> = {
  endpoint: aString,
  region: nonEmptyString,
  credentials: eitherOf(aFunction, anObject),
  maxAttempts: integer(1, 20),
  client: anSdkClient,
  clientOptions: anObject,
  createClient: aFunction,
  clock: aClock,
  random: aFunction,
}

/** The signal of the call that runs: the retry strategy belongs to the client, the signal to the call. */
export const callSignal: AsyncLocalStorage<AbortSignal> = new AsyncLocalStorage()

/** The client of the SDK that the options give or describe: at once if the SDK is loaded, else when it is. */
export function sdkClientOf(
  options: WebSocketManagementClientOptions,
): () => ApiGatewayManagementApiClient | Promise<ApiGatewayManagementApiClient> {
  const { createClient = createSdkClient } = options
  const given = options.client && usable(options.client, options)
  const config = given ? {} : configOf(options)
  return sdk.onceLoaded('WebSocketManagementClient', () => given ?? createClient(config))
}

function configOf(options: WebSocketManagementClientOptions): ApiGatewayManagementApiClientConfig {
  const { clientOptions = {}, clock = systemClock, random = systemRandom } = options
  const endpoint = normalizeEndpoint(options.endpoint ?? clientOptions.endpoint)
  const region = options.region ?? clientOptions.region ?? regionFor(endpoint)
  const credentials = options.credentials ?? (clientOptions.credentials as CredentialsSource | undefined)
  const maxAttempts = options.maxAttempts ?? clientOptions.maxAttempts ?? 3
  return {
    requestHandler: { connectionTimeout: 2000, requestTimeout: 5000, throwOnRequestTimeout: true },
    ...(typeof maxAttempts === 'number' && {
      retryStrategy: retryStrategy({ maxAttempts, clock, random, signal: () => callSignal.getStore() }),
    }),
    ...clientOptions,
    endpoint,
    ...(region !== undefined && { region }),
    credentials: guardedCredentials(credentials ?? providerChain()),
    maxAttempts,
    // The SDK would take both from the environment, and rejects them beside an endpoint.
    useFipsEndpoint: false,
    useDualstackEndpoint: false,
  }
}

/** The SDK's own chain of providers. It is loaded now, and made when credentials are first needed. */
function providerChain(): CredentialsSource {
  const chain = credentialSdk.onceLoaded("WebSocketManagementClient without the option 'credentials'", () =>
    credentialSdk.module.defaultProvider(),
  )
  return async (properties?: Record<string, unknown>) => (await chain())(properties)
}

/** `undefined`: the SDK then looks in the shared config. */
function regionFor(endpoint: string): string | undefined {
  const { AWS_REGION, AWS_DEFAULT_REGION } = process.env
  return regionOfHost(new URL(endpoint).hostname) ?? (AWS_REGION || AWS_DEFAULT_REGION || undefined)
}

const clientExcludes = ['endpoint', 'region', 'credentials', 'maxAttempts', 'clientOptions', 'createClient']

function usable(
  client: ApiGatewayManagementApiClient,
  options: WebSocketManagementClientOptions,
): ApiGatewayManagementApiClient {
  const excluded = clientExcludes.find((name) => Object.hasOwn(options, name) && Reflect.get(options, name))
  if (excluded) {
    throw new TypeError(
      `WebSocketManagementClient: option '${excluded}' has no effect beside 'client': set it on the client`,
    )
  }
  // Without an endpoint of its own, the client would call a host of the service that has no connections.
  if (client.config.isCustomEndpoint) return client
  throw refusal('websocket.missing_endpoint', 'the client has no endpoint of its own')
}

/** The SDK's own client, for callers that load this module on demand. */
export function createSdkClient(config: ApiGatewayManagementApiClientConfig): ApiGatewayManagementApiClient {
  return new sdk.module.ApiGatewayManagementApiClient(config)
}
