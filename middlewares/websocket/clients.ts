import { getInternal } from '@middy/util'
import type { AwsCredentials } from '../../services/websocket/credentials.ts'
import type { WebSocketManagement } from '../../services/websocket/management.ts'
import { sdk } from '../../services/websocket/sdk.ts'
import type { WebSocketManagementClientOptions } from '../../services/websocket/sdk-client.ts'
import { refusal } from '../../services/websocket/websocket-error.ts'

type SdkConfig = Parameters<NonNullable<WebSocketManagementClientOptions['createClient']>>[0]
type SdkClient = NonNullable<WebSocketManagementClientOptions['client']>

/** Where the clients come from; the names that Middy has are Middy's. */
export interface WebSocketClientsOptions
  extends Omit<WebSocketManagementClientOptions, 'client' | 'createClient'> {
  /** A class to make the SDK's client of. @defaultValue `ApiGatewayManagementApiClient` */
  readonly AwsClient?: (new (config: SdkConfig) => SdkClient) | undefined
  /** What else the SDK's client takes; Middy's name for `clientOptions`, which come first. */
  readonly awsClientOptions?: WebSocketManagementClientOptions['clientOptions']
  /** The name under which Middy's `sts` middleware has put the credentials of a role. */
  readonly awsClientAssumeRole?: string | undefined
  /** Wraps the SDK's client, such as `captureAWSv3Client` of X-Ray. */
  readonly awsClientCapture?: ((client: SdkClient) => SdkClient) | undefined
  /** Whether to load the SDK with the first invocation instead of during init. @defaultValue false */
  readonly disablePrefetch?: boolean | undefined
  /**
   * Manages the connections at an endpoint instead of a client made here: the testkit's fake, or your own.
   */
  readonly management?: ((endpoint: string) => WebSocketManagement) | undefined
}

type ClientModule = typeof import('../../services/websocket/management-client.ts')
type Request = Parameters<typeof getInternal>[1]

// An execution environment serves the few domains and stages of its APIs; beyond that something is wrong.
const MAX_CLIENTS = 100

/** One client per endpoint: a connection can only be reached through its own API. */
export class WebSocketClients {
  readonly #options: WebSocketClientsOptions
  /** In the order in which they were used last. */
  readonly #clients = new Map<string, Promise<WebSocketManagement>>()
  #module: Promise<ClientModule> | undefined

  constructor(options: WebSocketClientsOptions) {
    this.#options = options
    if (!options.management && !options.disablePrefetch) {
      this.#module = loadClientModule()
      // The first invocation is told.
      this.#module.catch(() => {})
    }
  }

  /** The client for `endpoint`. Errors: `peer.missing` where the SDK's client is not installed. */
  async at(endpoint: string, request: Request): Promise<WebSocketManagement> {
    const credentials = await this.#assumed(request)
    // Credentials of a role are renewed under the same name, and a client keeps those that it was made with.
    const cacheKey = `${endpoint} ${credentials?.accessKeyId ?? ''}`
    const known = this.#clients.get(cacheKey)
    if (known) return this.#remember(cacheKey, known)
    // The promise of it, because invocations may run side by side and one client keeps messages in order.
    const made = this.#make(endpoint, credentials)
    this.#remember(cacheKey, made)
    made.catch(() => this.#clients.delete(cacheKey))
    return made
  }

  /** Whoever names a role must not send with the function's own because nothing is there. */
  async #assumed(request: Request): Promise<AwsCredentials | undefined> {
    const { awsClientAssumeRole: name, management } = this.#options
    if (name === undefined || management) return undefined
    const { credentials } = (await getInternal({ credentials: name }, request as never)) as {
      credentials?: AwsCredentials
    }
    if (credentials) return credentials
    throw refusal(
      'websocket.missing_credentials',
      `nothing has put credentials at '${name}' of awsClientAssumeRole: use @middy/sts before`,
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
