export type { AttributeNames } from './apptheory-item.ts'
export { DynamoDBRateLimiter } from './dynamodb-rate-limiter.ts'
export type { DynamoDBRateLimiterOptions } from './table-options.ts'
