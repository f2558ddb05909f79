import type middy from '@middy/core'
import { canPrefetch, createClient, getInternal, type Options } from '@middy/util'
import { AppTheoryError } from '../errors.ts'
import {
  type DynamoDBClient,
  type DynamoDBClientConfig,
  type DynamoDBEventBusOptions,
  resolveEventBusOptions,
} from '../services/event-bus/dynamodb-options.ts'
import type { EventBus } from '../services/event-bus/event-bus.ts'
import type { AwsClientOptions } from './dynamodb-limiter.ts'

/** The bus of a request. */
export type BusOf = (request: middy.Request) => EventBus | Promise<EventBus>

type Adapter = typeof import('../services/event-bus/dynamodb-adapter.ts')

/**
 * A bus on DynamoDB, whose module is loaded by an `import()` that begins here, and so during Lambda's init. Who brings a bus of another
 * kind never loads the SDK.
 * @throws TypeError that names the option
 */
export function dynamodbBus(options: DynamoDBEventBusOptions, aws: AwsClientOptions): BusOf {
  // Here, because where the bus itself is made it is too late to throw at construction.
  resolveEventBusOptions(options)
  const adapter = loadAdapter()
  // The first request hears of it.
  adapter.catch(() => {})
  const make = async (request?: middy.Request): Promise<EventBus> => {
    const { DynamoDBClient, DynamoDBEventBus } = await adapter
    const client = options.client ?? (await createClient(middyOptions(aws, DynamoDBClient), request as never))
    return new DynamoDBEventBus({ ...options, client })
  }
  const role = aws.awsClientAssumeRole
  return role && !options.client ? perCredentials(role, make) : once(make, canPrefetch(given(aws)))
}

/** One bus, made now or at the first request. */
function once(make: (request?: middy.Request) => Promise<EventBus>, now: boolean): BusOf {
  let making = now ? make() : undefined
  making?.catch(() => {})
  return (request) => {
    making ??= make(request)
    return making
  }
}

/** A bus for as long as the credentials last: an assumed role gets new ones every now and then. */
function perCredentials(role: string, make: (request: middy.Request) => Promise<EventBus>): BusOf {
  let known: unknown
  let making: Promise<EventBus> | undefined
  return async (request) => {
    const { credentials } = await getInternal({ credentials: role as never }, request)
    if (!making || credentials !== known) {
      known = credentials
      making = make(request)
    }
    return making
  }
}

async function loadAdapter(): Promise<Adapter> {
  try {
    return await import('../services/event-bus/dynamodb-adapter.ts')
  } catch (error) {
    throw new AppTheoryError(
      'peer.missing',
      'eventBus stores events in DynamoDB with @aws-sdk/client-dynamodb: npm install it, or pass a bus',
      { cause: error },
    )
  }
}

type MiddyOptions = Options<DynamoDBClient, DynamoDBClientConfig>

function middyOptions(aws: AwsClientOptions, Client: Adapter['DynamoDBClient']): MiddyOptions {
  return given({ ...aws, AwsClient: aws.AwsClient ?? Client })
}

/** Without what is undefined, which Middy's functions would take for given. */
function given(aws: AwsClientOptions): MiddyOptions {
  return Object.fromEntries(Object.entries(aws).filter(([, value]) => value !== undefined))
}
