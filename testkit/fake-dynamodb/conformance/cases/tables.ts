import {
  type ConformanceCase,
  casesOn,
  type Expected,
  type Input,
  invalid,
  type LocalDifference,
  onLocal,
  refuses,
  returns,
  returnsAtLeast,
  type Step,
  step,
} from '../conformance-case.ts'
import { LENIENT, OTHER_NOT_FOUND, OTHER_TABLE_WORDS, OWN_CONSTRAINT_WORDS } from '../local-reasons.ts'
import { PLAIN } from '../tables.ts'

const plain = casesOn(PLAIN)
const none = casesOn()

const NAME = 'conformance-table'
const key = (AttributeName: string, KeyType = 'HASH'): Input => ({ AttributeName, KeyType })
const attribute = (AttributeName: string, AttributeType = 'S'): Input => ({ AttributeName, AttributeType })
const create = (more: Input = {}): Input => ({
  TableName: NAME,
  BillingMode: 'PAY_PER_REQUEST',
  AttributeDefinitions: [attribute('pk')],
  KeySchema: [key('pk')],
  ...more,
})
const gsi = (IndexName: string, hash: string, more: Input = {}): Input => ({
  IndexName,
  KeySchema: [key(hash)],
  Projection: { ProjectionType: 'ALL' },
  ...more,
})
const sorted = {
  AttributeDefinitions: [attribute('pk'), attribute('sk'), attribute('r')],
  KeySchema: [key('pk'), key('sk', 'RANGE')],
}
const lsi = (IndexName: string, range: string, more: Input = {}): Input => ({
  IndexName,
  KeySchema: [key('pk'), key(range, 'RANGE')],
  Projection: { ProjectionType: 'KEYS_ONLY' },
  ...more,
})
const refusal = (
  id: string,
  title: string,
  input: Input,
  expected: Expected,
  local?: LocalDifference,
): ConformanceCase => none(id, title, step('CreateTable', input, expected, local))

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

