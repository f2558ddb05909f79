import { type ConformanceCase, invalid, onLocal } from '../../conformance-case.ts'
import { OTHER_TABLE_WORDS, OWN_CONSTRAINT_WORDS } from '../../local-reasons.ts'
import { attribute, create, gsi, key, lsi, refusal, sorted } from './requests.ts'

export const refusedTableIndexCases: readonly ConformanceCase[] = [
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
]
