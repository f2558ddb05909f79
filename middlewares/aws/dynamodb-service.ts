import type middy from '@middy/core'
import { canPrefetch, createClient, getInternal, type Options } from '@middy/util'
import { AppTheoryError } from '../../errors.ts'
import type { DynamoDBClient, DynamoDBClientConfig } from '../../services/rate-limiter/dynamodb/options.ts'

/** Middy's own options for AWS clients. */
export interface AwsClientOptions {
  /** @defaultValue `DynamoDBClient` of `@aws-sdk/client-dynamodb` */
  readonly AwsClient?: (new (config: DynamoDBClientConfig) => DynamoDBClient) | undefined
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

/** What a module that imports the SDK exports: its default client, and the adapter. */
interface AdapterModule {
  readonly DynamoDBClient: new (config: DynamoDBClientConfig) => DynamoDBClient
}

export interface DynamoDBServiceOptions<TService, TModule extends AdapterModule> {
  /**
   * Imports the adapter. It is called at once, and so during Lambda's init; who brings another service
   * never loads the SDK.
   */
  readonly load: () => Promise<TModule>
  readonly make: (module: TModule, client: DynamoDBClient) => TService
  /** One that is there already. */
  readonly client: DynamoDBClient | undefined
  readonly aws: AwsClientOptions
  /** Says who needs the client, where it is not installed. */
  readonly missing: string
}

type Make<TService> = (request?: middy.Request) => Promise<TService>

/**
 * A service on DynamoDB, made of an adapter that is imported when it is needed and a client by Middy's own
 * options.
 */
export function dynamodbService<TService, TModule extends AdapterModule>({
  load,
  make,
  client,
  aws,
  missing,
}: DynamoDBServiceOptions<TService, TModule>): ServiceOf<TService> {
  const loading = load().catch((cause: unknown): never => {
    throw new AppTheoryError('peer.missing', `${missing}: npm install @aws-sdk/client-dynamodb`, { cause })
  })
  // The first request hears of it.
  loading.catch(() => {})
  const makeFor: Make<TService> = async (request) => {
    const module = await loading
    return make(module, client ?? (await clientFor(module, aws, request)))
  }
  const role = aws.awsClientAssumeRole
  return role && !client ? perCredentials(role, makeFor) : once(makeFor, canPrefetch(given(aws)))
}

function clientFor(
  { DynamoDBClient }: AdapterModule,
  aws: AwsClientOptions,
  request: middy.Request | undefined,
): Promise<DynamoDBClient> {
  return createClient(given({ ...aws, AwsClient: aws.AwsClient ?? DynamoDBClient }), request as never)
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
