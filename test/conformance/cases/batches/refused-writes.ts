import { item, strings } from '../../attribute-values.ts'
import { names, plain } from '../../case-makers.ts'
import {
  emptyKey,
  KEY_OF_OTHER_NAME,
  KEY_OF_OTHER_SIZE,
  KEY_OF_OTHER_TYPE,
  NOT_FOUND,
  sizeViolation,
} from '../../common-refusals.ts'
import { type ConformanceCase, invalid, onLocal, returns, step } from '../../conformance-case.ts'
import { OWN_CONSTRAINT_WORDS } from '../../local-reasons.ts'
import { PLAIN } from '../../tables.ts'
import { deletes, puts, write } from './batch-requests.ts'

export const refusedBatchWriteCases: readonly ConformanceCase[] = [
  plain(
    '26 writes',
    'BatchWriteItem',
    write(puts(...names(26))),
    sizeViolation(
      `RequestItems.${PLAIN}.member`,
      'have length less than or equal to 25',
      onLocal('Too many items requested for the BatchWriteItem call', OWN_CONSTRAINT_WORDS),
    ),
  ),
  plain(
    'no requests',
    'BatchWriteItem',
    { RequestItems: {} },
    sizeViolation(
      'RequestItems',
      'have length greater than or equal to 1',
      onLocal('BatchWriteItem cannot have a null or no requests set', OWN_CONSTRAINT_WORDS),
    ),
  ),
  plain(
    'no requests for a table',
    'BatchWriteItem',
    write([]),
    sizeViolation(
      `RequestItems.${PLAIN}.member`,
      'have length greater than or equal to 1',
      onLocal(
        'The batch write request list for a table cannot be null or empty: conformance-plain',
        OWN_CONSTRAINT_WORDS,
      ),
    ),
  ),
  plain(
    'one item put twice',
    'BatchWriteItem',
    write(puts('a', 'a')),
    invalid('Provided list of item keys contains duplicates'),
  ),
  plain(
    'one item put and deleted',
    'BatchWriteItem',
    write([...puts('a'), ...deletes('a')]),
    invalid('Provided list of item keys contains duplicates'),
  ),
  plain(
    'a request that is neither put nor delete',
    'BatchWriteItem',
    write([{}]),
    invalid(
      'Supplied AttributeValue has more than one datatypes set, must contain exactly one of the ' +
        'supported datatypes',
    ),
  ),
  plain(
    'a request that is both put and delete',
    'BatchWriteItem',
    write([{ ...puts('a')[0], ...deletes('b')[0] }]),
    invalid(
      'Supplied AttributeValue has more than one datatypes set, must contain exactly one of the ' +
        'supported datatypes',
    ),
  ),
  plain(
    'a table that does not exist',
    'BatchWriteItem',
    { RequestItems: { 'conformance-missing': puts('a') } },
    NOT_FOUND,
  ),
  plain(
    'an item without its key',
    'BatchWriteItem',
    write([{ PutRequest: { Item: item({ v: 1 }) } }]),
    KEY_OF_OTHER_NAME,
  ),
  plain(
    'a key with one attribute too many',
    'BatchWriteItem',
    write([{ DeleteRequest: { Key: item({ pk: 'a', x: 1 }) } }]),
    KEY_OF_OTHER_SIZE,
  ),
  plain(
    'a key of the wrong type',
    'BatchWriteItem',
    write([{ DeleteRequest: { Key: item({ pk: 1 }) } }]),
    KEY_OF_OTHER_TYPE,
  ),
  plain(
    'nothing is written when one request is invalid',
    step(
      'BatchWriteItem',
      write([...puts('a'), { PutRequest: { Item: item({ v: 1 }) } }]),
      KEY_OF_OTHER_NAME,
    ),
    step('Scan', { TableName: PLAIN, Select: 'COUNT' }, returns({ Count: 0, ScannedCount: 0 })),
  ),
  plain(
    'an item above 400 KB',
    'BatchWriteItem',
    write([{ PutRequest: { Item: item({ pk: 'a', v: 'x'.repeat(409_600) }) } }]),
    invalid('Item size has exceeded the maximum allowed size'),
  ),
  plain(
    'an empty set',
    'BatchWriteItem',
    write([{ PutRequest: { Item: item({ pk: 'a', v: strings() }) } }]),
    invalid('One or more parameter values were invalid: An string set  may not be empty'),
  ),
  plain('an empty key value', 'BatchWriteItem', write(puts('')), emptyKey('pk')),
]
