import { getInternal } from '@middy/util'
import type { AwsCredentials } from '../../services/websocket/credentials.ts'
import type { WebSocketManagement } from '../../services/websocket/management.ts'
import { sdk } from '../../services/websocket/sdk.ts'
import type { WebSocketManagementClientOptions } from '../../services/websocket/sdk-client.ts'
import { refusal } from '../../services/websocket/websocket-error.ts'

/** What the SDK's client is constructed with. */
type SdkConfig = Parameters<NonNullable<WebSocketManagementClientOptions['createClient']>>[0]
/** The SDK's client, `ApiGatewayManagementApiClient`. */
type SdkClient = NonNullable<WebSocketManagementClientOptions['client']>

/** How clients are made. Options that Middy's middlewares have as well have Middy's names. */
export interface WebSocketClientsOptions
  extends Omit<WebSocketManagementClientOptions, 'client' | 'createClient'> {
  /** The class of the SDK's client. @defaultValue `ApiGatewayManagementApiClient` */
  readonly AwsClient?: (new (config: SdkConfig) => SdkClient) | undefined
  /** Middy's name for `clientOptions`, which take precedence. @defaultValue the SDK's own defaults */
  readonly awsClientOptions?: WebSocketManagementClientOptions['clientOptions']
  /**
   * The name under which Middy's `sts` middleware stores the credentials of a role.
   * @defaultValue none: `credentials`, else those of the function
   */
  readonly awsClientAssumeRole?: string | undefined
  /** Wraps the SDK's client, such as `captureAWSv3Client` of X-Ray. @defaultValue none */
  readonly awsClientCapture?: ((client: SdkClient) => SdkClient) | undefined
  /** Whether to load the SDK with the first invocation instead of during init. @defaultValue false */
  readonly disablePrefetch?: boolean | undefined
  /**
   * Returns the management of the connections at an endpoint, instead of a client: the testkit's fake, or
   * your own.
   * @defaultValue a `WebSocketManagementClient` for each endpoint
   */
  readonly management?: ((endpoint: string) => WebSocketManagement) | undefined
}

type ClientModule = typeof import('../../services/websocket/management-client.ts')
type Request = Parameters<typeof getInternal>[1]

// An execution environment serves few domains and stages. The bound protects memory from events that are not.
const MAX_CLIENTS = 100

/** One client per endpoint: a connection can only be reached through its own API. */
export class WebSocketClients {
  readonly #options: WebSocketClientsOptions
  /** In the order of their last use. */
  readonly #clients = new Map<string, Promise<WebSocketManagement>>()
  #module: Promise<ClientModule> | undefined

  constructor(options: WebSocketClientsOptions) {
    this.#options = options
    if (!options.management && !options.disablePrefetch) {
      this.#module = loadClientModule()
      // The first invocation gets the error.
      this.#module.catch(() => {})
    }
  }

  /** The client for `endpoint`. Errors: `peer.missing` if the SDK's client is not installed. */
  async at(endpoint: string, request: Request): Promise<WebSocketManagement> {
    const credentials = await this.#assumed(request)
    // The credentials of a role are renewed under the same name, and a client keeps its credentials.
    const cacheKey = `${endpoint} ${credentials?.accessKeyId ?? ''}`
    const known = this.#clients.get(cacheKey)
    if (known) return this.#remember(cacheKey, known)
    // The promise is cached: invocations may run side by side, and only one client keeps messages in order.
    const made = this.#make(endpoint, credentials)
    this.#remember(cacheKey, made)
    made.catch(() => this.#clients.delete(cacheKey))
    return made
  }

  /** If a role is named and has no credentials, nothing may be sent with the function's own role. */
  async #assumed(request: Request): Promise<AwsCredentials | undefined> {
    const { awsClientAssumeRole: name, management } = this.#options
    if (name === undefined || management) return undefined
    const { credentials } = (await getInternal({ credentials: name }, request as never)) as {
      credentials?: AwsCredentials
    }
    if (credentials) return credentials
    throw refusal(
      'websocket.missing_credentials',
      `there are no credentials under '${name}' of awsClientAssumeRole: use @middy/sts before`,
    )
  }

  #remember(cacheKey: string, client: Promise<WebSocketManagement>): Promise<WebSocketManagement> {
    this.#clients.delete(cacheKey)
    this.#clients.set(cacheKey, client)
    const [leastUsed] = this.#clients.keys()
    if (this.#clients.size > MAX_CLIENTS && leastUsed !== undefined) this.#clients.delete(leastUsed)
    return client
  }

  async #make(endpoint: string, assumed: AwsCredentials | undefined): Promise<WebSocketManagement> {
    const { management } = this.#options
    if (management) return management(endpoint)
    this.#module ??= loadClientModule()
    const { WebSocketManagementClient, createSdkClient } = await this.#module
    const { AwsClient, awsClientOptions, awsClientCapture, clientOptions, ...rest } = this.#options
    const { awsClientAssumeRole: _, disablePrefetch: __, management: ___, ...clientArguments } = rest
    return new WebSocketManagementClient({
      ...clientArguments,
      ...(assumed && { credentials: assumed }),
      endpoint,
      clientOptions: { ...awsClientOptions, ...clientOptions },
      createClient: (config) => {
        const client = AwsClient ? new AwsClient(config) : createSdkClient(config)
        return awsClientCapture ? awsClientCapture(client) : client
      },
    })
  }
}

/** Begins during Lambda's init, except with `disablePrefetch`. */
async function loadClientModule(): Promise<ClientModule> {
  const [module] = await Promise.all([
    import('../../services/websocket/management-client.ts'),
    sdk.load("webSocketManagement without the option 'management'"),
  ])
  return module
}
