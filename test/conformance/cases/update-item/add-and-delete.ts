import { item, numbers, strings } from '../../attribute-values.ts'
import { type ConformanceCase, invalid, returns } from '../../conformance-case.ts'
import { input, update } from './requests.ts'

export const addAndDeleteCases: readonly ConformanceCase[] = [
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
    'update-62',
    'ADD to the partition key',
    input('ADD pk :v', { ':v': 1 }),
    invalid(
      'One or more parameter values were invalid: Cannot update attribute pk. This attribute is part of the key',
    ),
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
]
