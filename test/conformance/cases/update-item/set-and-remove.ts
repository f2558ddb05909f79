import { item, numbers, strings } from '../../attribute-values.ts'
import { plain } from '../../case-makers.ts'
import { type ConformanceCase, invalid, returns, step } from '../../conformance-case.ts'
import { PLAIN } from '../../tables.ts'
import { fresh, input, update } from './requests.ts'

export const setAndRemoveCases: readonly ConformanceCase[] = [
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
]
