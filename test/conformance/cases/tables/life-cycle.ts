import { violation } from '../../common-refusals.ts'
import {
  type ConformanceCase,
  invalid,
  onLocal,
  refuses,
  returns,
  returnsAtLeast,
  type Step,
  step,
} from '../../conformance-case.ts'
import { OTHER_NOT_FOUND, OTHER_TABLE_WORDS, OWN_CONSTRAINT_WORDS } from '../../local-reasons.ts'
import { attribute, create, gsi, key, lsi, NAME, none, sorted } from './requests.ts'

const description = {
  TableName: NAME,
  AttributeDefinitions: [attribute('pk')],
  KeySchema: [key('pk')],
  ItemCount: 0,
  TableArn: `<arn>table/${NAME}`,
  BillingModeSummary: { BillingMode: 'PAY_PER_REQUEST' },
}
const remove = (TableName: string): Step =>
  step('DeleteTable', { TableName }, returnsAtLeast({ TableDescription: { TableName } }))
const listed = ['conformance-list-b', 'conformance-list-a', 'conformance-list-c']

export const tableLifeCycleCases: readonly ConformanceCase[] = [
  none(
    'create, describe, delete',
    step('CreateTable', create(), returnsAtLeast({ TableDescription: description })),
    step(
      'DescribeTable',
      { TableName: NAME },
      returnsAtLeast({ Table: { ...description, TableStatus: 'ACTIVE' } }),
    ),
    remove(NAME),
    step(
      'DescribeTable',
      { TableName: NAME },
      refuses(
        'ResourceNotFoundException',
        'Requested resource not found: Table: conformance-table not found',
        {},
        onLocal(
          refuses('ResourceNotFoundException', 'Cannot do operations on a non-existent table'),
          OTHER_NOT_FOUND,
        ),
      ),
    ),
  ),
  none(
    'provisioned capacity and a sort key',
    step(
      'CreateTable',
      create({
        ...sorted,
        AttributeDefinitions: [attribute('pk'), attribute('sk', 'N')],
        BillingMode: 'PROVISIONED',
        ProvisionedThroughput: { ReadCapacityUnits: 5, WriteCapacityUnits: 6 },
      }),
      returnsAtLeast({
        TableDescription: {
          TableName: NAME,
          AttributeDefinitions: [attribute('pk'), attribute('sk', 'N')],
          KeySchema: [key('pk'), key('sk', 'RANGE')],
          ProvisionedThroughput: { NumberOfDecreasesToday: 0, ReadCapacityUnits: 5, WriteCapacityUnits: 6 },
        },
      }),
    ),
    remove(NAME),
  ),
  none(
    'indexes',
    step(
      'CreateTable',
      create({
        ...sorted,
        GlobalSecondaryIndexes: [
          gsi('by-r', 'r', { Projection: { ProjectionType: 'INCLUDE', NonKeyAttributes: ['a', 'b'] } }),
        ],
        LocalSecondaryIndexes: [lsi('local-r', 'r')],
      }),
      returnsAtLeast({ TableDescription: { TableName: NAME } }),
    ),
    step(
      'DescribeTable',
      { TableName: NAME },
      returnsAtLeast({
        Table: {
          TableName: NAME,
          GlobalSecondaryIndexes: [
            {
              IndexName: 'by-r',
              KeySchema: [key('r')],
              Projection: { ProjectionType: 'INCLUDE', NonKeyAttributes: ['a', 'b'] },
              IndexStatus: 'ACTIVE',
              ItemCount: 0,
              IndexArn: `<arn>table/${NAME}/index/by-r`,
            },
          ],
          LocalSecondaryIndexes: [
            {
              IndexName: 'local-r',
              KeySchema: [key('pk'), key('r', 'RANGE')],
              Projection: { ProjectionType: 'KEYS_ONLY' },
              ItemCount: 0,
              IndexArn: `<arn>table/${NAME}/index/local-r`,
            },
          ],
        },
      }),
    ),
    remove(NAME),
  ),
  none(
    'a stream has a name',
    step(
      'CreateTable',
      create({ StreamSpecification: { StreamEnabled: true, StreamViewType: 'KEYS_ONLY' } }),
      returnsAtLeast({
        TableDescription: {
          StreamSpecification: { StreamEnabled: true, StreamViewType: 'KEYS_ONLY' },
          LatestStreamLabel: '<date>',
          LatestStreamArn: `<arn>table/${NAME}/stream/<date>`,
        },
      }),
    ),
    remove(NAME),
  ),
  none(
    'a table that is there already',
    step('CreateTable', create(), returnsAtLeast({ TableDescription: description })),
    step(
      'CreateTable',
      create(),
      refuses(
        'ResourceInUseException',
        'Table already exists: conformance-table',
        {},
        onLocal(refuses('ResourceInUseException', 'Cannot create preexisting table'), OTHER_TABLE_WORDS),
      ),
    ),
    remove(NAME),
  ),
  none(
    'names in order, page by page',
    ...listed.map((TableName) =>
      step('CreateTable', create({ TableName }), returnsAtLeast({ TableDescription: { TableName } })),
    ),
    step(
      'ListTables',
      { ExclusiveStartTableName: 'conformance-list', Limit: 2 },
      returns({
        TableNames: ['conformance-list-a', 'conformance-list-b'],
        LastEvaluatedTableName: 'conformance-list-b',
      }),
    ),
    step(
      'ListTables',
      { ExclusiveStartTableName: 'conformance-list-a', Limit: 1 },
      returns({ TableNames: ['conformance-list-b'], LastEvaluatedTableName: 'conformance-list-b' }),
    ),
    ...listed.map(remove),
  ),
  none(
    'describe a table that does not exist',
    'DescribeTable',
    { TableName: 'conformance-missing' },
    refuses(
      'ResourceNotFoundException',
      'Requested resource not found: Table: conformance-missing not found',
      {},
      onLocal(
        refuses('ResourceNotFoundException', 'Cannot do operations on a non-existent table'),
        OTHER_NOT_FOUND,
      ),
    ),
  ),
  none(
    'delete a table that does not exist',
    'DeleteTable',
    { TableName: 'conformance-missing' },
    refuses(
      'ResourceNotFoundException',
      'Requested resource not found: Table: conformance-missing not found',
      {},
      onLocal(
        refuses('ResourceNotFoundException', 'Cannot do operations on a non-existent table'),
        OTHER_NOT_FOUND,
      ),
    ),
  ),
  none(
    'ListTables with a Limit of 0',
    'ListTables',
    { Limit: 0 },
    violation(
      "'0'",
      'limit',
      'have value greater than or equal to 1',
      onLocal('Limit must be greater than or equal to 1', OWN_CONSTRAINT_WORDS),
    ),
  ),
  none(
    'ListTables with a Limit of 101',
    'ListTables',
    { Limit: 101 },
    violation(
      "'101'",
      'limit',
      'have value less than or equal to 100',
      onLocal('Limit in ListTables must be <= 100', OWN_CONSTRAINT_WORDS),
    ),
  ),
  none(
    'delete without a name',
    'DeleteTable',
    {},
    invalid(
      "The parameter 'TableName' is required but was not present in the request",
      onLocal(
        'Invalid table/index name.  Table/index names must be between 3 and 255 characters long, and may ' +
          "contain only the characters a-z, A-Z, 0-9, '_', '-', and '.'",
        OWN_CONSTRAINT_WORDS,
      ),
    ),
  ),
]
