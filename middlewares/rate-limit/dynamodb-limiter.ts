import {
  checkRateLimiterOptions,
  type DynamoDBRateLimiterOptions,
} from '../../services/rate-limiter/dynamodb/options.ts'
import type { RateLimiter } from '../../services/rate-limiter/rate-limiter.ts'
import type { AwsClientOptions } from '../aws/client-options.ts'
import { dynamodbService, type ServiceOf } from '../aws/dynamodb-service.ts'

export type LimiterOf = ServiceOf<RateLimiter>

/**
 * A limiter on DynamoDB.
 * @throws TypeError that names the option
 */
export function dynamodbLimiter(options: DynamoDBRateLimiterOptions, aws: AwsClientOptions): LimiterOf {
  // The limiter itself is created too late to throw at construction.
  checkRateLimiterOptions('rateLimit', options)
  return dynamodbService<
    RateLimiter,
    typeof import('../../services/rate-limiter/dynamodb/dynamodb-rate-limiter.ts')
  >({
    load: () => import('../../services/rate-limiter/dynamodb/dynamodb-rate-limiter.ts'),
    make: ({ DynamoDBRateLimiter }, client) => new DynamoDBRateLimiter({ ...options, client }),
    client: options.client,
    aws,
    user: "rateLimit without the option 'limiter'",
  })
}
