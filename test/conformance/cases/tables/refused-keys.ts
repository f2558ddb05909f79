import { INVALID_NAME_ON_LOCAL, violation } from '../../common-refusals.ts'
import {
  type ConformanceCase,
  invalid,
  onLocal,
  refuses,
  returnsAtLeast,
  step,
} from '../../conformance-case.ts'
import { LENIENT, OTHER_TABLE_WORDS, OWN_CONSTRAINT_WORDS } from '../../local-reasons.ts'
import { attribute, create, gsi, key, NAME, none, refusal, sorted } from './requests.ts'

export const refusedTableCases: readonly ConformanceCase[] = [
  refusal(
    'no attribute definitions',
    create({ AttributeDefinitions: [] }),
    invalid(
      'Invalid KeySchema: Some index key attribute have no definition',
      onLocal('Hash Key not specified in Attribute Definitions.  Type unknown.', OTHER_TABLE_WORDS),
    ),
  ),
  refusal(
    'no key',
    create({ KeySchema: [] }),
    violation(
      "'[]'",
      'keySchema',
      'have length greater than or equal to 1',
      onLocal(
        'No Hash Key specified in schema.  All Dynamo DB tables must have exactly one hash key',
        OWN_CONSTRAINT_WORDS,
      ),
    ),
  ),
  refusal(
    'a key that is not defined',
    create({ KeySchema: [key('rest')] }),
    invalid(
      'One or more parameter values were invalid: Some index key attributes are not defined in ' +
        'AttributeDefinitions. Keys: [rest], AttributeDefinitions: [pk]',
      onLocal('Hash Key not specified in Attribute Definitions.  Type unknown.', OTHER_TABLE_WORDS),
    ),
  ),
  refusal(
    'an attribute that is not a key',
    create({ AttributeDefinitions: [attribute('pk'), attribute('extra')] }),
    invalid(
      'One or more parameter values were invalid: Number of attributes in KeySchema does not exactly ' +
        'match number of attributes defined in AttributeDefinitions',
      onLocal(
        'The number of attributes in key schema must match the number of attributes defined in attribute ' +
          'definitions.',
        OTHER_TABLE_WORDS,
      ),
    ),
  ),
  refusal(
    'a RANGE key alone',
    create({ KeySchema: [key('pk', 'RANGE')] }),
    invalid(
      'Invalid KeySchema: The first KeySchemaElement is not a HASH key type',
      onLocal(
        'No Hash Key specified in schema.  All Dynamo DB tables must have exactly one hash key',
        OTHER_TABLE_WORDS,
      ),
    ),
  ),
  refusal(
    'two HASH keys',
    create({ AttributeDefinitions: [attribute('pk'), attribute('sk')], KeySchema: [key('pk'), key('sk')] }),
    invalid(
      'Invalid KeySchema: The second KeySchemaElement is not a RANGE key type',
      onLocal(
        'Too many hash keys specified.  All Dynamo DB tables must have exactly one hash key',
        OTHER_TABLE_WORDS,
      ),
    ),
  ),
  refusal(
    'three keys',
    create({ ...sorted, KeySchema: [key('pk'), key('sk', 'RANGE'), key('r', 'RANGE')] }),
    violation(
      "'[KeySchemaElement(attributeName=pk, keyType=HASH), KeySchemaElement(attributeName=sk, " +
        "keyType=RANGE), KeySchemaElement(attributeName=r, keyType=RANGE)]'",
      'keySchema',
      'have length less than or equal to 2',
      onLocal(
        'Key Schema too big.  Key Schema must at most consist of the hash and range key of a table',
        OWN_CONSTRAINT_WORDS,
      ),
    ),
  ),
  refusal(
    'a key of type L',
    create({ AttributeDefinitions: [attribute('pk', 'L')] }),
    violation(
      "'L'",
      'attributeDefinitions.1.member.attributeType',
      'satisfy enum value set: [B, N, S]',
      onLocal('Member must satisfy enum value set: [B, N, S]', OWN_CONSTRAINT_WORDS),
    ),
  ),
  refusal(
    'a name of two characters',
    create({ TableName: 'ab' }),
    violation("'ab'", 'tableName', 'have length greater than or equal to 3', INVALID_NAME_ON_LOCAL),
  ),
  refusal(
    'a name with a blank',
    create({ TableName: 'with blank' }),
    violation(
      "'with blank'",
      'tableName',
      'satisfy regular expression pattern: [a-zA-Z0-9_.-]+',
      INVALID_NAME_ON_LOCAL,
    ),
  ),
  refusal(
    'no throughput for a provisioned table',
    create({ BillingMode: 'PROVISIONED' }),
    invalid(
      'One or more parameter values were invalid: ReadCapacityUnits and WriteCapacityUnits must both be ' +
        'specified when BillingMode is PROVISIONED',
      onLocal('No provisioned throughput specified for the table', OTHER_TABLE_WORDS),
    ),
  ),
  none(
    'throughput for an on-demand table',
    step(
      'CreateTable',
      create({ ProvisionedThroughput: { ReadCapacityUnits: 1, WriteCapacityUnits: 1 } }),
      invalid(
        'One or more parameter values were invalid: Neither ReadCapacityUnits nor WriteCapacityUnits can ' +
          'be specified when BillingMode is PAY_PER_REQUEST',
        onLocal(returnsAtLeast({}), LENIENT),
      ),
    ),
    step(
      'DeleteTable',
      { TableName: NAME },
      refuses(
        'ResourceNotFoundException',
        'Requested resource not found: Table: conformance-table not found',
        {},
        onLocal(returnsAtLeast({}), LENIENT),
      ),
    ),
  ),
  refusal(
    'a stream of no view',
    create({ StreamSpecification: { StreamEnabled: true } }),
    invalid(
      'One or more parameter values were invalid: Table is being created with a stream enabled, ' +
        'UpdateViewType is required',
      onLocal(
        'Invalid StreamViewType: Stream ViewType must not be null or empty when enabling streams.',
        OTHER_TABLE_WORDS,
      ),
    ),
  ),
  refusal(
    'a view of no stream',
    create({ StreamSpecification: { StreamEnabled: false, StreamViewType: 'NEW_IMAGE' } }),
    invalid(
      'One or more parameter values were invalid: Table is being created with a stream disabled, ' +
        'UpdateViewType should not be specified',
      onLocal(
        'Invalid StreamViewType: Stream StreamEnabled was false but a StreamViewType was present.',
        OTHER_TABLE_WORDS,
      ),
    ),
  ),
  refusal(
    'a view that there is not',
    create({ StreamSpecification: { StreamEnabled: true, StreamViewType: 'NEW' } }),
    violation(
      "'NEW'",
      'streamSpecification.streamViewType',
      'satisfy enum value set: [OLD_IMAGE, KEYS_ONLY, NEW_AND_OLD_IMAGES, NEW_IMAGE]',
      onLocal('Invalid StreamViewType: NEW', OWN_CONSTRAINT_WORDS),
    ),
  ),
  refusal(
    'a stream neither enabled nor disabled',
    create({ StreamSpecification: {} }),
    violation(
      'null',
      'streamSpecification.streamEnabled',
      'not be null',
      onLocal('Stream StreamEnabled was null', OWN_CONSTRAINT_WORDS),
    ),
  ),
  refusal(
    'an attribute that is not a key of table or index',
    create({
      AttributeDefinitions: [attribute('pk'), attribute('r'), attribute('extra')],
      GlobalSecondaryIndexes: [gsi('by-r', 'r')],
    }),
    invalid(
      'One or more parameter values were invalid: Some AttributeDefinitions are not used. ' +
        'AttributeDefinitions: [pk, r, extra], keys used: [pk, r]',
      onLocal(
        'The number of attributes in key schema must match the number of attributes defined in attribute ' +
          'definitions.',
        OTHER_TABLE_WORDS,
      ),
    ),
  ),
  refusal(
    'one attribute for both keys',
    create({
      AttributeDefinitions: [attribute('pk'), attribute('sk')],
      KeySchema: [key('pk'), key('pk', 'RANGE')],
    }),
    invalid(
      'Both the Hash Key and the Range Key element in the KeySchema have the same name',
      onLocal('Two keys can not have the same name', OTHER_TABLE_WORDS),
    ),
  ),
  refusal(
    'an empty name',
    create({ TableName: '' }),
    violation("''", 'tableName', 'have length greater than or equal to 3', INVALID_NAME_ON_LOCAL),
  ),
]
