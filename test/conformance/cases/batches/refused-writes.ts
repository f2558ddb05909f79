import { item, strings } from '../../attribute-values.ts'
import { names, plain } from '../../case-makers.ts'
import { type ConformanceCase, invalid, onLocal, refuses, returns, step } from '../../conformance-case.ts'
import { LESS_DETAIL, OTHER_NOT_FOUND, OWN_CONSTRAINT_WORDS } from '../../local-reasons.ts'
import { PLAIN } from '../../tables.ts'
import { deletes, puts, write } from './batch-requests.ts'

export const refusedBatchWriteCases: readonly ConformanceCase[] = [
  plain(
    'batch-30',
    '26 writes',
    step(
      'BatchWriteItem',
      write(puts(...names(26))),
      invalid(
        /^1 validation error detected: Value '\{.+' at 'requestItems' failed to satisfy constraint: Map value must satisfy constraint: \[Member must have length less than or equal to 25, Member must have length greater than or equal to 1\]$/s,
      ),
      onLocal(invalid('Too many items requested for the BatchWriteItem call'), OWN_CONSTRAINT_WORDS),
    ),
  ),
  plain(
    'batch-31',
    'no requests',
    step(
      'BatchWriteItem',
      { RequestItems: {} },
      invalid('The requestItems parameter is required for BatchWriteItem'),
      onLocal(invalid('BatchWriteItem cannot have a null or no requests set'), OWN_CONSTRAINT_WORDS),
    ),
  ),
  plain(
    'batch-32',
    'no requests for a table',
    step(
      'BatchWriteItem',
      write([]),
      invalid(
        /^1 validation error detected: Value '\{.+' at 'requestItems' failed to satisfy constraint: Map value must satisfy constraint: \[Member must have length less than or equal to 25, Member must have length greater than or equal to 1\]$/s,
      ),
      onLocal(
        invalid('The batch write request list for a table cannot be null or empty: conformance-plain'),
        OWN_CONSTRAINT_WORDS,
      ),
    ),
  ),
  plain(
    'batch-33',
    'one item put twice',
    step('BatchWriteItem', write(puts('a', 'a')), invalid('Provided list of item keys contains duplicates')),
  ),
  plain(
    'batch-34',
    'one item put and deleted',
    step(
      'BatchWriteItem',
      write([...puts('a'), ...deletes('a')]),
      invalid('Provided list of item keys contains duplicates'),
    ),
  ),
  plain(
    'batch-35',
    'a request that is neither put nor delete',
    step(
      'BatchWriteItem',
      write([{}]),
      invalid(
        'Supplied AttributeValue has more than one datatypes set, must contain exactly one of the supported datatypes',
      ),
    ),
  ),
  plain(
    'batch-36',
    'a request that is both put and delete',
    step(
      'BatchWriteItem',
      write([{ ...puts('a')[0], ...deletes('b')[0] }]),
      invalid(
        'Supplied AttributeValue has more than one datatypes set, must contain exactly one of the supported datatypes',
      ),
    ),
  ),
  plain(
    'batch-37',
    'a table that does not exist',
    step(
      'BatchWriteItem',
      { RequestItems: { 'conformance-missing': puts('a') } },
      refuses('ResourceNotFoundException', 'Requested resource not found'),
      onLocal(
        refuses('ResourceNotFoundException', 'Cannot do operations on a non-existent table'),
        OTHER_NOT_FOUND,
      ),
    ),
  ),
  plain(
    'batch-38',
    'an item without its key',
    step(
      'BatchWriteItem',
      write([{ PutRequest: { Item: item({ v: 1 }) } }]),
      invalid('The provided key element does not match the schema'),
      onLocal(invalid('One of the required keys was not given a value'), LESS_DETAIL),
    ),
  ),
  plain(
    'batch-39',
    'a key with one attribute too many',
    step(
      'BatchWriteItem',
      write([{ DeleteRequest: { Key: item({ pk: 'a', x: 1 }) } }]),
      invalid('The provided key element does not match the schema'),
      onLocal(invalid('The number of conditions on the keys is invalid'), LESS_DETAIL),
    ),
  ),
  plain(
    'batch-40',
    'a key of the wrong type',
    step(
      'BatchWriteItem',
      write([{ DeleteRequest: { Key: item({ pk: 1 }) } }]),
      invalid('The provided key element does not match the schema'),
      onLocal(invalid('One or more parameter values were invalid: Type mismatch for key'), LESS_DETAIL),
    ),
  ),
  plain(
    'batch-41',
    'nothing is written when one request is invalid',
    step(
      'BatchWriteItem',
      write([...puts('a'), { PutRequest: { Item: item({ v: 1 }) } }]),
      invalid('The provided key element does not match the schema'),
      onLocal(invalid('One of the required keys was not given a value'), LESS_DETAIL),
    ),
    step('Scan', { TableName: PLAIN, Select: 'COUNT' }, returns({ Count: 0, ScannedCount: 0 })),
  ),
  plain(
    'batch-42',
    'an item above 400 KB',
    step(
      'BatchWriteItem',
      write([{ PutRequest: { Item: item({ pk: 'a', v: 'x'.repeat(409_600) }) } }]),
      invalid('Item size has exceeded the maximum allowed size'),
    ),
  ),
  plain(
    'batch-43',
    'an empty set',
    step(
      'BatchWriteItem',
      write([{ PutRequest: { Item: item({ pk: 'a', v: strings() }) } }]),
      invalid('One or more parameter values were invalid: An string set  may not be empty'),
    ),
  ),
  plain(
    'batch-44',
    'an empty key value',
    step(
      'BatchWriteItem',
      write(puts('')),
      invalid(
        'One or more parameter values are not valid. The AttributeValue for a key attribute cannot contain an empty string value. Key: pk',
      ),
    ),
  ),
]
