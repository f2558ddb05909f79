import { item, num } from '../../attribute-values.ts'
import { names, numbered, plain } from '../../case-makers.ts'
import {
  INVALID_NAME_ON_LOCAL,
  KEY_OF_OTHER_NAME,
  KEY_OF_OTHER_TYPE,
  NOT_FOUND,
  sizeViolation,
} from '../../common-refusals.ts'
import { type ConformanceCase, invalid, onLocal, returnsInAnyOrder } from '../../conformance-case.ts'
import { KEYS_BY_TEXT, OWN_CONSTRAINT_WORDS } from '../../local-reasons.ts'
import { NUMBERED } from '../../tables.ts'
import { keysOf, read } from './batch-requests.ts'

export const refusedBatchReadCases: readonly ConformanceCase[] = [
  plain(
    '101 keys',
    'BatchGetItem',
    read({ Keys: keysOf(...names(101)) }),
    sizeViolation(
      'RequestItems.conformance-plain.member.Keys',
      'have length less than or equal to 100',
      onLocal('Too many items requested for the BatchGetItem call', OWN_CONSTRAINT_WORDS),
    ),
  ),
  plain(
    'no tables',
    'BatchGetItem',
    { RequestItems: {} },
    sizeViolation(
      'RequestItems',
      'have length greater than or equal to 1',
      onLocal('BatchGetItem must have some requests set', OWN_CONSTRAINT_WORDS),
    ),
  ),
  plain(
    'no keys',
    'BatchGetItem',
    read({ Keys: [] }),
    sizeViolation(
      'RequestItems.conformance-plain.member.Keys',
      'have length greater than or equal to 1',
      onLocal(
        'The list of keys in RequestItems for BatchGetItem is required: conformance-plain has empty list',
        OWN_CONSTRAINT_WORDS,
      ),
    ),
  ),
  plain(
    'one key twice',
    'BatchGetItem',
    read({ Keys: keysOf('a', 'a') }),
    invalid('Provided list of item keys contains duplicates'),
  ),
  plain(
    'a table that does not exist',
    'BatchGetItem',
    { RequestItems: { 'conformance-missing': { Keys: keysOf('a') } } },
    NOT_FOUND,
  ),
  plain('a key of another name', 'BatchGetItem', read({ Keys: [item({ x: 'a' })] }), KEY_OF_OTHER_NAME),
  plain('a key of the wrong type', 'BatchGetItem', read({ Keys: [item({ pk: 1 })] }), KEY_OF_OTHER_TYPE),
  plain(
    'a projection with a reserved word',
    'BatchGetItem',
    read({ Keys: keysOf('a'), ProjectionExpression: 'name' }),
    invalid('Invalid ProjectionExpression: Attribute name is a reserved keyword; reserved keyword: name'),
  ),
  plain(
    'names without a projection',
    'BatchGetItem',
    read({ Keys: keysOf('a'), ExpressionAttributeNames: { '#a': 'a' } }),
    invalid('ExpressionAttributeNames can only be specified when using expressions'),
  ),
  plain(
    'a name that is not used',
    'BatchGetItem',
    read({ Keys: keysOf('a'), ProjectionExpression: 'v', ExpressionAttributeNames: { '#a': 'a' } }),
    invalid('Value provided in ExpressionAttributeNames unused in expressions: keys: {#a}'),
  ),
  numbered(
    'one number key written two ways is one key twice',
    'BatchGetItem',
    {
      RequestItems: {
        [NUMBERED]: { Keys: [item({ pk: 'a', n: num('1') }), item({ pk: 'a', n: num('1.0') })] },
      },
    },
    invalid(
      'Provided list of item keys contains duplicates',
      onLocal(
        returnsInAnyOrder({ Responses: { 'conformance-numbered': [] }, UnprocessedKeys: {} }),
        KEYS_BY_TEXT,
      ),
    ),
  ),
  plain(
    'a table whose name is none',
    'BatchGetItem',
    { RequestItems: { 'no/name': { Keys: keysOf('a') } } },
    invalid(
      `1 validation error detected: Value '{"no/name":{"Keys":[{"pk":{"S":"a"}}]}}' at 'requestItems' ` +
        'failed to satisfy constraint: Map keys must satisfy constraint: [Member must have length ' +
        'less than or equal to 255, Member must have length greater than or equal to 3, ' +
        'Member must satisfy ' +
        'regular expression pattern: [a-zA-Z0-9_.-]+]',
      INVALID_NAME_ON_LOCAL,
    ),
  ),
]
