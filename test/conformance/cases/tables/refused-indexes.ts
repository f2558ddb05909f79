import { violation } from '../../common-refusals.ts'
import { type ConformanceCase, invalid, onLocal, returnsAtLeast } from '../../conformance-case.ts'
import { LENIENT, OTHER_TABLE_WORDS, OWN_CONSTRAINT_WORDS } from '../../local-reasons.ts'
import { attribute, create, gsi, key, lsi, refusal, sorted } from './requests.ts'

export const refusedTableIndexCases: readonly ConformanceCase[] = [
  refusal(
    'a local index without a sort key of the table',
    create({
      AttributeDefinitions: [attribute('pk'), attribute('r')],
      LocalSecondaryIndexes: [lsi('local-r', 'r')],
    }),
    invalid(
      'One or more parameter values were invalid: Table KeySchema does not have a range key, which is ' +
        'required when specifying a LocalSecondaryIndex',
      onLocal(
        'Local Secondary indices are not allowed on hash tables, only hash and range tables',
        OTHER_TABLE_WORDS,
      ),
    ),
  ),
  refusal(
    'a local index with another partition key',
    create({
      ...sorted,
      LocalSecondaryIndexes: [{ ...lsi('local-r', 'r'), KeySchema: [key('sk'), key('r', 'RANGE')] }],
    }),
    invalid(
      'One or more parameter values were invalid: Index KeySchema does not have the same leading hash ' +
        'key as table KeySchema for index: local-r. index hash key: sk, table hash key: pk',
      onLocal('Local Secondary indices must have the same hash key as the main table', OTHER_TABLE_WORDS),
    ),
  ),
  refusal(
    'a local index without its own sort key',
    create({
      ...sorted,
      AttributeDefinitions: [attribute('pk'), attribute('sk')],
      LocalSecondaryIndexes: [{ ...lsi('local-r', 'r'), KeySchema: [key('pk')] }],
    }),
    invalid(
      'One or more parameter values were invalid: Index KeySchema does not have a range key for index: ' +
        'local-r',
      onLocal('Local secondary indices must have a range key', OTHER_TABLE_WORDS),
    ),
  ),
  refusal(
    'an index key that is not defined',
    create({ GlobalSecondaryIndexes: [gsi('by-x', 'x')] }),
    invalid(
      'One or more parameter values were invalid: Some index key attributes are not defined in ' +
        'AttributeDefinitions. Keys: [x], AttributeDefinitions: [pk]',
      onLocal(
        'Global Secondary Index hash key not specified in Attribute Definitions.Type unknown.',
        OTHER_TABLE_WORDS,
      ),
    ),
  ),
  refusal(
    'two indexes of one name',
    create({ ...sorted, GlobalSecondaryIndexes: [gsi('by-r', 'r'), gsi('by-r', 'sk')] }),
    invalid(
      'One or more parameter values were invalid: Duplicate index name: by-r',
      onLocal('Two global secondary indices have the same name', OTHER_TABLE_WORDS),
    ),
  ),
  refusal(
    'an index without a projection',
    create({
      AttributeDefinitions: [attribute('pk'), attribute('r')],
      GlobalSecondaryIndexes: [{ IndexName: 'by-r', KeySchema: [key('r')] }],
    }),
    violation(
      'null',
      'globalSecondaryIndexes.1.member.projection',
      'not be null',
      onLocal('Indexes must have a projection specified', OWN_CONSTRAINT_WORDS),
    ),
  ),
  refusal(
    'INCLUDE without attributes',
    create({
      AttributeDefinitions: [attribute('pk'), attribute('r')],
      GlobalSecondaryIndexes: [gsi('by-r', 'r', { Projection: { ProjectionType: 'INCLUDE' } })],
    }),
    invalid(
      'One or more parameter values were invalid: ProjectionType is INCLUDE, but NonKeyAttributes is not ' +
        'specified',
      onLocal(
        'If Projection type INCLUDE is specified, some non-key attributes to include in the projection ' +
          'must be specified as well',
        OTHER_TABLE_WORDS,
      ),
    ),
  ),
  refusal(
    'KEYS_ONLY with attributes',
    create({
      AttributeDefinitions: [attribute('pk'), attribute('r')],
      GlobalSecondaryIndexes: [
        gsi('by-r', 'r', { Projection: { ProjectionType: 'KEYS_ONLY', NonKeyAttributes: ['a'] } }),
      ],
    }),
    invalid(
      'One or more parameter values were invalid: ProjectionType is KEYS_ONLY, but NonKeyAttributes is ' +
        'specified',
      onLocal(
        'No attributes should be specified to be projected unless projection type is INCLUDE',
        OTHER_TABLE_WORDS,
      ),
    ),
  ),
  refusal(
    'an empty list of indexes',
    create({ GlobalSecondaryIndexes: [] }),
    invalid(
      'One or more parameter values were invalid: List of GlobalSecondaryIndexes is empty',
      onLocal('GSI list is empty/invalid', OTHER_TABLE_WORDS),
    ),
  ),
  refusal(
    '21 global indexes',
    create({
      AttributeDefinitions: [attribute('pk'), attribute('r')],
      GlobalSecondaryIndexes: Array.from({ length: 21 }, (_, index) => gsi(`by-r-${index}`, 'r')),
    }),
    invalid(
      'One or more parameter values were invalid: GlobalSecondaryIndex count exceeds the per-table limit ' +
        'of 20',
      onLocal('GlobalSecondaryIndex count exceeds the per-table limit', OTHER_TABLE_WORDS),
    ),
  ),
  refusal(
    'six local indexes',
    create({
      ...sorted,
      LocalSecondaryIndexes: Array.from({ length: 6 }, (_, index) => lsi(`local-${index}`, 'r')),
    }),
    invalid(
      'One or more parameter values were invalid: Number of LocalSecondaryIndexes exceeds per-table ' +
        'limit of 5',
      onLocal('Cannot have more than 5 local secondary indexes per table', OTHER_TABLE_WORDS),
    ),
  ),
  refusal(
    'ALL with attributes',
    create({
      AttributeDefinitions: [attribute('pk'), attribute('r')],
      GlobalSecondaryIndexes: [
        gsi('by-r', 'r', { Projection: { ProjectionType: 'ALL', NonKeyAttributes: ['a'] } }),
      ],
    }),
    invalid(
      'One or more parameter values were invalid: ProjectionType is ALL, but NonKeyAttributes is specified',
      onLocal(
        'No attributes should be specified to be projected unless projection type is INCLUDE',
        OTHER_TABLE_WORDS,
      ),
    ),
  ),
  refusal(
    'capacity of an index on demand',
    create({
      AttributeDefinitions: [attribute('pk'), attribute('r')],
      GlobalSecondaryIndexes: [
        gsi('by-r', 'r', { ProvisionedThroughput: { ReadCapacityUnits: 1, WriteCapacityUnits: 1 } }),
      ],
    }),
    invalid(
      'One or more parameter values were invalid: ProvisionedThroughput should not be specified for ' +
        'index: by-r when BillingMode is PAY_PER_REQUEST',
      onLocal(returnsAtLeast({}), LENIENT),
    ),
  ),
]
