export type { AttributeNames } from './apptheory-item.ts'
export type { DynamoDBRateLimiterOptions } from './dynamodb-options.ts'
export { DynamoDBRateLimiter } from './dynamodb-rate-limiter.ts'
