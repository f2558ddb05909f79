import type middy from '@middy/core'
import { canPrefetch, createClient, getInternal, type Options } from '@middy/util'
import { AppTheoryError } from '../errors.ts'
import {
  type DynamoDBClient,
  type DynamoDBClientConfig,
  type DynamoDBRateLimiterOptions,
  resolveTableOptions,
} from '../services/rate-limiter/dynamodb-options.ts'
import type { RateLimiter } from '../services/rate-limiter/rate-limiter.ts'

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

/** The limiter of a request: at once where it is there already. */
export type LimiterOf = (request: middy.Request) => RateLimiter | Promise<RateLimiter>

type Adapter = typeof import('../services/rate-limiter/dynamodb-rate-limiter.ts')
type MiddyOptions = Options<DynamoDBClient, DynamoDBClientConfig>

/**
 * A limiter on DynamoDB, whose module is loaded by an `import()` that begins here, and so during Lambda's init. Who brings
 * a limiter of another kind never loads the SDK.
 * @throws TypeError that names the option
 */
export function dynamodbLimiter(options: DynamoDBRateLimiterOptions, aws: AwsClientOptions): LimiterOf {
  // Here, because where the limiter itself is made it is too late to throw at construction.
  resolveTableOptions(options)
  const adapter = loadAdapter()
  const make = async (request?: middy.Request): Promise<RateLimiter> => {
    const { DynamoDBClient, DynamoDBRateLimiter } = await adapter
    const client =
      options.client ??
      (await createClient(given({ ...aws, AwsClient: aws.AwsClient ?? DynamoDBClient }), request as never))
    return new DynamoDBRateLimiter({ ...options, client })
  }
  const role = aws.awsClientAssumeRole
  return role && !options.client ? perCredentials(role, make) : once(make, canPrefetch(given(aws)))
}

/** One limiter, made now or at the first request. */
function once(make: (request?: middy.Request) => Promise<RateLimiter>, now: boolean): LimiterOf {
  let limiter: RateLimiter | undefined
  const keep = async (made: Promise<RateLimiter>): Promise<RateLimiter> => {
    limiter = await made
    return limiter
  }
  let making = now ? keep(make()) : undefined
  // The first request hears of it.
  making?.catch(() => {})
  return (request) => {
    if (limiter) return limiter
    making ??= keep(make(request))
    return making
  }
}

/** A limiter for as long as the credentials last: an assumed role gets new ones every now and then. */
function perCredentials(role: string, make: (request: middy.Request) => Promise<RateLimiter>): LimiterOf {
  let known: unknown
  let limiter: Promise<RateLimiter> | undefined
  return async (request) => {
    const { credentials } = await getInternal({ credentials: role as never }, request)
    if (!limiter || credentials !== known) {
      known = credentials
      limiter = make(request)
    }
    return limiter
  }
}

async function loadAdapter(): Promise<Adapter> {
  try {
    return await import('../services/rate-limiter/dynamodb-rate-limiter.ts')
  } catch (error) {
    throw new AppTheoryError(
      'peer.missing',
      'rateLimit counts in DynamoDB with @aws-sdk/client-dynamodb: npm install it, or pass a limiter',
      { cause: error },
    )
  }
}

/** Without what is undefined, which Middy's functions would take for given. */
function given(aws: AwsClientOptions): MiddyOptions {
  return Object.fromEntries(Object.entries(aws).filter(([, value]) => value !== undefined))
}
