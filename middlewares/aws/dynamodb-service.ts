import type middy from '@middy/core'
import { canPrefetch, createClient, getInternal, type Options } from '@middy/util'
import { AppTheoryError, isAppTheoryError } from '../../errors.ts'
import { sdk } from '../../services/dynamodb/sdk.ts'
import type { DynamoDBClient, DynamoDBClientConfig } from '../../services/dynamodb/sdk-types.ts'

/** Middy's own options for AWS clients. */
export interface AwsClientOptions {
  /**
   * The class of the client, such as a subclass or a wrapped one.
   * @defaultValue `DynamoDBClient` of `@aws-sdk/client-dynamodb`
   */
  readonly AwsClient?: (new (config: DynamoDBClientConfig) => DynamoDBClient) | undefined
  /** What the client is constructed with. */
  readonly awsClientOptions?: Partial<DynamoDBClientConfig> | undefined
  /** Key in `request.internal` under which credentials are, as `@middy/sts` puts them there. */
  readonly awsClientAssumeRole?: string | undefined
  /** Such as AWS X-Ray's `captureAWSv3Client`; it needs `disablePrefetch`. */
  readonly awsClientCapture?: ((client: DynamoDBClient) => DynamoDBClient) | undefined
  /** Makes the client at the first request, and not during Lambda's init. @defaultValue false */
  readonly disablePrefetch?: boolean | undefined
}

/** The service of a request: at once where it is there already. */
export type ServiceOf<TService> = (request: middy.Request) => TService | Promise<TService>

export interface DynamoDBServiceOptions<TService, TModule> {
  /** Imports the adapter. It is called at construction, and so during Lambda's init. */
  readonly load: () => Promise<TModule>
  /** Without a client if the SDK cannot be loaded: the service then reports that by its own rules. */
  readonly make: (module: TModule, client: DynamoDBClient | undefined) => TService
  /** One that is there already. */
  readonly client: DynamoDBClient | undefined
  readonly aws: AwsClientOptions
  /** The middleware, and how it does without the SDK: for the message where the peer is missing. */
  readonly user: string
}

type Make<TService> = (request?: middy.Request) => Promise<TService>

/**
 * A service on DynamoDB, made of an adapter that is imported when it is needed and a client by Middy's own
 * options.
 */
export function dynamodbService<TService, TModule>({
  load,
  make,
  client,
  aws,
  user,
}: DynamoDBServiceOptions<TService, TModule>): ServiceOf<TService> {
  const loading = Promise.all([load(), sdkFailure(user)])
  // The first request gets the error.
  loading.catch(() => {})
  const makeFor: Make<TService> = async (request) => {
    const [module, failure] = await loading
    if (isAppTheoryError(failure, 'peer.missing')) throw failure
    return make(module, client ?? (failure ? undefined : await clientFor(aws, request)))
  }
  const role = aws.awsClientAssumeRole
  return role && !client ? perCredentials(role, makeFor) : once(makeFor, canPrefetch(given(aws)))
}

/** Loads the SDK, whose commands the service needs whatever the client. Resolves to why that failed. */
function sdkFailure(user: string): Promise<unknown> {
  return sdk.load(user).then(
    () => undefined,
    (failure: unknown) => failure,
  )
}

function clientFor(aws: AwsClientOptions, request: middy.Request | undefined): Promise<DynamoDBClient> {
  const AwsClient = aws.AwsClient ?? sdk.module.DynamoDBClient
  return createClient(given({ ...aws, AwsClient }), request as never)
}

/** One service, made now or at the first request. */
function once<TService>(make: Make<TService>, now: boolean): ServiceOf<TService> {
  let service: TService | undefined
  const keep = async (made: Promise<TService>): Promise<TService> => {
    service = await made
    return service
  }
  let making = now ? keep(make()) : undefined
  making?.catch(() => {})
  return (request) => {
    if (service !== undefined) return service
    making ??= keep(make(request))
    return making
  }
}

/** A service for as long as the credentials last: an assumed role gets new ones every now and then. */
function perCredentials<TService>(role: string, make: Make<TService>): ServiceOf<TService> {
  let known: unknown
  let making: Promise<TService> | undefined
  return async (request) => {
    const { credentials } = await getInternal({ credentials: role as never }, request)
    // Middy's `createClient` would go on with the function's own role: in another account, to another table.
    if (!credentials) throw nobodyAssumed(role)
    if (!making || credentials !== known) {
      known = credentials
      making = make(request)
    }
    return making
  }
}

function nobodyAssumed(role: string): AppTheoryError {
  const message = `nothing has put credentials at '${role}' of awsClientAssumeRole: use @middy/sts before`
  return new AppTheoryError('app.internal', message)
}

/** Without what is undefined, which Middy's functions would take for given. */
function given(aws: AwsClientOptions): Options<DynamoDBClient, DynamoDBClientConfig> {
  return Object.fromEntries(Object.entries(aws).filter(([, value]) => value !== undefined))
}
