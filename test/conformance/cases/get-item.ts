import { item } from '../attribute-values.ts'
import { casesOf, plain, sorted, storedItem } from '../case-makers.ts'
import {
  type ConformanceCase,
  type Input,
  invalid,
  onLocal,
  refuses,
  returns,
  step,
} from '../conformance-case.ts'
import { LESS_DETAIL, OTHER_NOT_FOUND, OWN_CONSTRAINT_WORDS } from '../local-reasons.ts'
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
  plain(
    'get-01',
    'no item: no Item',
    step('GetItem', { TableName: PLAIN, Key: item({ pk: 'a' }) }, returns()),
  ),
  plain(
    'get-02',
    'eventually consistent unless asked',
    given,
    step(
      'GetItem',
      { TableName: PLAIN, Key: item({ pk: 'a' }), ReturnConsumedCapacity: 'TOTAL' },
      returns({
        Item: item({
          pk: 'a',
          'dotted.name': 2,
          n: 5,
          'odd name': 1,
          s: 'text',
          things: [1, 'two', { deep: ['x', 'y'] }, 'four'],
          tree: { branch: { leaf: 'v', other: 'w' }, n: 7 },
        }),
        ConsumedCapacity: { TableName: 'conformance-plain', CapacityUnits: 0.5 },
      }),
    ),
    step(
      'GetItem',
      { TableName: PLAIN, Key: item({ pk: 'a' }), ConsistentRead: true, ReturnConsumedCapacity: 'TOTAL' },
      returns({
        Item: item({
          pk: 'a',
          'dotted.name': 2,
          n: 5,
          'odd name': 1,
          s: 'text',
          things: [1, 'two', { deep: ['x', 'y'] }, 'four'],
          tree: { branch: { leaf: 'v', other: 'w' }, n: 7 },
        }),
        ConsumedCapacity: { TableName: 'conformance-plain', CapacityUnits: 1 },
      }),
    ),
  ),
  projection('get-03', 'one attribute', project('s'), returns({ Item: item({ s: 'text' }) })),
  projection(
    'get-04',
    'several attributes, one of them absent',
    project('s, n, absent'),
    returns({ Item: item({ n: 5, s: 'text' }) }),
  ),
  projection('get-05', 'nothing that is there', project('absent'), returns({ Item: item({}) })),
  projection(
    'get-06',
    'a nested path keeps its place',
    project('tree.branch.leaf'),
    returns({ Item: item({ tree: { branch: { leaf: 'v' } } }) }),
  ),
  projection(
    'get-07',
    'two paths in one map',
    project('tree.branch.leaf, tree.n'),
    returns({ Item: item({ tree: { branch: { leaf: 'v' }, n: 7 } }) }),
  ),
  projection(
    'get-08',
    'list elements close up',
    project('things[3], things[0]'),
    returns({ Item: item({ things: [1, 'four'] }) }),
  ),
  projection(
    'get-09',
    'a path inside a list element',
    project('things[2].deep[1]'),
    returns({ Item: item({ things: [{ deep: ['y'] }] }) }),
  ),
  projection(
    'get-10',
    'a list index beyond the end',
    project('things[9], s'),
    returns({ Item: item({ s: 'text' }) }),
  ),
  projection(
    'get-11',
    'names through placeholders',
    project('#o, #d, #t.#i', { '#o': 'odd name', '#d': 'dotted.name', '#t': 'tree', '#i': 'branch' }),
    returns({ Item: item({ 'dotted.name': 2, 'odd name': 1, tree: { branch: { leaf: 'v', other: 'w' } } }) }),
  ),
  projection('get-12', 'the key among them', project('pk'), returns({ Item: item({ pk: 'a' }) })),
  projection('get-13', 'a path through a scalar', project('s.x, n[0]'), returns({ Item: item({}) })),

  plain(
    'get-30',
    'a key of the wrong type',
    step(
      'GetItem',
      { TableName: PLAIN, Key: item({ pk: 1 }) },
      invalid('The provided key element does not match the schema'),
      onLocal(invalid('One or more parameter values were invalid: Type mismatch for key'), LESS_DETAIL),
    ),
  ),
  plain(
    'get-31',
    'a key of another name',
    step(
      'GetItem',
      { TableName: PLAIN, Key: item({ other: 'a' }) },
      invalid('The provided key element does not match the schema'),
      onLocal(invalid('One of the required keys was not given a value'), LESS_DETAIL),
    ),
  ),
  plain(
    'get-32',
    'a key with one attribute too many',
    step(
      'GetItem',
      { TableName: PLAIN, Key: item({ pk: 'a', sk: 'b' }) },
      invalid('The provided key element does not match the schema'),
      onLocal(invalid('The number of conditions on the keys is invalid'), LESS_DETAIL),
    ),
  ),
  sorted(
    'get-33',
    'a key without the sort key',
    step(
      'GetItem',
      { TableName: SORTED, Key: item({ pk: 'a' }) },
      invalid('The provided key element does not match the schema'),
      onLocal(invalid('The number of conditions on the keys is invalid'), LESS_DETAIL),
    ),
  ),
  plain(
    'get-34',
    'an empty key map',
    step(
      'GetItem',
      { TableName: PLAIN, Key: {} },
      invalid('The provided key element does not match the schema'),
      onLocal(invalid('The number of conditions on the keys is invalid'), LESS_DETAIL),
    ),
  ),
  plain(
    'get-35',
    'an empty key value',
    step(
      'GetItem',
      { TableName: PLAIN, Key: item({ pk: '' }) },
      invalid(
        'One or more parameter values are not valid. The AttributeValue for a key attribute cannot contain an empty string value. Key: pk',
      ),
    ),
  ),
  plain(
    'get-36',
    'no key',
    step(
      'GetItem',
      { TableName: PLAIN },
      invalid(
        "1 validation error detected: Value null at 'key' failed to satisfy constraint: Member must not be null",
      ),
      onLocal(invalid('Cannot have null key for GetItem, DeleteItem, or UpdateItem'), OWN_CONSTRAINT_WORDS),
    ),
  ),
  plain(
    'get-37',
    'a table that does not exist',
    step(
      'GetItem',
      { TableName: 'conformance-missing', Key: item({ pk: 'a' }) },
      refuses('ResourceNotFoundException', 'Requested resource not found'),
      onLocal(
        refuses('ResourceNotFoundException', 'Cannot do operations on a non-existent table'),
        OTHER_NOT_FOUND,
      ),
    ),
  ),
  projection(
    'get-38',
    'a reserved word',
    project('name'),
    invalid('Invalid ProjectionExpression: Attribute name is a reserved keyword; reserved keyword: name'),
  ),
  projection(
    'get-39',
    'overlapping paths',
    project('tree, tree.branch'),
    invalid(
      'Invalid ProjectionExpression: Two document paths overlap with each other; must remove or rewrite one of these paths; path one: [tree], path two: [tree, branch]',
    ),
  ),
  projection(
    'get-40',
    'the same path twice',
    project('s, s'),
    invalid(
      'Invalid ProjectionExpression: Two document paths overlap with each other; must remove or rewrite one of these paths; path one: [s], path two: [s]',
    ),
  ),
  projection(
    'get-41',
    'conflicting paths',
    project('tree[0], tree.branch'),
    invalid(
      'Invalid ProjectionExpression: Two document paths conflict with each other; must remove or rewrite one of these paths; path one: [tree, [0]], path two: [tree, branch]',
    ),
  ),
  projection(
    'get-42',
    'a name that is not defined',
    project('#n'),
    invalid(
      'Invalid ProjectionExpression: An expression attribute name used in the document path is not defined; attribute name: #n',
    ),
  ),
  projection(
    'get-43',
    'a name that is not used',
    project('s', { '#n': 'n' }),
    invalid('Value provided in ExpressionAttributeNames unused in expressions: keys: {#n}'),
  ),
  projection(
    'get-44',
    'an empty projection',
    project(''),
    invalid('Invalid ProjectionExpression: The expression can not be empty;'),
  ),
  projection(
    'get-45',
    'a comma at the end',
    project('s,'),
    invalid('Invalid ProjectionExpression: Syntax error; token: "<EOF>", near: ","'),
  ),
  projection(
    'get-46',
    'a value in a projection',
    project(':v'),
    invalid('Invalid ProjectionExpression: Syntax error; token: ":v", near: ":v"'),
  ),
  projection(
    'get-47',
    'a function in a projection',
    project('size(s)'),
    invalid('Invalid ProjectionExpression: Syntax error; token: "(", near: "size(s"'),
  ),
  projection(
    'get-48',
    'a path that ends in a dot',
    project('tree.'),
    invalid('Invalid ProjectionExpression: Syntax error; token: "<EOF>", near: "."'),
  ),
  projection(
    'get-49',
    'an index that is not closed',
    project('things[0'),
    invalid('Invalid ProjectionExpression: Syntax error; token: "<EOF>", near: "0"'),
  ),
  projection(
    'get-50',
    'names without a projection',
    { TableName: PLAIN, Key: item({ pk: 'a' }), ExpressionAttributeNames: { '#n': 'n' } },
    invalid('ExpressionAttributeNames can only be specified when using expressions'),
  ),
  projection(
    'get-51',
    'a name placeholder with a dot in it',
    project('#a.b', { '#a.b': 's' }),
    invalid('ExpressionAttributeNames contains invalid key: Syntax error; key: "#a.b"'),
  ),
  projection(
    'get-52',
    'ReturnConsumedCapacity of another word',
    { TableName: PLAIN, Key: item({ pk: 'a' }), ReturnConsumedCapacity: 'SOME' },
    invalid(
      "1 validation error detected: Value 'SOME' at 'returnConsumedCapacity' failed to satisfy constraint: Member must satisfy enum value set: [INDEXES, TOTAL, NONE]",
    ),
    onLocal(invalid('Cannot have null key for GetItem, DeleteItem, or UpdateItem'), OWN_CONSTRAINT_WORDS),
  ),
  projection(
    'get-53',
    'two names for one attribute',
    project('#a, #b', { '#a': 's', '#b': 's' }),
    invalid(
      'Invalid ProjectionExpression: Two document paths overlap with each other; must remove or rewrite one of these paths; path one: [s], path two: [s]',
    ),
  ),
]
