import type middy from '@middy/core'
import { isAppTheoryError } from '../../errors.ts'
import type { DynamoDBClient } from '../../services/dynamodb/sdk-types.ts'
import type { AwsClientOptions } from './client-options.ts'

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
  // With a limiter or a bus of the service's own, neither the SDK nor Middy's code for clients is loaded.
  const sdkClient = import('./sdk-client.ts')
  const loading = Promise.all([load(), sdkClient.then(({ sdkFailure }) => sdkFailure(user))])
  // The first request gets the error.
  loading.catch(() => {})
  const makeFor: Make<TService> = async (request) => {
    const [module, failure] = await loading
    if (isAppTheoryError(failure, 'peer.missing')) throw failure
    if (client || failure) return make(module, client)
    const { clientFor } = await sdkClient
    return make(module, await clientFor(aws, request))
  }
  const role = aws.awsClientAssumeRole
  if (!role || client) return once(makeFor, !role && !aws.disablePrefetch)
  return perCredentials(async (request) => {
    const { credentialsOf } = await sdkClient
    return credentialsOf(role, request)
  }, makeFor)
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
function perCredentials<TService>(
  credentialsOf: (request: middy.Request) => Promise<object>,
  make: Make<TService>,
): ServiceOf<TService> {
  let known: object | undefined
  let making: Promise<TService> | undefined
  return async (request) => {
    const credentials = await credentialsOf(request)
    if (!making || credentials !== known) {
      known = credentials
      making = make(request)
    }
    return making
  }
}
