export type { DynamoDBConnectionRegistryOptions } from './dynamodb-connection-registry.ts'
export { DynamoDBConnectionRegistry } from './dynamodb-connection-registry.ts'
export { connectionTable, ensureConnectionTable } from './dynamodb-connection-table.ts'
