import type { ListShape, MapShape, Shape, StringShape, StructureShape } from './shape.ts'

/** The operations that the fake answers. */
export type OperationName =
  | 'CreateTable'
  | 'DescribeTable'
  | 'DeleteTable'
  | 'ListTables'
  | 'UpdateTimeToLive'
  | 'DescribeTimeToLive'
  | 'PutItem'
  | 'GetItem'
  | 'UpdateItem'
  | 'DeleteItem'
  | 'Query'
  | 'Scan'
  | 'BatchGetItem'
  | 'BatchWriteItem'
  | 'TransactWriteItems'
  | 'TransactGetItems'
  | StreamOperationName

/** Those of the DynamoDB Streams API, which has an endpoint and a client of its own. */
export type StreamOperationName = 'ListStreams' | 'DescribeStream' | 'GetShardIterator' | 'GetRecords'

const STRING: Shape = { type: 'String' }
const BOOLEAN: Shape = { type: 'Boolean' }
const ANY: Shape = { type: 'Any' }
const REQUIRED: Shape = { type: 'Any', required: true }

const NAME = /^[a-zA-Z0-9_.-]+$/
const newTableName: StringShape = { type: 'String', required: true, pattern: NAME, min: 3, max: 255 }
const tableName: StringShape = { ...newTableName, min: 1, orArn: true }
const indexName: StringShape = { type: 'String', pattern: NAME, min: 3, max: 255 }

function choice(...values: string[]): StringShape {
  return { type: 'String', values }
}

const capacity: Shape = choice('INDEXES', 'TOTAL', 'NONE')
const metrics: Shape = choice('SIZE', 'NONE')
const onFailure: Shape = choice('ALL_OLD', 'NONE')
const returnValues: Shape = choice('ALL_NEW', 'UPDATED_OLD', 'ALL_OLD', 'NONE', 'UPDATED_NEW')
const select: Shape = choice('SPECIFIC_ATTRIBUTES', 'COUNT', 'ALL_ATTRIBUTES', 'ALL_PROJECTED_ATTRIBUTES')

const names: Shape = { type: 'Map', value: STRING }
const substitutions = { ExpressionAttributeNames: names, ExpressionAttributeValues: ANY }
const condition = { ConditionExpression: STRING, ...substitutions }
const writeReport = { ReturnConsumedCapacity: capacity, ReturnItemCollectionMetrics: metrics }

function structure(members: Readonly<Record<string, Shape>>): StructureShape {
  return { type: 'Structure', members }
}

/** The parameters of an operation whose messages about sizes are in the newer form. */
function withNewerForm(members: Readonly<Record<string, Shape>>): StructureShape {
  return { ...structure(members), hasNewerForm: true }
}

const keySchema: ListShape = {
  type: 'List',
  required: true,
  min: 1,
  max: 2,
  member: {
    ...structure({
      AttributeName: { type: 'String', required: true, min: 1, max: 255 },
      KeyType: { type: 'String', required: true, values: ['HASH', 'RANGE'] },
    }),
    name: 'KeySchemaElement',
  },
}

const projection: Shape = {
  type: 'Structure',
  required: true,
  members: {
    ProjectionType: choice('ALL', 'INCLUDE', 'KEYS_ONLY'),
    NonKeyAttributes: { type: 'List', min: 1, max: 20, member: { type: 'String', min: 1, max: 255 } },
  },
}

const throughput: Shape = structure({
  WriteCapacityUnits: { type: 'Integer', required: true, min: 1 },
  ReadCapacityUnits: { type: 'Integer', required: true, min: 1 },
})

const index = { IndexName: { ...indexName, required: true }, KeySchema: keySchema, Projection: projection }

const createTable = structure({
  AttributeDefinitions: {
    type: 'List',
    required: true,
    member: structure({
      AttributeName: { type: 'String', required: true, min: 1, max: 255 },
      AttributeType: { type: 'String', required: true, values: ['B', 'N', 'S'] },
    }),
  },
  TableName: newTableName,
  BillingMode: choice('PROVISIONED', 'PAY_PER_REQUEST'),
  ProvisionedThroughput: throughput,
  KeySchema: keySchema,
  LocalSecondaryIndexes: { type: 'List', member: structure(index) },
  GlobalSecondaryIndexes: {
    type: 'List',
    member: structure({
      ...index,
      KeySchema: { ...keySchema, max: 8 },
      ProvisionedThroughput: throughput,
    }),
  },
  StreamSpecification: structure({
    StreamEnabled: { type: 'Boolean', required: true },
    StreamViewType: choice('OLD_IMAGE', 'KEYS_ONLY', 'NEW_AND_OLD_IMAGES', 'NEW_IMAGE'),
  }),
  DeletionProtectionEnabled: BOOLEAN,
})

/** By table. */
function requestItems(value: Shape): MapShape {
  return { type: 'Map', required: true, min: 1, key: { ...newTableName, orArn: true }, value }
}

const keysAndAttributes = structure({
  Keys: { type: 'List', required: true, min: 1, max: 100, member: ANY },
  ConsistentRead: BOOLEAN,
  ProjectionExpression: STRING,
  ExpressionAttributeNames: names,
})

const writeRequests: Shape = {
  type: 'List',
  required: true,
  min: 1,
  max: 25,
  member: structure({
    DeleteRequest: structure({ Key: REQUIRED }),
    PutRequest: structure({ Item: REQUIRED }),
  }),
}

function transactItems(member: StructureShape): ListShape {
  return { type: 'List', required: true, min: 1, max: 100, member }
}

