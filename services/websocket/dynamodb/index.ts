export type { ConnectionTableOptions, EnsureConnectionTableOptions } from './connection-table.ts'
export { connectionTable, ensureConnectionTable } from './connection-table.ts'
export type { DynamoDBConnectionRegistryOptions } from './dynamodb-connection-registry.ts'
export { DynamoDBConnectionRegistry } from './dynamodb-connection-registry.ts'