export const tableCases: readonly ConformanceCase[] = [
  none(
    'table-01',
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
      ),
      onLocal(
        refuses('ResourceNotFoundException', 'Cannot do operations on a non-existent table'),
        OTHER_NOT_FOUND,
      ),
    ),
  ),
  none(
    'table-02',
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
    'table-03',
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
    'table-04',
    'a table that is there already',
    step('CreateTable', create(), returnsAtLeast({ TableDescription: description })),
    step(
      'CreateTable',
      create(),
      refuses('ResourceInUseException', 'Table already exists: conformance-table'),
      onLocal(refuses('ResourceInUseException', 'Cannot create preexisting table'), OTHER_TABLE_WORDS),
    ),
    remove(NAME),
  ),
  none(
    'table-05',
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
  plain(
    'table-06',
    'time to live: off, on, described',
    step(
      'DescribeTimeToLive',
      { TableName: PLAIN },
      returns({ TimeToLiveDescription: { TimeToLiveStatus: 'DISABLED' } }),
    ),
    step(
      'UpdateTimeToLive',
      { TableName: PLAIN, TimeToLiveSpecification: { AttributeName: 'expires', Enabled: true } },
      returns({ TimeToLiveSpecification: { Enabled: true, AttributeName: 'expires' } }),
    ),
    step(
      'DescribeTimeToLive',
      { TableName: PLAIN },
      returns({ TimeToLiveDescription: { TimeToLiveStatus: 'ENABLED', AttributeName: 'expires' } }),
    ),
  ),

  refusal(
    'table-20',
    'no attribute definitions',
    create({ AttributeDefinitions: [] }),
    invalid('Invalid KeySchema: Some index key attribute have no definition'),
    onLocal(invalid('Hash Key not specified in Attribute Definitions.  Type unknown.'), OTHER_TABLE_WORDS),
  ),
  refusal(
    'table-21',
    'no key',
    create({ KeySchema: [] }),
    invalid(
      "1 validation error detected: Value '[]' at 'keySchema' failed to satisfy constraint: Member must have length greater than or equal to 1",
    ),
    onLocal(
      invalid('No Hash Key specified in schema.  All Dynamo DB tables must have exactly one hash key'),
      OWN_CONSTRAINT_WORDS,
    ),
  ),
  refusal(
    'table-22',
    'a key that is not defined',
    create({ KeySchema: [key('rest')] }),
    invalid(
      'One or more parameter values were invalid: Some index key attributes are not defined in AttributeDefinitions. Keys: [rest], AttributeDefinitions: [pk]',
    ),
    onLocal(invalid('Hash Key not specified in Attribute Definitions.  Type unknown.'), OTHER_TABLE_WORDS),
  ),
  refusal(
    'table-23',
    'an attribute that is no key',
    create({ AttributeDefinitions: [attribute('pk'), attribute('extra')] }),
    invalid(
      'One or more parameter values were invalid: Number of attributes in KeySchema does not exactly match number of attributes defined in AttributeDefinitions',
    ),
    onLocal(
      invalid(
        'The number of attributes in key schema must match the number of attributes defined in attribute definitions.',
      ),
      OTHER_TABLE_WORDS,
    ),
  ),
  refusal(
    'table-24',
    'a RANGE key alone',
    create({ KeySchema: [key('pk', 'RANGE')] }),
    invalid('Invalid KeySchema: The first KeySchemaElement is not a HASH key type'),
    onLocal(
      invalid('No Hash Key specified in schema.  All Dynamo DB tables must have exactly one hash key'),
      OTHER_TABLE_WORDS,
    ),
  ),
  refusal(
    'table-25',
    'two HASH keys',
    create({ AttributeDefinitions: [attribute('pk'), attribute('sk')], KeySchema: [key('pk'), key('sk')] }),
    invalid('Invalid KeySchema: The second KeySchemaElement is not a RANGE key type'),
    onLocal(
      invalid('Too many hash keys specified.  All Dynamo DB tables must have exactly one hash key'),
      OTHER_TABLE_WORDS,
    ),
  ),
  refusal(
    'table-27',
    'three keys',
    create({ ...sorted, KeySchema: [key('pk'), key('sk', 'RANGE'), key('r', 'RANGE')] }),
    invalid(
      /^1 validation error detected: Value '\[.+' at 'keySchema' failed to satisfy constraint: Member must have length less than or equal to 2$/,
    ),
    onLocal(
      invalid('Key Schema too big.  Key Schema must at most consist of the hash and range key of a table'),
      OWN_CONSTRAINT_WORDS,
    ),
  ),
  refusal(
    'table-28',
    'a key of type L',
    create({ AttributeDefinitions: [attribute('pk', 'L')] }),
    invalid(
      "1 validation error detected: Value 'L' at 'attributeDefinitions.1.member.attributeType' failed to satisfy constraint: Member must satisfy enum value set: [B, N, S]",
    ),
    onLocal(invalid('Member must satisfy enum value set: [B, N, S]'), OWN_CONSTRAINT_WORDS),
  ),
  refusal(
    'table-29',
    'a name of two characters',
    create({ TableName: 'ab' }),
    invalid(
      "1 validation error detected: Value 'ab' at 'tableName' failed to satisfy constraint: Member must have length greater than or equal to 3",
    ),
    onLocal(
      invalid(
        "Invalid table/index name.  Table/index names must be between 3 and 255 characters long, and may contain only the characters a-z, A-Z, 0-9, '_', '-', and '.'",
      ),
      OWN_CONSTRAINT_WORDS,
    ),
  ),
  refusal(
    'table-30',
    'a name with a blank',
    create({ TableName: 'with blank' }),
    invalid(
      "1 validation error detected: Value 'with blank' at 'tableName' failed to satisfy constraint: Member must satisfy regular expression pattern: [a-zA-Z0-9_.-]+",
    ),
    onLocal(
      invalid(
        "Invalid table/index name.  Table/index names must be between 3 and 255 characters long, and may contain only the characters a-z, A-Z, 0-9, '_', '-', and '.'",
      ),
      OWN_CONSTRAINT_WORDS,
    ),
  ),
  refusal(
    'table-31',
    'no throughput for a provisioned table',
    create({ BillingMode: 'PROVISIONED' }),
    invalid(
      'One or more parameter values were invalid: ReadCapacityUnits and WriteCapacityUnits must both be specified when BillingMode is PROVISIONED',
    ),
    onLocal(invalid('No provisioned throughput specified for the table'), OTHER_TABLE_WORDS),
  ),
  none(
    'table-32',
    'throughput for an on-demand table',
    step(
      'CreateTable',
      create({ ProvisionedThroughput: { ReadCapacityUnits: 1, WriteCapacityUnits: 1 } }),
      invalid(
        'One or more parameter values were invalid: Neither ReadCapacityUnits nor WriteCapacityUnits can be specified when BillingMode is PAY_PER_REQUEST',
      ),
      onLocal(returnsAtLeast({}), LENIENT),
    ),
    step(
      'DeleteTable',
      { TableName: NAME },
      refuses(
        'ResourceNotFoundException',
        'Requested resource not found: Table: conformance-table not found',
      ),
      onLocal(returnsAtLeast({}), LENIENT),
    ),
  ),
  refusal(
    'table-33',
    'a local index without a sort key of the table',
    create({
      AttributeDefinitions: [attribute('pk'), attribute('r')],
      LocalSecondaryIndexes: [lsi('local-r', 'r')],
    }),
    invalid(
      'One or more parameter values were invalid: Table KeySchema does not have a range key, which is required when specifying a LocalSecondaryIndex',
    ),
    onLocal(
      invalid('Local Secondary indices are not allowed on hash tables, only hash and range tables'),
      OTHER_TABLE_WORDS,
    ),
  ),
  refusal(
    'table-34',
    'a local index with another partition key',
    create({
      ...sorted,
      LocalSecondaryIndexes: [{ ...lsi('local-r', 'r'), KeySchema: [key('sk'), key('r', 'RANGE')] }],
    }),
    invalid(
      'One or more parameter values were invalid: Index KeySchema does not have the same leading hash key as table KeySchema for index: local-r. index hash key: sk, table hash key: pk',
    ),
    onLocal(
      invalid('Local Secondary indices must have the same hash key as the main table'),
      OTHER_TABLE_WORDS,
    ),
  ),
  refusal(
    'table-35',
    'a local index without its own sort key',
    create({
      ...sorted,
      AttributeDefinitions: [attribute('pk'), attribute('sk')],
      LocalSecondaryIndexes: [{ ...lsi('local-r', 'r'), KeySchema: [key('pk')] }],
    }),
    invalid(
      'One or more parameter values were invalid: Index KeySchema does not have a range key for index: local-r',
    ),
    onLocal(invalid('Local secondary indices must have a range key'), OTHER_TABLE_WORDS),
  ),
  refusal(
    'table-36',
    'an index key that is not defined',
    create({ GlobalSecondaryIndexes: [gsi('by-x', 'x')] }),
    invalid(
      'One or more parameter values were invalid: Some index key attributes are not defined in AttributeDefinitions. Keys: [x], AttributeDefinitions: [pk]',
    ),
    onLocal(
      invalid('Global Secondary Index hash key not specified in Attribute Definitions.Type unknown.'),
      OTHER_TABLE_WORDS,
    ),
  ),
  refusal(
    'table-37',
    'two indexes of one name',
    create({ ...sorted, GlobalSecondaryIndexes: [gsi('by-r', 'r'), gsi('by-r', 'sk')] }),
    invalid('One or more parameter values were invalid: Duplicate index name: by-r'),
    onLocal(invalid('Two global secondary indices have the same name'), OTHER_TABLE_WORDS),
  ),
  refusal(
    'table-38',
    'an index without a projection',
    create({
      AttributeDefinitions: [attribute('pk'), attribute('r')],
      GlobalSecondaryIndexes: [{ IndexName: 'by-r', KeySchema: [key('r')] }],
    }),
    invalid(
      "1 validation error detected: Value null at 'globalSecondaryIndexes.1.member.projection' failed to satisfy constraint: Member must not be null",
    ),
    onLocal(invalid('Indexes must have a projection specified'), OWN_CONSTRAINT_WORDS),
  ),
  refusal(
    'table-39',
    'INCLUDE without attributes',
    create({
      AttributeDefinitions: [attribute('pk'), attribute('r')],
      GlobalSecondaryIndexes: [gsi('by-r', 'r', { Projection: { ProjectionType: 'INCLUDE' } })],
    }),
    invalid(
      'One or more parameter values were invalid: ProjectionType is INCLUDE, but NonKeyAttributes is not specified',
    ),
    onLocal(
      invalid(
        'If Projection type INCLUDE is specified, some non-key attributes to include in the projection must be specified as well',
      ),
      OTHER_TABLE_WORDS,
    ),
  ),
  refusal(
    'table-40',
    'KEYS_ONLY with attributes',
    create({
      AttributeDefinitions: [attribute('pk'), attribute('r')],
      GlobalSecondaryIndexes: [
        gsi('by-r', 'r', { Projection: { ProjectionType: 'KEYS_ONLY', NonKeyAttributes: ['a'] } }),
      ],
    }),
    invalid(
      'One or more parameter values were invalid: ProjectionType is KEYS_ONLY, but NonKeyAttributes is specified',
    ),
    onLocal(
      invalid('No attributes should be specified to be projected unless projection type is INCLUDE'),
      OTHER_TABLE_WORDS,
    ),
  ),
  refusal(
    'table-41',
    'an empty list of indexes',
    create({ GlobalSecondaryIndexes: [] }),
    invalid('One or more parameter values were invalid: List of GlobalSecondaryIndexes is empty'),
    onLocal(invalid('GSI list is empty/invalid'), OTHER_TABLE_WORDS),
  ),
  refusal(
    'table-42',
    '21 global indexes',
    create({
      AttributeDefinitions: [attribute('pk'), attribute('r')],
      GlobalSecondaryIndexes: Array.from({ length: 21 }, (_, index) => gsi(`by-r-${index}`, 'r')),
    }),
    invalid(
      'One or more parameter values were invalid: GlobalSecondaryIndex count exceeds the per-table limit of 20',
    ),
    onLocal(invalid('GlobalSecondaryIndex count exceeds the per-table limit'), OTHER_TABLE_WORDS),
  ),
  refusal(
    'table-43',
    'six local indexes',
    create({
      ...sorted,
      LocalSecondaryIndexes: Array.from({ length: 6 }, (_, index) => lsi(`local-${index}`, 'r')),
    }),
    invalid(
      'One or more parameter values were invalid: Number of LocalSecondaryIndexes exceeds per-table limit of 5',
    ),
    onLocal(invalid('Cannot have more than 5 local secondary indexes per table'), OTHER_TABLE_WORDS),
  ),
  none(
    'table-60',
    'describe a table that does not exist',
    step(
      'DescribeTable',
      { TableName: 'conformance-missing' },
      refuses(
        'ResourceNotFoundException',
        'Requested resource not found: Table: conformance-missing not found',
      ),
      onLocal(
        refuses('ResourceNotFoundException', 'Cannot do operations on a non-existent table'),
        OTHER_NOT_FOUND,
      ),
    ),
  ),
  none(
    'table-61',
    'delete a table that does not exist',
    step(
      'DeleteTable',
      { TableName: 'conformance-missing' },
      refuses(
        'ResourceNotFoundException',
        'Requested resource not found: Table: conformance-missing not found',
      ),
      onLocal(
        refuses('ResourceNotFoundException', 'Cannot do operations on a non-existent table'),
        OTHER_NOT_FOUND,
      ),
    ),
  ),
  none(
    'table-62',
    'time to live of a table that does not exist',
    step(
      'DescribeTimeToLive',
      { TableName: 'conformance-missing' },
      refuses(
        'ResourceNotFoundException',
        'Requested resource not found: Table: conformance-missing not found',
      ),
      onLocal(
        refuses('ResourceNotFoundException', 'Cannot do operations on a non-existent table'),
        OTHER_NOT_FOUND,
      ),
    ),
  ),
  none(
    'table-63',
    'time to live set on a table that does not exist',
    step(
      'UpdateTimeToLive',
      {
        TableName: 'conformance-missing',
        TimeToLiveSpecification: { AttributeName: 'expires', Enabled: true },
      },
      refuses(
        'ResourceNotFoundException',
        'Requested resource not found: Table: conformance-missing not found',
      ),
      onLocal(
        refuses('ResourceNotFoundException', 'Cannot do operations on a non-existent table'),
        OTHER_NOT_FOUND,
      ),
    ),
  ),
  plain(
    'table-64',
    'time to live switched off where it is off',
    step(
      'UpdateTimeToLive',
      { TableName: PLAIN, TimeToLiveSpecification: { AttributeName: 'expires', Enabled: false } },
      invalid('TimeToLive is already disabled'),
    ),
  ),
  plain(
    'table-65',
    'time to live switched on twice',
    step(
      'UpdateTimeToLive',
      { TableName: PLAIN, TimeToLiveSpecification: { AttributeName: 'expires', Enabled: true } },
      returns({ TimeToLiveSpecification: { Enabled: true, AttributeName: 'expires' } }),
    ),
    step(
      'UpdateTimeToLive',
      { TableName: PLAIN, TimeToLiveSpecification: { AttributeName: 'expires', Enabled: true } },
      invalid('TimeToLive is already enabled'),
    ),
  ),
  plain(
    'table-66',
    'time to live with an empty attribute name',
    step(
      'UpdateTimeToLive',
      { TableName: PLAIN, TimeToLiveSpecification: { AttributeName: '', Enabled: true } },
      invalid(
        "1 validation error detected: Value '' at 'timeToLiveSpecification.attributeName' failed to satisfy constraint: Member must have length greater than or equal to 1",
      ),
      onLocal(
        invalid(
          'Names of key attributes and attributes projected into an index must be between 1 and 255 characters, inclusive',
        ),
        OWN_CONSTRAINT_WORDS,
      ),
    ),
  ),
  none(
    'table-67',
    'ListTables with a Limit of 0',
    step(
      'ListTables',
      { Limit: 0 },
      invalid(
        "1 validation error detected: Value '0' at 'limit' failed to satisfy constraint: Member must have value greater than or equal to 1",
      ),
      onLocal(invalid('Limit must be greater than or equal to 1'), OWN_CONSTRAINT_WORDS),
    ),
  ),
  none(
    'table-68',
    'ListTables with a Limit of 101',
    step(
      'ListTables',
      { Limit: 101 },
      invalid(
        "1 validation error detected: Value '101' at 'limit' failed to satisfy constraint: Member must have value less than or equal to 100",
      ),
      onLocal(invalid('Limit in ListTables must be <= 100'), OWN_CONSTRAINT_WORDS),
    ),
  ),
  none(
    'table-69',
    'delete without a name',
    step(
      'DeleteTable',
      {},
      invalid("The parameter 'TableName' is required but was not present in the request"),
      onLocal(
        invalid(
          "Invalid table/index name.  Table/index names must be between 3 and 255 characters long, and may contain only the characters a-z, A-Z, 0-9, '_', '-', and '.'",
        ),
        OWN_CONSTRAINT_WORDS,
      ),
    ),
  ),
]
