import { binaries, bytes, item, numbers, type Plain, strings, Typed } from '../../attribute-values.ts'
import { plain } from '../../case-makers.ts'
import { type ConformanceCase, invalid, onLocal, returns, step } from '../../conformance-case.ts'
import { LESS_DETAIL } from '../../local-reasons.ts'
import { get, put } from './requests.ts'

const raw = (v: unknown): Typed => new Typed(v as never)
const nested = (depth: number): Plain => (depth === 0 ? 'leaf' : { m: nested(depth - 1) })

export const putValueCases: readonly ConformanceCase[] = [
  plain(
    'stores every type and gives it back',
    step(
      'PutItem',
      put({
        pk: 'a',
        s: 'text',
        n: -12.5,
        b: bytes('raw'),
        yes: true,
        nothing: null,
        list: [1, 'two', [false]],
        map: { inner: { deep: 'x' } },
        ss: strings('b', 'a'),
        ns: numbers('3', '1.0'),
        bs: binaries('y', 'x'),
      }),
      returns(),
    ),
    step(
      'GetItem',
      get({ pk: 'a' }),
      returns({
        Item: item({
          pk: 'a',
          b: bytes('raw'),
          bs: binaries('x', 'y'),
          list: [1, 'two', [false]],
          map: { inner: { deep: 'x' } },
          n: -12.5,
          nothing: null,
          ns: numbers('1', '3'),
          s: 'text',
          ss: strings('a', 'b'),
          yes: true,
        }),
      }),
    ),
  ),
  plain(
    'an empty string, binary, list and map as attributes',
    step('PutItem', put({ pk: 'a', s: '', b: bytes(''), l: [], m: {} }), returns()),
    step(
      'GetItem',
      get({ pk: 'a' }),
      returns({ Item: item({ pk: 'a', b: bytes(''), l: [], m: {}, s: '' }) }),
    ),
  ),
  plain(
    'an attribute name of 255 characters and one with a space and a dot',
    'PutItem',
    put({ pk: 'a', ['x'.repeat(255)]: 1, 'a b.c': 2 }),
    returns(),
  ),
  plain('a map nested 31 deep', 'PutItem', put({ pk: 'a', m: nested(30) }), returns()),
  plain(
    'a null that says false is stored as null',
    'PutItem',
    put({ pk: 'a', v: raw({ NULL: false }) }),
    invalid(
      'One or more parameter values were invalid: Null attribute value types must have the value of true',
    ),
  ),
  plain(
    'a list that holds sets, nulls and maps',
    step('PutItem', put({ pk: 'a', l: [strings('x'), null, { n: numbers('1') }] }), returns()),
    step(
      'GetItem',
      get({ pk: 'a' }),
      returns({ Item: item({ pk: 'a', l: [strings('x'), null, { n: numbers('1') }] }) }),
    ),
  ),
  plain(
    'an item one byte above 400 KB',
    'PutItem',
    put({ pk: 'a', v: `${'x'.repeat(400 * 1024 - 3)}y` }),
    invalid('Item size has exceeded the maximum allowed size'),
  ),
  plain(
    'a map nested 33 deep',
    'PutItem',
    put({ pk: 'a', m: nested(33) }),
    invalid(
      'Nesting Levels have exceeded supported limits: Attributes in the item have nested levels beyond ' +
        'supported limit',
    ),
  ),
  plain(
    'an empty string set',
    'PutItem',
    put({ pk: 'a', v: strings() }),
    invalid('One or more parameter values were invalid: An string set  may not be empty'),
  ),
  plain(
    'an empty number set',
    'PutItem',
    put({ pk: 'a', v: numbers() }),
    invalid('One or more parameter values were invalid: An number set  may not be empty'),
  ),
  plain(
    'an empty binary set',
    'PutItem',
    put({ pk: 'a', v: binaries() }),
    invalid('One or more parameter values were invalid: Binary sets should not be empty'),
  ),
  plain(
    'a string set with a duplicate',
    'PutItem',
    put({ pk: 'a', v: strings('x', 'y', 'x') }),
    invalid(
      'One or more parameter values were invalid: Input collection [x, y, x] contains duplicates.',
      onLocal(
        'One or more parameter values were invalid: Input collection [x, y, x] contains duplicates',
        LESS_DETAIL,
      ),
    ),
  ),
  plain(
    'a number set with one number written two ways',
    'PutItem',
    put({ pk: 'a', v: numbers('1', '1.0') }),
    invalid('Input collection contains duplicates'),
  ),
  plain(
    'a binary set with a duplicate',
    'PutItem',
    put({ pk: 'a', v: binaries('x', 'x') }),
    invalid(
      'One or more parameter values were invalid: Input collection [eA==, eA==]of type BS contains ' +
        'duplicates.',
      onLocal(
        'One or more parameter values were invalid: Input collection of type BS contains duplicates.',
        LESS_DETAIL,
      ),
    ),
  ),
  plain(
    'an empty set inside a list',
    'PutItem',
    put({ pk: 'a', v: [strings()] }),
    invalid('One or more parameter values were invalid: An string set  may not be empty'),
  ),
  plain(
    'an attribute value of no type',
    'PutItem',
    put({ pk: 'a', v: raw({}) }),
    invalid('Supplied AttributeValue is empty, must contain exactly one of the supported datatypes'),
  ),
  plain(
    'an attribute value of two types',
    'PutItem',
    put({ pk: 'a', v: raw({ S: 'x', N: '1' }) }),
    invalid(
      'Supplied AttributeValue has more than one datatypes set, must contain exactly one of the ' +
        'supported datatypes',
    ),
  ),
  plain('an empty attribute name', 'PutItem', put({ pk: 'a', '': 1 }), invalid('Empty attribute name')),
  plain(
    'an attribute value inside a map of no type',
    'PutItem',
    put({ pk: 'a', v: { m: raw({}) } }),
    invalid('Supplied AttributeValue is empty, must contain exactly one of the supported datatypes'),
  ),
]
