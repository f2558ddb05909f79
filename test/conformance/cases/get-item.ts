import { item } from '../attribute-values.ts'
import { casesOf, plain, sorted, storedItem } from '../case-makers.ts'
import {
  emptyKey,
  KEY_OF_OTHER_NAME,
  KEY_OF_OTHER_SIZE,
  KEY_OF_OTHER_TYPE,
  NOT_FOUND,
  violation,
} from '../common-refusals.ts'
import { type ConformanceCase, type Input, invalid, onLocal, returns, step } from '../conformance-case.ts'
import { OWN_CONSTRAINT_WORDS } from '../local-reasons.ts'
import { PLAIN, SORTED } from '../tables.ts'

const stored = {
  pk: 'a',
  s: 'text',
  n: 5,
  things: [1, 'two', { deep: ['x', 'y'] }, 'four'],
  tree: { branch: { leaf: 'v', other: 'w' }, n: 7 },
  'odd name': 1,
  'dotted.name': 2,
}
const given = storedItem(PLAIN, stored)
const project = (ProjectionExpression: string, names?: Record<string, string>): Input => ({
  TableName: PLAIN,
  Key: item({ pk: 'a' }),
  ProjectionExpression,
  ...(names && { ExpressionAttributeNames: names }),
})
const projection = casesOf(plain, 'GetItem', given)

export const getItemCases: readonly ConformanceCase[] = [
  plain('no item: no Item', 'GetItem', { TableName: PLAIN, Key: item({ pk: 'a' }) }, returns()),
  plain(
    'eventually consistent unless asked',
    given,
    step(
      'GetItem',
      { TableName: PLAIN, Key: item({ pk: 'a' }), ReturnConsumedCapacity: 'TOTAL' },
      returns({
        Item: item(stored),
        ConsumedCapacity: { TableName: 'conformance-plain', CapacityUnits: 0.5 },
      }),
    ),
    step(
      'GetItem',
      { TableName: PLAIN, Key: item({ pk: 'a' }), ConsistentRead: true, ReturnConsumedCapacity: 'TOTAL' },
      returns({
        Item: item(stored),
        ConsumedCapacity: { TableName: 'conformance-plain', CapacityUnits: 1 },
      }),
    ),
  ),
  plain('a key of the wrong type', 'GetItem', { TableName: PLAIN, Key: item({ pk: 1 }) }, KEY_OF_OTHER_TYPE),
  plain(
    'a key of another name',
    'GetItem',
    { TableName: PLAIN, Key: item({ other: 'a' }) },
    KEY_OF_OTHER_NAME,
  ),
  plain(
    'a key with one attribute too many',
    'GetItem',
    { TableName: PLAIN, Key: item({ pk: 'a', sk: 'b' }) },
    KEY_OF_OTHER_SIZE,
  ),
  sorted(
    'a key without the sort key',
    'GetItem',
    { TableName: SORTED, Key: item({ pk: 'a' }) },
    KEY_OF_OTHER_SIZE,
  ),
  plain('an empty key map', 'GetItem', { TableName: PLAIN, Key: {} }, KEY_OF_OTHER_SIZE),
  plain('an empty key value', 'GetItem', { TableName: PLAIN, Key: item({ pk: '' }) }, emptyKey('pk')),
  plain(
    'no key',
    'GetItem',
    { TableName: PLAIN },
    violation(
      'null',
      'key',
      'not be null',
      onLocal('Cannot have null key for GetItem, DeleteItem, or UpdateItem', OWN_CONSTRAINT_WORDS),
    ),
  ),
  plain(
    'a table that does not exist',
    'GetItem',
    { TableName: 'conformance-missing', Key: item({ pk: 'a' }) },
    NOT_FOUND,
  ),
  projection(
    'a name that is not used',
    project('s', { '#n': 'n' }),
    invalid('Value provided in ExpressionAttributeNames unused in expressions: keys: {#n}'),
  ),
  projection(
    'names without a projection',
    { TableName: PLAIN, Key: item({ pk: 'a' }), ExpressionAttributeNames: { '#n': 'n' } },
    invalid('ExpressionAttributeNames can only be specified when using expressions'),
  ),
  projection(
    'a name placeholder with a dot in it',
    project('#a.b', { '#a.b': 's' }),
    invalid('ExpressionAttributeNames contains invalid key: Syntax error; key: "#a.b"'),
  ),
  projection(
    'ReturnConsumedCapacity of another word',
    { TableName: PLAIN, Key: item({ pk: 'a' }), ReturnConsumedCapacity: 'SOME' },
    violation(
      "'SOME'",
      'returnConsumedCapacity',
      'satisfy enum value set: [INDEXES, TOTAL, NONE]',
      onLocal('Cannot have null key for GetItem, DeleteItem, or UpdateItem', OWN_CONSTRAINT_WORDS),
    ),
  ),
]
