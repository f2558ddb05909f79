import { item, numbers, type Plain, strings } from '../attribute-values.ts'
import {
  type ConformanceCase,
  casesOn,
  conditionFailed,
  type Expected,
  type Input,
  invalid,
  type LocalDifference,
  onLocal,
  refuses,
  returns,
  step,
} from '../conformance-case.ts'
import { INDEX_KEY_NOT_CHECKED, LESS_DETAIL, OTHER_NOT_FOUND, WHOLE_ATTRIBUTE } from '../local-reasons.ts'
import { INDEXED, PLAIN, SORTED } from '../tables.ts'

const plain = casesOn(PLAIN)
const sorted = casesOn(SORTED)

const stored = {
  pk: 'a',
  s: 'text',
  n: 5,
  ss: strings('x', 'y'),
  ns: numbers('1', '2'),
  things: ['one', 'two', { deep: 'x' }],
  tree: { branch: { leaf: 'v' }, n: 7 },
}
const given = step('PutItem', { TableName: PLAIN, Item: item(stored) }, returns())
const input = (UpdateExpression: string, values?: Record<string, Plain>, more: Input = {}): Input => ({
  TableName: PLAIN,
  Key: item({ pk: 'a' }),
  UpdateExpression,
  ...(values && { ExpressionAttributeValues: item(values) }),
  ReturnValues: 'ALL_NEW',
  ...more,
})
const update = (
  id: string,
  title: string,
  request: Input,
  expected: Expected,
  local?: LocalDifference,
): ConformanceCase => plain(id, title, given, step('UpdateItem', request, expected, local))
const fresh = (
  id: string,
  title: string,
  request: Input,
  expected: Expected,
  local?: LocalDifference,
): ConformanceCase => plain(id, title, step('UpdateItem', request, expected, local))

