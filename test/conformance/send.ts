import {
  BatchGetItemCommand,
  BatchWriteItemCommand,
  CreateTableCommand,
  DeleteItemCommand,
  DeleteTableCommand,
  DescribeTableCommand,
  DescribeTimeToLiveCommand,
  type DynamoDBClient,
  GetItemCommand,
  ListTablesCommand,
  PutItemCommand,
  QueryCommand,
  ScanCommand,
  TransactGetItemsCommand,
  TransactWriteItemsCommand,
  UpdateItemCommand,
  UpdateTimeToLiveCommand,
} from '@aws-sdk/client-dynamodb'
import type { Input, OperationName } from './conformance-case.ts'

type AnyCommand = Parameters<DynamoDBClient['send']>[0]
type CommandClass = new (input: never) => unknown

const commands: Readonly<Record<OperationName, CommandClass>> = {
  BatchGetItem: BatchGetItemCommand,
  BatchWriteItem: BatchWriteItemCommand,
  CreateTable: CreateTableCommand,
  DeleteItem: DeleteItemCommand,
  DeleteTable: DeleteTableCommand,
  DescribeTable: DescribeTableCommand,
  DescribeTimeToLive: DescribeTimeToLiveCommand,
  GetItem: GetItemCommand,
  ListTables: ListTablesCommand,
  PutItem: PutItemCommand,
  Query: QueryCommand,
  Scan: ScanCommand,
  TransactGetItems: TransactGetItemsCommand,
  TransactWriteItems: TransactWriteItemsCommand,
  UpdateItem: UpdateItemCommand,
  UpdateTimeToLive: UpdateTimeToLiveCommand,
}

/** What came of a request: the reply without its metadata, or the exception with its own members. */
export type Outcome =
  | { readonly output: Record<string, unknown> }
  | { readonly error: string; readonly message: string; readonly members: Record<string, unknown> }

const INHERITED_MEMBERS: ReadonlySet<string> = new Set([
  'name',
  'message',
  'Message',
  'stack',
  '$fault',
  '$metadata',
  '$response',
  '$retryable',
  '__type',
])

/**
 * Sends a request that may be wrong on purpose, and returns its outcome instead of throwing.
 * An error that is not the service's is thrown.
 */
export async function send(client: DynamoDBClient, operation: OperationName, input: Input): Promise<Outcome> {
  try {
    const command = new commands[operation](input as never) as AnyCommand
    const { $metadata: _, ...output } = await client.send(command)
    return { output: present(output) }
  } catch (error) {
    if (!(error instanceof Error) || !('$metadata' in error)) throw error
    const members = Object.entries(error).filter(([name]) => !INHERITED_MEMBERS.has(name))
    return { error: error.name, message: error.message, members: present(Object.fromEntries(members)) }
  }
}

function present(members: object): Record<string, unknown> {
  return Object.fromEntries(Object.entries(members).filter(([, member]) => member !== undefined))
}
