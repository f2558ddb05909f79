import { item, num } from '../../attribute-values.ts'
import { names, numbered, plain } from '../../case-makers.ts'
import {
  type ConformanceCase,
  invalid,
  onLocal,
  refuses,
  returnsInAnyOrder,
  step,
} from '../../conformance-case.ts'
import { KEYS_BY_TEXT, LESS_DETAIL, OTHER_NOT_FOUND, OWN_CONSTRAINT_WORDS } from '../../local-reasons.ts'
import { NUMBERED } from '../../tables.ts'
import { keysOf, read } from './batch-requests.ts'

export const refusedBatchReadCases: readonly ConformanceCase[] = [
  plain(
    'batch-50',
    '101 keys',
    step(
      'BatchGetItem',
      read({ Keys: keysOf(...names(101)) }),
      invalid(
        /^1 validation error detected: Value '\[.+' at 'requestItems\.conformance-plain\.member\.keys' failed to satisfy constraint: Member must have length less than or equal to 100$/s,
      ),
      onLocal(invalid('Too many items requested for the BatchGetItem call'), OWN_CONSTRAINT_WORDS),
    ),
  ),
  plain(
    'batch-51',
    'no tables',
    step(
      'BatchGetItem',
      { RequestItems: {} },
      invalid('The requestItems parameter is required for BatchGetItem'),
      onLocal(invalid('BatchGetItem must have some requests set'), OWN_CONSTRAINT_WORDS),
    ),
  ),
  plain(
    'batch-52',
    'no keys',
    step(
      'BatchGetItem',
      read({ Keys: [] }),
      invalid(
        "1 validation error detected: Value '[]' at 'requestItems.conformance-plain.member.keys' failed to satisfy constraint: Member must have length greater than or equal to 1",
      ),
      onLocal(
        invalid(
          'The list of keys in RequestItems for BatchGetItem is required: conformance-plain has empty list',
        ),
        OWN_CONSTRAINT_WORDS,
      ),
    ),
  ),
  plain(
    'batch-53',
    'one key twice',
    step(
      'BatchGetItem',
      read({ Keys: keysOf('a', 'a') }),
      invalid('Provided list of item keys contains duplicates'),
    ),
  ),
  plain(
    'batch-54',
    'a table that does not exist',
    step(
      'BatchGetItem',
      { RequestItems: { 'conformance-missing': { Keys: keysOf('a') } } },
      refuses('ResourceNotFoundException', 'Requested resource not found'),
      onLocal(
        refuses('ResourceNotFoundException', 'Cannot do operations on a non-existent table'),
        OTHER_NOT_FOUND,
      ),
    ),
  ),
  plain(
    'batch-55',
    'a key of another name',
    step(
      'BatchGetItem',
      read({ Keys: [item({ x: 'a' })] }),
      invalid('The provided key element does not match the schema'),
      onLocal(invalid('One of the required keys was not given a value'), LESS_DETAIL),
    ),
  ),
  plain(
    'batch-56',
    'a key of the wrong type',
    step(
      'BatchGetItem',
      read({ Keys: [item({ pk: 1 })] }),
      invalid('The provided key element does not match the schema'),
      onLocal(invalid('One or more parameter values were invalid: Type mismatch for key'), LESS_DETAIL),
    ),
  ),
  plain(
    'batch-57',
    'a projection with a reserved word',
    step(
      'BatchGetItem',
      read({ Keys: keysOf('a'), ProjectionExpression: 'name' }),
      invalid('Invalid ProjectionExpression: Attribute name is a reserved keyword; reserved keyword: name'),
    ),
  ),
  plain(
    'batch-58',
    'names without a projection',
    step(
      'BatchGetItem',
      read({ Keys: keysOf('a'), ExpressionAttributeNames: { '#a': 'a' } }),
      invalid('ExpressionAttributeNames can only be specified when using expressions'),
    ),
  ),
  plain(
    'batch-59',
    'a name that is not used',
    step(
      'BatchGetItem',
      read({ Keys: keysOf('a'), ProjectionExpression: 'v', ExpressionAttributeNames: { '#a': 'a' } }),
      invalid('Value provided in ExpressionAttributeNames unused in expressions: keys: {#a}'),
    ),
  ),
  numbered(
    'batch-60',
    'one number key written two ways is one key twice',
    step(
      'BatchGetItem',
      {
        RequestItems: {
          [NUMBERED]: { Keys: [item({ pk: 'a', n: num('1') }), item({ pk: 'a', n: num('1.0') })] },
        },
      },
      invalid('Provided list of item keys contains duplicates'),
      onLocal(
        returnsInAnyOrder({ Responses: { 'conformance-numbered': [] }, UnprocessedKeys: {} }),
        KEYS_BY_TEXT,
      ),
    ),
  ),
]
