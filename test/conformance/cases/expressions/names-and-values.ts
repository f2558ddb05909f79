import { item, type Plain, strings, Typed } from '../../attribute-values.ts'
import { plain, sorted } from '../../case-makers.ts'
import { type ConformanceCase, invalid } from '../../conformance-case.ts'
import { SORTED } from '../../tables.ts'
import { ofSample } from './sample.ts'

interface Request {
  readonly condition?: string
  readonly update?: string
  readonly names?: Readonly<Record<string, string>>
  readonly values?: Readonly<Record<string, Plain>>
}

const NAMES = 'ExpressionAttributeNames'
const VALUES = 'ExpressionAttributeValues'
const unused = (map: string, keys: string): string =>
  `Value provided in ${map} unused in expressions: keys: {${keys}}`
const badKey = (map: string, key: string): string =>
  `${map} contains invalid key: Syntax error; key: "${key}"`

const refused: readonly (readonly [what: string, request: Request, message: string])[] = [
  ['no names', { names: {}, values: {} }, `${NAMES} must not be empty`],
  ['no values', { names: { '#a': '' }, values: {} }, `${VALUES} must not be empty`],
  ['a name without #, before a name that is empty', { names: { '#a': '', b: 'b' } }, badKey(NAMES, 'b')],
  ['a bare #', { names: { '#': 'a' } }, badKey(NAMES, '#')],
  ['a bare colon', { condition: 'a = :', values: { ':': 1 } }, badKey(VALUES, ':')],
  ['a key with a hyphen', { names: { '#a-b': 'a' } }, badKey(NAMES, '#a-b')],
  [
    'an empty key',
    { values: { '': 1 } },
    `${VALUES} contains invalid key: The expression attribute map contains an empty key;`,
  ],
  [
    'a key of 256 characters for a name',
    { names: { [`#${'a'.repeat(255)}`]: 'a' } },
    `${NAMES} contains invalid key: The expression attribute map contains a key that is too long; size ` +
      `of key: 256`,
  ],
  [
    'a key of 256 characters for a value',
    { values: { [`:${'a'.repeat(255)}`]: 1 } },
    `${VALUES} contains invalid key: The expression attribute map contains a key that is too long;`,
  ],
  [
    'a value without its colon, before a value that is invalid',
    { values: { ':a': new Typed({} as never), b: 1 } },
    badKey(VALUES, 'b'),
  ],
  [
    'an invalid value, before a name that is empty',
    { names: { '#a': '' }, values: { ':a': new Typed({} as never) } },
    `${VALUES} contains invalid value: Supplied AttributeValue is empty, must contain exactly one of the ` +
      `supported datatypes for key :a`,
  ],
  [
    'an empty set, before the expression is read',
    { condition: 'a = :v AND', values: { ':v': strings() } },
    `${VALUES} contains invalid value: One or more parameter values were invalid: An string set  may not ` +
      `be empty for key :v`,
  ],
  [
    'an empty name',
    { names: { '#a': '' } },
    `${NAMES} contains invalid value: Empty attribute name for key #a`,
  ],
  [
    'a name of 65536 bytes',
    { names: { '#a': 'é'.repeat(32_768) } },
    `${NAMES} contains invalid value: Attribute name is too large, must be less than 65536 bytes for key #a`,
  ],
  [
    'unused names, before unused values',
    { condition: '#a = :a', names: { '#a': 'a', '#b': 'b' }, values: { ':a': 1, ':b': 1 } },
    unused(NAMES, '#b'),
  ],
  [
    'an unused value',
    { update: 'SET a = :a', condition: 'b = :b', values: { ':a': 1, ':b': 1, ':c': 1 } },
    unused(VALUES, ':c'),
  ],
  [
    'an undefined value, before unused ones',
    { condition: 'a = :b', values: { ':a': 1 } },
    'Invalid ConditionExpression: An expression attribute value used in expression is not defined; ' +
      'attribute value: :b',
  ],
  [
    'an undefined name beside one that is defined',
    { condition: '#a = #b', names: { '#b': 'b' } },
    'Invalid ConditionExpression: An expression attribute name used in the document path is not defined; ' +
      'attribute name: #a',
  ],
  [
    'an update before a condition',
    { update: 'SET a = :u', condition: 'bad' },
    'Invalid UpdateExpression: An expression attribute value used in expression is not defined; ' +
      'attribute value: :u',
  ],
  [
    'an update function in a condition',
    { update: 'SET a = :v', condition: 'if_not_exists(a, :v) = :v', values: { ':v': 1 } },
    'Invalid ConditionExpression: The function is not allowed in a condition expression; function: ' +
      'if_not_exists',
  ],
]

export const nameAndValueCases: readonly ConformanceCase[] = [
  ...refused.map(([what, { condition = 'a = b', update, names, values }, message]) =>
    plain(
      `a request with ${what}`,
      'UpdateItem',
      {
        ...ofSample,
        ConditionExpression: condition,
        ...(update && { UpdateExpression: update }),
        ...(names && { ExpressionAttributeNames: names }),
        ...(values && { ExpressionAttributeValues: item(values) }),
      },
      invalid(message),
    ),
  ),
  sorted(
    'a filter is checked before a projection',
    'Query',
    {
      TableName: SORTED,
      KeyConditionExpression: 'bad',
      FilterExpression: 'bad',
      ProjectionExpression: 'bad(',
    },
    invalid('Invalid FilterExpression: Syntax error; token: "<EOF>", near: "bad"'),
  ),
  sorted(
    'a projection is checked before a key condition',
    'Query',
    { TableName: SORTED, KeyConditionExpression: 'pk = :u', ProjectionExpression: 'bad(' },
    invalid('Invalid ProjectionExpression: Syntax error; token: "(", near: "bad("'),
  ),
]
