import type { OperationName } from '../requests/request-shapes.ts'
import { describeStream, getRecords, getShardIterator, listStreams } from '../streams/stream-operations.ts'
import { batchGetItem } from './batch-get-item.ts'
import { batchWriteItem } from './batch-write-item.ts'
import { getItem } from './get-item.ts'
import type { Operation } from './operation-context.ts'
import { query } from './query.ts'
import { scan } from './scan.ts'
import { createTable, deleteTable, describeTable, listTables } from './table-operations.ts'
import { describeTimeToLive, updateTimeToLive } from './time-to-live.ts'
import { transactGetItems } from './transactions/transact-get-items.ts'
import { transactWriteItems } from './transactions/transact-write-items.ts'
import { deleteItem, putItem, updateItem } from './write-operations.ts'

/** Everything that the fake does. */
export const operations: Readonly<Record<OperationName, Operation>> = {
  CreateTable: createTable,
  DescribeTable: describeTable,
  DeleteTable: deleteTable,
  ListTables: listTables,
  UpdateTimeToLive: updateTimeToLive,
  DescribeTimeToLive: describeTimeToLive,
  PutItem: putItem,
  GetItem: getItem,
  UpdateItem: updateItem,
  DeleteItem: deleteItem,
  Query: query,
  Scan: scan,
  BatchGetItem: batchGetItem,
  BatchWriteItem: batchWriteItem,
  TransactWriteItems: transactWriteItems,
  TransactGetItems: transactGetItems,
  ListStreams: listStreams,
  DescribeStream: describeStream,
  GetShardIterator: getShardIterator,
  GetRecords: getRecords,
}