const transactWrite = structure({
  ConditionCheck: structure({
    Key: REQUIRED,
    TableName: tableName,
    ...condition,
    ConditionExpression: { type: 'String', required: true },
    ReturnValuesOnConditionCheckFailure: onFailure,
  }),
  Put: structure({
    Item: REQUIRED,
    TableName: tableName,
    ...condition,
    ReturnValuesOnConditionCheckFailure: onFailure,
  }),
  Delete: structure({
    Key: REQUIRED,
    TableName: tableName,
    ...condition,
    ReturnValuesOnConditionCheckFailure: onFailure,
  }),
  Update: structure({
    Key: REQUIRED,
    UpdateExpression: { type: 'String', required: true },
    TableName: tableName,
    ...condition,
    ReturnValuesOnConditionCheckFailure: onFailure,
  }),
})

const transactGet = structure({
  Get: {
    type: 'Structure',
    required: true,
    members: {
      Key: REQUIRED,
      TableName: tableName,
      ProjectionExpression: STRING,
      ExpressionAttributeNames: names,
    },
  },
})

const streamArn: StringShape = { type: 'String', min: 37, max: 1024 }
const shardId: StringShape = { type: 'String', min: 28, max: 65 }

/** @see https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_Operations_Amazon_DynamoDB_Streams.html */
const streamShapes: Readonly<Record<StreamOperationName, StructureShape>> = {
  ListStreams: structure({
    TableName: { type: 'String', pattern: NAME, min: 3, max: 255, orArn: true },
    Limit: { type: 'Integer', min: 1, max: 100 },
    ExclusiveStartStreamArn: streamArn,
  }),
  DescribeStream: structure({
    StreamArn: { ...streamArn, required: true },
    Limit: { type: 'Integer', min: 1, max: 100 },
    ExclusiveStartShardId: shardId,
  }),
  GetShardIterator: structure({
    StreamArn: { ...streamArn, required: true },
    ShardId: { ...shardId, required: true },
    ShardIteratorType: {
      type: 'String',
      required: true,
      values: ['AFTER_SEQUENCE_NUMBER', 'LATEST', 'AT_SEQUENCE_NUMBER', 'TRIM_HORIZON'],
    },
    SequenceNumber: { type: 'String', min: 21, max: 40 },
  }),
  GetRecords: structure({
    ShardIterator: { type: 'String', required: true, min: 1, max: 2048 },
    Limit: { type: 'Integer', min: 1, max: 1000 },
  }),
}

const write = { TableName: tableName, ...condition, ReturnValues: returnValues, ...writeReport }

/**
 * The parameters of every operation, with the constraints of the API reference.
 *
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_Operations_Amazon_DynamoDB.html
 */
export const requestShapes: Readonly<Record<OperationName, StructureShape>> = {
  CreateTable: createTable,
  DescribeTable: structure({ TableName: tableName }),
  DeleteTable: structure({ TableName: tableName }),
  ListTables: structure({
    ExclusiveStartTableName: { type: 'String', pattern: NAME, min: 3, max: 255 },
    Limit: { type: 'Integer', min: 1, max: 100 },
  }),
  UpdateTimeToLive: structure({
    TableName: tableName,
    TimeToLiveSpecification: {
      type: 'Structure',
      required: true,
      members: {
        AttributeName: { type: 'String', required: true, min: 1, max: 255 },
        Enabled: { type: 'Boolean', required: true },
      },
    },
  }),
  DescribeTimeToLive: structure({ TableName: tableName }),
  PutItem: structure({ ...write, Item: REQUIRED, ReturnValuesOnConditionCheckFailure: onFailure }),
  UpdateItem: structure({
    ...write,
    Key: REQUIRED,
    UpdateExpression: STRING,
    ReturnValuesOnConditionCheckFailure: onFailure,
  }),
  DeleteItem: structure({ ...write, Key: REQUIRED, ReturnValuesOnConditionCheckFailure: onFailure }),
  GetItem: structure({
    TableName: tableName,
    Key: REQUIRED,
    ConsistentRead: BOOLEAN,
    ProjectionExpression: STRING,
    ExpressionAttributeNames: names,
    ReturnConsumedCapacity: capacity,
  }),
  Query: withNewerForm({
    Select: select,
    IndexName: indexName,
    ReturnConsumedCapacity: capacity,
    TableName: tableName,
    Limit: { type: 'Integer', min: 1 },
    ConsistentRead: BOOLEAN,
    ScanIndexForward: BOOLEAN,
    KeyConditionExpression: STRING,
    FilterExpression: STRING,
    ProjectionExpression: STRING,
    ...substitutions,
  }),
  Scan: structure({
    Select: select,
    IndexName: indexName,
    TotalSegments: { type: 'Integer', min: 1, max: 1_000_000 },
    ReturnConsumedCapacity: capacity,
    TableName: tableName,
    Segment: { type: 'Integer', min: 0, max: 999_999 },
    Limit: { type: 'Integer', min: 1 },
    ConsistentRead: BOOLEAN,
    FilterExpression: STRING,
    ProjectionExpression: STRING,
    ...substitutions,
  }),
  BatchGetItem: withNewerForm({
    RequestItems: requestItems(keysAndAttributes),
    ReturnConsumedCapacity: capacity,
  }),
  BatchWriteItem: withNewerForm({ RequestItems: requestItems(writeRequests), ...writeReport }),
  TransactWriteItems: withNewerForm({
    TransactItems: transactItems(transactWrite),
    ClientRequestToken: { type: 'String', min: 1, max: 36 },
    ...writeReport,
  }),
  TransactGetItems: withNewerForm({
    TransactItems: transactItems(transactGet),
    ReturnConsumedCapacity: capacity,
  }),
  ...streamShapes,
}

export function isStreamOperation(operation: string): operation is StreamOperationName {
  return Object.hasOwn(streamShapes, operation)
}