export const updateItemCases: readonly ConformanceCase[] = [
  fresh(
    'update-01',
    'makes an item that is not there',
    input('SET s = :v', { ':v': 'x' }),
    returns({ Attributes: item({ pk: 'a', s: 'x' }) }),
  ),
  fresh(
    'update-02',
    'makes an item of its key alone without an expression',
    { TableName: PLAIN, Key: item({ pk: 'a' }), ReturnValues: 'ALL_NEW' },
    returns({ Attributes: item({ pk: 'a' }) }),
  ),
  plain(
    'update-03',
    'REMOVE alone on a missing item makes it',
    step('UpdateItem', input('REMOVE s'), returns({ Attributes: item({ pk: 'a' }) })),
    step('GetItem', { TableName: PLAIN, Key: item({ pk: 'a' }) }, returns({ Item: item({ pk: 'a' }) })),
  ),
  update(
    'update-04',
    'SET, REMOVE, ADD and DELETE in one expression',
    input('SET s = :s REMOVE tree ADD n :one DELETE ss :x', { ':s': 'new', ':one': 1, ':x': strings('x') }),
    returns({
      Attributes: item({
        pk: 'a',
        n: 6,
        ns: numbers('1', '2'),
        s: 'new',
        ss: strings('y'),
        things: ['one', 'two', { deep: 'x' }],
      }),
    }),
  ),
  update(
    'update-05',
    'clauses in any order and case',
    input('remove tree add n :one Set s = :s', { ':s': 'new', ':one': 1 }),
    returns({
      Attributes: item({
        pk: 'a',
        n: 6,
        ns: numbers('1', '2'),
        s: 'new',
        ss: strings('x', 'y'),
        things: ['one', 'two', { deep: 'x' }],
      }),
    }),
  ),
  update(
    'update-06',
    'arithmetic',
    input('SET n = n + :two, m = :ten - n', { ':two': 2, ':ten': 10 }),
    returns({
      Attributes: item({
        pk: 'a',
        m: 5,
        n: 7,
        ns: numbers('1', '2'),
        s: 'text',
        ss: strings('x', 'y'),
        things: ['one', 'two', { deep: 'x' }],
        tree: { branch: { leaf: 'v' }, n: 7 },
      }),
    }),
  ),
  update(
    'update-07',
    'operands are those before the update',
    input('SET n = s, s = n'),
    returns({
      Attributes: item({
        pk: 'a',
        n: 'text',
        ns: numbers('1', '2'),
        s: 5,
        ss: strings('x', 'y'),
        things: ['one', 'two', { deep: 'x' }],
        tree: { branch: { leaf: 'v' }, n: 7 },
      }),
    }),
  ),
  update(
    'update-08',
    'if_not_exists',
    input('SET n = if_not_exists(n, :v), m = if_not_exists(m, :v)', { ':v': 1 }),
    returns({
      Attributes: item({
        pk: 'a',
        m: 1,
        n: 5,
        ns: numbers('1', '2'),
        s: 'text',
        ss: strings('x', 'y'),
        things: ['one', 'two', { deep: 'x' }],
        tree: { branch: { leaf: 'v' }, n: 7 },
      }),
    }),
  ),
  update(
    'update-09',
    'if_not_exists in a sum',
    input('SET m = if_not_exists(m, :zero) + :one', { ':zero': 0, ':one': 1 }),
    returns({
      Attributes: item({
        pk: 'a',
        m: 1,
        n: 5,
        ns: numbers('1', '2'),
        s: 'text',
        ss: strings('x', 'y'),
        things: ['one', 'two', { deep: 'x' }],
        tree: { branch: { leaf: 'v' }, n: 7 },
      }),
    }),
  ),
  update(
    'update-10',
    'if_not_exists of another path',
    input('SET m = if_not_exists(s, :v)', { ':v': 1 }),
    returns({
      Attributes: item({
        pk: 'a',
        m: 'text',
        n: 5,
        ns: numbers('1', '2'),
        s: 'text',
        ss: strings('x', 'y'),
        things: ['one', 'two', { deep: 'x' }],
        tree: { branch: { leaf: 'v' }, n: 7 },
      }),
    }),
  ),
  update(
    'update-11',
    'list_append at the end and at the beginning',
    input('SET things = list_append(things, :l), other = list_append(:l, things)', { ':l': ['z'] }),
    invalid('Invalid UpdateExpression: Attribute name is a reserved keyword; reserved keyword: other'),
  ),
  update(
    'update-12',
    'list_append to a list that may not be there',
    input('SET m = list_append(if_not_exists(m, :none), :l)', { ':none': [], ':l': ['z'] }),
    returns({
      Attributes: item({
        pk: 'a',
        m: ['z'],
        n: 5,
        ns: numbers('1', '2'),
        s: 'text',
        ss: strings('x', 'y'),
        things: ['one', 'two', { deep: 'x' }],
        tree: { branch: { leaf: 'v' }, n: 7 },
      }),
    }),
  ),
  update(
    'update-13',
    'a nested path',
    input('SET tree.branch.leaf = :v, tree.extra = :v', { ':v': 'w' }),
    returns({
      Attributes: item({
        pk: 'a',
        n: 5,
        ns: numbers('1', '2'),
        s: 'text',
        ss: strings('x', 'y'),
        things: ['one', 'two', { deep: 'x' }],
        tree: { branch: { leaf: 'w' }, extra: 'w', n: 7 },
      }),
    }),
  ),
  update(
    'update-14',
    'a list element',
    input('SET things[1] = :v', { ':v': 'w' }),
    returns({
      Attributes: item({
        pk: 'a',
        n: 5,
        ns: numbers('1', '2'),
        s: 'text',
        ss: strings('x', 'y'),
        things: ['one', 'w', { deep: 'x' }],
        tree: { branch: { leaf: 'v' }, n: 7 },
      }),
    }),
  ),
  update(
    'update-15',
    'an element beyond the end is appended',
    input('SET things[10] = :v, things[7] = :w', { ':v': 'ten', ':w': 'seven' }),
    returns({
      Attributes: item({
        pk: 'a',
        n: 5,
        ns: numbers('1', '2'),
        s: 'text',
        ss: strings('x', 'y'),
        things: ['one', 'two', { deep: 'x' }, 'seven', 'ten'],
        tree: { branch: { leaf: 'v' }, n: 7 },
      }),
    }),
  ),
  update(
    'update-16',
    'REMOVE closes up a list',
    input('REMOVE things[0], things[2]'),
    returns({
      Attributes: item({
        pk: 'a',
        n: 5,
        ns: numbers('1', '2'),
        s: 'text',
        ss: strings('x', 'y'),
        things: ['two'],
        tree: { branch: { leaf: 'v' }, n: 7 },
      }),
    }),
  ),
  update(
    'update-17',
    'REMOVE of what is not there',
    input('REMOVE absent, tree.absent, things[9]'),
    returns({
      Attributes: item({
        pk: 'a',
        n: 5,
        ns: numbers('1', '2'),
        s: 'text',
        ss: strings('x', 'y'),
        things: ['one', 'two', { deep: 'x' }],
        tree: { branch: { leaf: 'v' }, n: 7 },
      }),
    }),
  ),
  update(
    'update-18',
    'REMOVE of a nested attribute',
    input('REMOVE tree.branch.leaf'),
    returns({
      Attributes: item({
        pk: 'a',
        n: 5,
        ns: numbers('1', '2'),
        s: 'text',
        ss: strings('x', 'y'),
        things: ['one', 'two', { deep: 'x' }],
        tree: { branch: {}, n: 7 },
      }),
    }),
  ),
  update(
    'update-19',
    'ADD to a set',
    input('ADD ss :v', { ':v': strings('y', 'z') }),
    returns({
      Attributes: item({
        pk: 'a',
        n: 5,
        ns: numbers('1', '2'),
        s: 'text',
        ss: strings('x', 'y', 'z'),
        things: ['one', 'two', { deep: 'x' }],
        tree: { branch: { leaf: 'v' }, n: 7 },
      }),
    }),
  ),
  update(
    'update-20',
    'ADD makes a set',
    input('ADD more :v', { ':v': numbers('1') }),
    returns({
      Attributes: item({
        pk: 'a',
        more: numbers('1'),
        n: 5,
        ns: numbers('1', '2'),
        s: 'text',
        ss: strings('x', 'y'),
        things: ['one', 'two', { deep: 'x' }],
        tree: { branch: { leaf: 'v' }, n: 7 },
      }),
    }),
  ),
  update(
    'update-21',
    'ADD to a nested number',
    input('ADD tree.n :v', { ':v': -2 }),
    returns({
      Attributes: item({
        pk: 'a',
        n: 5,
        ns: numbers('1', '2'),
        s: 'text',
        ss: strings('x', 'y'),
        things: ['one', 'two', { deep: 'x' }],
        tree: { branch: { leaf: 'v' }, n: 5 },
      }),
    }),
  ),
  update(
    'update-22',
    'DELETE of the last members removes the attribute',
    input('DELETE ss :v', { ':v': strings('x', 'y') }),
    returns({
      Attributes: item({
        pk: 'a',
        n: 5,
        ns: numbers('1', '2'),
        s: 'text',
        things: ['one', 'two', { deep: 'x' }],
        tree: { branch: { leaf: 'v' }, n: 7 },
      }),
    }),
  ),
  update(
    'update-23',
    'DELETE from a set that is not there',
    input('DELETE absent :v', { ':v': strings('x') }),
    returns({
      Attributes: item({
        pk: 'a',
        n: 5,
        ns: numbers('1', '2'),
        s: 'text',
        ss: strings('x', 'y'),
        things: ['one', 'two', { deep: 'x' }],
        tree: { branch: { leaf: 'v' }, n: 7 },
      }),
    }),
  ),
  update(
    'update-24',
    'DELETE of members that are not there',
    input('DELETE ns :v', { ':v': numbers('8', '9') }),
    returns({
      Attributes: item({
        pk: 'a',
        n: 5,
        ns: numbers('1', '2'),
        s: 'text',
        ss: strings('x', 'y'),
        things: ['one', 'two', { deep: 'x' }],
        tree: { branch: { leaf: 'v' }, n: 7 },
      }),
    }),
  ),
  update(
    'update-25',
    'a value copied from a path',
    input('SET twin = tree.branch, first = things[0]'),
    invalid('Invalid UpdateExpression: Attribute name is a reserved keyword; reserved keyword: first'),
  ),
  update(
    'update-26',
    'parentheses around an operand',
    input('SET n = (n) + (:v)', { ':v': 1 }),
    returns({
      Attributes: item({
        pk: 'a',
        n: 6,
        ns: numbers('1', '2'),
        s: 'text',
        ss: strings('x', 'y'),
        things: ['one', 'two', { deep: 'x' }],
        tree: { branch: { leaf: 'v' }, n: 7 },
      }),
    }),
  ),
  update(
    'update-27',
    'a list index set and another removed count on the list as it was',
    input('SET things[0] = :v REMOVE things[1]', { ':v': 'new' }),
    returns({
      Attributes: item({
        pk: 'a',
        n: 5,
        ns: numbers('1', '2'),
        s: 'text',
        ss: strings('x', 'y'),
        things: ['new', { deep: 'x' }],
        tree: { branch: { leaf: 'v' }, n: 7 },
      }),
    }),
  ),
  update(
    'update-28',
    'ReturnValues NONE',
    input('SET n = :v', { ':v': 1 }, { ReturnValues: 'NONE' }),
    returns(),
  ),
  update(
    'update-29',
    'ReturnValues ALL_OLD',
    input('SET n = :v', { ':v': 1 }, { ReturnValues: 'ALL_OLD' }),
    returns({
      Attributes: item({
        pk: 'a',
        n: 5,
        ns: numbers('1', '2'),
        s: 'text',
        ss: strings('x', 'y'),
        things: ['one', 'two', { deep: 'x' }],
        tree: { branch: { leaf: 'v' }, n: 7 },
      }),
    }),
  ),
  fresh(
    'update-30',
    'ReturnValues ALL_OLD of a new item',
    input('SET n = :v', { ':v': 1 }, { ReturnValues: 'ALL_OLD' }),
    returns(),
  ),
  update(
    'update-31',
    'ReturnValues UPDATED_OLD',
    input('SET n = :v, fresh = :v REMOVE s', { ':v': 1 }, { ReturnValues: 'UPDATED_OLD' }),
    returns({ Attributes: item({ n: 5, s: 'text' }) }),
  ),
  update(
    'update-32',
    'ReturnValues UPDATED_NEW',
    input('SET n = :v, fresh = :v REMOVE s', { ':v': 1 }, { ReturnValues: 'UPDATED_NEW' }),
    returns({ Attributes: item({ fresh: 1, n: 1 }) }),
  ),
  update(
    'update-33',
    'UPDATED_NEW of nested paths returns those alone',
    input('SET tree.n = :v, things[1] = :v', { ':v': 1 }, { ReturnValues: 'UPDATED_NEW' }),
    returns({ Attributes: item({ things: [1], tree: { n: 1 } }) }),
    onLocal(
      returns({
        Attributes: item({ things: ['one', 1, { deep: 'x' }], tree: { branch: { leaf: 'v' }, n: 1 } }),
      }),
      WHOLE_ATTRIBUTE,
    ),
  ),
  update(
    'update-34',
    'UPDATED_OLD of nested paths returns those alone',
    input('SET tree.n = :v, things[1] = :v', { ':v': 1 }, { ReturnValues: 'UPDATED_OLD' }),
    returns({ Attributes: item({ things: ['two'], tree: { n: 7 } }) }),
    onLocal(
      returns({
        Attributes: item({ things: ['one', 'two', { deep: 'x' }], tree: { branch: { leaf: 'v' }, n: 7 } }),
      }),
      WHOLE_ATTRIBUTE,
    ),
  ),
  update(
    'update-35',
    'UPDATED_NEW of a removal alone',
    input('REMOVE s', undefined, { ReturnValues: 'UPDATED_NEW' }),
    returns(),
  ),
  update(
    'update-36',
    'a condition that holds',
    input('SET n = n + :one', { ':one': 1, ':five': 5 }, { ConditionExpression: 'n = :five' }),
    returns({
      Attributes: item({
        pk: 'a',
        n: 6,
        ns: numbers('1', '2'),
        s: 'text',
        ss: strings('x', 'y'),
        things: ['one', 'two', { deep: 'x' }],
        tree: { branch: { leaf: 'v' }, n: 7 },
      }),
    }),
  ),
  plain(
    'update-37',
    'a condition that fails changes nothing',
    given,
    step(
      'UpdateItem',
      input('SET n = n + :one', { ':one': 1 }, { ConditionExpression: 'n = :one' }),
      conditionFailed(),
    ),
    step(
      'GetItem',
      { TableName: PLAIN, Key: item({ pk: 'a' }), ProjectionExpression: 'n' },
      returns({ Item: item({ n: 5 }) }),
    ),
  ),
  update(
    'update-38',
    'a condition that fails with the item',
    input(
      'SET n = n + :one',
      { ':one': 1 },
      { ConditionExpression: 'n = :one', ReturnValuesOnConditionCheckFailure: 'ALL_OLD' },
    ),
    conditionFailed(
      item({
        pk: 'a',
        n: 5,
        ns: numbers('1', '2'),
        s: 'text',
        ss: strings('x', 'y'),
        things: ['one', 'two', { deep: 'x' }],
        tree: { branch: { leaf: 'v' }, n: 7 },
      }),
    ),
  ),
  fresh(
    'update-39',
    'a condition that fails on no item',
    input(
      'SET n = :one',
      { ':one': 1 },
      { ConditionExpression: 'attribute_exists(pk)', ReturnValuesOnConditionCheckFailure: 'ALL_OLD' },
    ),
    conditionFailed(),
  ),
  update(
    'update-40',
    'an attribute set to a set',
    input('SET ss = :v', { ':v': strings('only') }),
    returns({
      Attributes: item({
        pk: 'a',
        n: 5,
        ns: numbers('1', '2'),
        s: 'text',
        ss: strings('only'),
        things: ['one', 'two', { deep: 'x' }],
        tree: { branch: { leaf: 'v' }, n: 7 },
      }),
    }),
  ),
  update(
    'update-41',
    'an empty string and an empty list',
    input('SET e = :e, l = :l', { ':e': '', ':l': [] }),
    returns({
      Attributes: item({
        pk: 'a',
        e: '',
        l: [],
        n: 5,
        ns: numbers('1', '2'),
        s: 'text',
        ss: strings('x', 'y'),
        things: ['one', 'two', { deep: 'x' }],
        tree: { branch: { leaf: 'v' }, n: 7 },
      }),
    }),
  ),

  update(
    'update-60',
    'the partition key',
    input('SET pk = :v', { ':v': 'b' }),
    invalid(
      'One or more parameter values were invalid: Cannot update attribute pk. This attribute is part of the key',
    ),
  ),
  sorted(
    'update-61',
    'the sort key',
    step(
      'UpdateItem',
      { TableName: SORTED, Key: item({ pk: 'a', sk: 'b' }), UpdateExpression: 'REMOVE sk' },
      invalid(
        'One or more parameter values were invalid: Cannot update attribute sk. This attribute is part of the key',
      ),
    ),
  ),
  update(
    'update-62',
    'ADD to the partition key',
    input('ADD pk :v', { ':v': 1 }),
    invalid(
      'One or more parameter values were invalid: Cannot update attribute pk. This attribute is part of the key',
    ),
  ),
  update(
    'update-63',
    'a sum with an attribute that is not there',
    input('SET n = absent + :v', { ':v': 1 }),
    invalid('The provided expression refers to an attribute that does not exist in the item'),
  ),
  update(
    'update-64',
    'a sum with a string attribute',
    input('SET n = s + :v', { ':v': 1 }),
    invalid('An operand in the update expression has an incorrect data type'),
  ),
  update(
    'update-65',
    'a sum with a string value',
    input('SET n = n + :v', { ':v': 'x' }),
    invalid(
      'Invalid UpdateExpression: Incorrect operand type for operator or function; operator or function: +, operand type: S',
    ),
  ),
  update(
    'update-66',
    'a path whose parent is not there',
    input('SET absent.x = :v', { ':v': 1 }),
    invalid('The document path provided in the update expression is invalid for update'),
  ),
  update(
    'update-67',
    'an index into a map',
    input('SET tree[0] = :v', { ':v': 1 }),
    invalid('The document path provided in the update expression is invalid for update'),
  ),
  update(
    'update-68',
    'a name below a scalar',
    input('SET s.x = :v', { ':v': 1 }),
    invalid('The document path provided in the update expression is invalid for update'),
  ),
  update(
    'update-69',
    'an operand that is not there',
    input('SET n = absent'),
    invalid('The provided expression refers to an attribute that does not exist in the item'),
  ),
  update(
    'update-70',
    'ADD of a string',
    input('ADD n :v', { ':v': 'x' }),
    invalid(
      'Invalid UpdateExpression: Incorrect operand type for operator or function; operator: ADD, operand type: STRING, typeSet: ALLOWED_FOR_ADD_OPERAND',
    ),
  ),
  update(
    'update-71',
    'ADD of a number to a string',
    input('ADD s :v', { ':v': 1 }),
    invalid('An operand in the update expression has an incorrect data type'),
  ),
  update(
    'update-72',
    'ADD of a string set to a number set',
    input('ADD ns :v', { ':v': strings('x') }),
    invalid('An operand in the update expression has an incorrect data type'),
  ),
  update(
    'update-73',
    'DELETE of a number',
    input('DELETE n :v', { ':v': 1 }),
    invalid(
      'Invalid UpdateExpression: Incorrect operand type for operator or function; operator: DELETE, operand type: NUMBER, typeSet: ALLOWED_FOR_DELETE_OPERAND',
    ),
  ),
  update(
    'update-74',
    'DELETE from a number',
    input('DELETE n :v', { ':v': numbers('5') }),
    invalid('An operand in the update expression has an incorrect data type'),
  ),
  update(
    'update-75',
    'ADD of a list',
    input('ADD things :v', { ':v': ['x'] }),
    invalid(
      'Invalid UpdateExpression: Incorrect operand type for operator or function; operator: ADD, operand type: LIST, typeSet: ALLOWED_FOR_ADD_OPERAND',
    ),
  ),
  update(
    'update-76',
    'list_append of a string',
    input('SET things = list_append(things, :v)', { ':v': 'x' }),
    invalid(
      'Invalid UpdateExpression: Incorrect operand type for operator or function; operator or function: list_append, operand type: S',
    ),
  ),
  update(
    'update-77',
    'list_append to a string attribute',
    input('SET s = list_append(s, :v)', { ':v': ['x'] }),
    invalid('An operand in the update expression has an incorrect data type'),
  ),
  update(
    'update-78',
    'list_append to what is not there',
    input('SET l = list_append(absent, :v)', { ':v': ['x'] }),
    invalid('The provided expression refers to an attribute that does not exist in the item'),
  ),
  update(
    'update-79',
    'one path twice',
    input('SET n = :v, n = :v', { ':v': 1 }),
    invalid(
      'Invalid UpdateExpression: Two document paths overlap with each other; must remove or rewrite one of these paths; path one: [n], path two: [n]',
    ),
  ),
  update(
    'update-80',
    'one path in two clauses',
    input('SET n = :v REMOVE n', { ':v': 1 }),
    invalid(
      'Invalid UpdateExpression: Two document paths overlap with each other; must remove or rewrite one of these paths; path one: [n], path two: [n]',
    ),
  ),
  update(
    'update-81',
    'a path and one below it',
    input('SET tree = :v, tree.n = :v', { ':v': 1 }),
    invalid(
      'Invalid UpdateExpression: Two document paths overlap with each other; must remove or rewrite one of these paths; path one: [tree], path two: [tree, n]',
    ),
  ),
  update(
    'update-82',
    'an index and a name in one place',
    input('SET tree[0] = :v, tree.n = :v', { ':v': 1 }),
    invalid(
      'Invalid UpdateExpression: Two document paths conflict with each other; must remove or rewrite one of these paths; path one: [tree, [0]], path two: [tree, n]',
    ),
  ),
  update(
    'update-83',
    'a clause twice',
    input('SET n = :v SET s = :v', { ':v': 1 }),
    invalid('Invalid UpdateExpression: The "SET" section can only be used once in an update expression;'),
  ),
  update(
    'update-84',
    'an empty expression',
    input(''),
    invalid('Invalid UpdateExpression: The expression can not be empty;'),
  ),
  update(
    'update-85',
    'blanks',
    input('  '),
    invalid('Invalid UpdateExpression: Syntax error; token: "<EOF>", near: "  "'),
  ),
  update(
    'update-86',
    'a comma at the end',
    input('SET n = :v,', { ':v': 1 }),
    invalid('Invalid UpdateExpression: Syntax error; token: "<EOF>", near: ","'),
  ),
  update(
    'update-87',
    'a clause that does not exist',
    input('PUT n = :v', { ':v': 1 }),
    invalid('Invalid UpdateExpression: Syntax error; token: "PUT", near: "PUT n"'),
  ),
  update(
    'update-88',
    'a clause without actions',
    input('SET'),
    invalid('Invalid UpdateExpression: Syntax error; token: "<EOF>", near: "SET"'),
  ),
  update(
    'update-89',
    'REMOVE of a value',
    input('REMOVE :v', { ':v': 1 }),
    invalid('Invalid UpdateExpression: Syntax error; token: ":v", near: "REMOVE :v"'),
  ),
  update(
    'update-90',
    'ADD of an attribute',
    input('ADD n s'),
    invalid('Invalid UpdateExpression: Syntax error; token: "s", near: "n s"'),
  ),
  update(
    'update-91',
    'a sum of three',
    input('SET n = n + :v + :v', { ':v': 1 }),
    invalid('Invalid UpdateExpression: Syntax error; token: "+", near: ":v + :v"'),
  ),
  update(
    'update-92',
    'multiplication',
    input('SET n = n * :v', { ':v': 2 }),
    invalid('Invalid UpdateExpression: Syntax error; token: "*", near: "n * :v"'),
  ),
  update(
    'update-93',
    'a condition function in an update',
    input('SET n = size(s)'),
    invalid('Invalid UpdateExpression: The function is not allowed in an update expression; function: size'),
  ),
  update(
    'update-94',
    'an update function in a condition',
    input('SET n = :v', { ':v': 1 }, { ConditionExpression: 'if_not_exists(n, :v) = :v' }),
    invalid(
      'Invalid ConditionExpression: The function is not allowed in a condition expression; function: if_not_exists',
    ),
  ),
  update(
    'update-95',
    'if_not_exists of a value',
    input('SET n = if_not_exists(:v, :v)', { ':v': 1 }),
    invalid(
      'Invalid UpdateExpression: Operator or function requires a document path; operator or function: if_not_exists',
    ),
  ),
  update(
    'update-96',
    'if_not_exists with one operand',
    input('SET n = if_not_exists(n)'),
    invalid(
      'Invalid UpdateExpression: Incorrect number of operands for operator or function; operator or function: if_not_exists, number of operands: 1',
    ),
  ),
  update(
    'update-97',
    'list_append with three operands',
    input('SET l = list_append(things, :v, :v)', { ':v': ['x'] }),
    invalid(
      'Invalid UpdateExpression: Incorrect number of operands for operator or function; operator or function: list_append, number of operands: 3',
    ),
  ),
  update(
    'update-98',
    'a function that does not exist',
    input('SET n = plus(n, :v)', { ':v': 1 }),
    invalid('Invalid UpdateExpression: Invalid function name; function: plus'),
  ),
  update(
    'update-99',
    'a reserved word',
    input('SET name = :v', { ':v': 1 }),
    invalid('Invalid UpdateExpression: Attribute name is a reserved keyword; reserved keyword: name'),
  ),
  update(
    'update-100',
    'a value that is not defined',
    input('SET n = :v'),
    invalid(
      'Invalid UpdateExpression: An expression attribute value used in expression is not defined; attribute value: :v',
    ),
  ),
  update(
    'update-101',
    'a value that is not used',
    input('SET n = :v', { ':v': 1, ':w': 2 }),
    invalid('Value provided in ExpressionAttributeValues unused in expressions: keys: {:w}'),
  ),
  update(
    'update-102',
    'a name that is not used',
    input('SET n = :v', { ':v': 1 }, { ExpressionAttributeNames: { '#x': 'x' } }),
    invalid('Value provided in ExpressionAttributeNames unused in expressions: keys: {#x}'),
  ),
  update(
    'update-103',
    'redundant parentheses',
    input('SET n = ((n)) + :v', { ':v': 1 }),
    invalid('Invalid UpdateExpression: The expression has redundant parentheses;'),
  ),
  update(
    'update-104',
    'ReturnValues of another word',
    input('SET n = :v', { ':v': 1 }, { ReturnValues: 'SOME' }),
    invalid(
      "1 validation error detected: Value 'SOME' at 'returnValues' failed to satisfy constraint: Member must satisfy enum value set: [ALL_NEW, UPDATED_OLD, ALL_OLD, NONE, UPDATED_NEW]",
    ),
    onLocal(invalid('Return values set to invalid value'), LESS_DETAIL),
  ),
  update(
    'update-105',
    'values without any expression',
    { TableName: PLAIN, Key: item({ pk: 'a' }), ExpressionAttributeValues: item({ ':v': 1 }) },
    invalid(
      'ExpressionAttributeValues can only be specified when using expressions: UpdateExpression and ConditionExpression are null',
    ),
  ),
  update(
    'update-106',
    'a key of the wrong type',
    { ...input('SET n = :v', { ':v': 1 }), Key: item({ pk: 1 }) },
    invalid('The provided key element does not match the schema'),
    onLocal(invalid('One or more parameter values were invalid: Type mismatch for key'), LESS_DETAIL),
  ),
  update(
    'update-107',
    'a key with one attribute too many',
    { ...input('SET n = :v', { ':v': 1 }), Key: item({ pk: 'a', sk: 'b' }) },
    invalid('The provided key element does not match the schema'),
    onLocal(invalid('The number of conditions on the keys is invalid'), LESS_DETAIL),
  ),
  update(
    'update-108',
    'an item that grows above 400 KB',
    input('SET big = :v', { ':v': 'x'.repeat(409_600) }),
    invalid('Item size to update has exceeded the maximum allowed size'),
  ),
  update(
    'update-109',
    'an empty set',
    input('SET ss = :v', { ':v': strings() }),
    invalid(
      'ExpressionAttributeValues contains invalid value: One or more parameter values were invalid: An string set  may not be empty for key :v',
    ),
  ),
  fresh(
    'update-110',
    'a table that does not exist',
    { ...input('SET n = :v', { ':v': 1 }), TableName: 'conformance-missing' },
    refuses('ResourceNotFoundException', 'Requested resource not found'),
    onLocal(
      refuses('ResourceNotFoundException', 'Cannot do operations on a non-existent table'),
      OTHER_NOT_FOUND,
    ),
  ),
  fresh(
    'update-111',
    'a nested path of an item that is not there',
    input('SET tree.n = :v', { ':v': 1 }),
    invalid('The document path provided in the update expression is invalid for update'),
  ),
  casesOn(INDEXED)(
    'update-112',
    'an index key set to another type',
    step(
      'UpdateItem',
      {
        TableName: INDEXED,
        Key: item({ pk: 'a', sk: 'b' }),
        UpdateExpression: 'SET r = :v',
        ExpressionAttributeValues: item({ ':v': 'x' }),
      },
      invalid(
        'One or more parameter values were invalid: Type mismatch for Index Key r Expected: N Actual: S IndexName: gsi-all',
      ),
      onLocal(returns(), INDEX_KEY_NOT_CHECKED),
    ),
  ),
  casesOn(INDEXED)(
    'update-113',
    'an index key set to an empty string',
    step(
      'UpdateItem',
      {
        TableName: INDEXED,
        Key: item({ pk: 'a', sk: 'b' }),
        UpdateExpression: 'SET k = :v',
        ExpressionAttributeValues: item({ ':v': '' }),
      },
      invalid(
        'One or more parameter values are not valid. The update expression attempted to update a secondary index key to a value that is not supported. The AttributeValue for a key attribute cannot contain an empty string value.',
      ),
    ),
  ),
  update(
    'update-114',
    'REMOVE with a value assigned',
    input('REMOVE n = :v', { ':v': 1 }),
    invalid('Invalid UpdateExpression: Syntax error; token: "=", near: "n = :v"'),
  ),
  update(
    'update-115',
    'SET without a value',
    input('SET n'),
    invalid('Invalid UpdateExpression: Syntax error; token: "<EOF>", near: "n"'),
  ),
]
