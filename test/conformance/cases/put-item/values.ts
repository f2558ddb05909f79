import { binaries, bytes, item, numbers, type Plain, strings, Typed } from '../../attribute-values.ts'
import { plain } from '../../case-makers.ts'
import { type ConformanceCase, invalid, onLocal, returns, step } from '../../conformance-case.ts'
import { LESS_DETAIL } from '../../local-reasons.ts'
import { get, put } from './requests.ts'

const raw = (v: unknown): Typed => new Typed(v as never)
const nested = (depth: number): Plain => (depth === 0 ? 'leaf' : { m: nested(depth - 1) })

export const putValueCases: readonly ConformanceCase[] = [
  plain(
    'put-01',
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
    'put-04',
    'an empty string, binary, list and map as attributes',
    step('PutItem', put({ pk: 'a', s: '', b: bytes(''), l: [], m: {} }), returns()),
    step(
      'GetItem',
      get({ pk: 'a' }),
      returns({ Item: item({ pk: 'a', b: bytes(''), l: [], m: {}, s: '' }) }),
    ),
  ),
  plain(
    'put-05',
    'an attribute name of 255 characters and one with a space and a dot',
    step('PutItem', put({ pk: 'a', ['x'.repeat(255)]: 1, 'a b.c': 2 }), returns()),
  ),
  plain('put-08', 'a map nested 31 deep', step('PutItem', put({ pk: 'a', m: nested(30) }), returns())),
  plain(
    'put-13',
    'a null that says false is stored as null',
    step(
      'PutItem',
      put({ pk: 'a', v: raw({ NULL: false }) }),
      invalid(
        'One or more parameter values were invalid: Null attribute value types must have the value of true',
      ),
    ),
  ),
  plain(
    'put-14',
    'a list that holds sets, nulls and maps',
    step('PutItem', put({ pk: 'a', l: [strings('x'), null, { n: numbers('1') }] }), returns()),
    step(
      'GetItem',
      get({ pk: 'a' }),
      returns({ Item: item({ pk: 'a', l: [strings('x'), null, { n: numbers('1') }] }) }),
    ),
  ),
  plain(
    'put-41',
    'an item one byte above 400 KB',
    step(
      'PutItem',
      put({ pk: 'a', v: `${'x'.repeat(400 * 1024 - 3)}y` }),
      invalid('Item size has exceeded the maximum allowed size'),
    ),
  ),
  plain(
    'put-42',
    'a map nested 33 deep',
    step(
      'PutItem',
      put({ pk: 'a', m: nested(33) }),
      invalid(
        'Nesting Levels have exceeded supported limits: Attributes in the item have nested levels beyond supported limit',
      ),
    ),
  ),
  plain(
    'put-43',
    'an empty string set',
    step(
      'PutItem',
      put({ pk: 'a', v: strings() }),
      invalid('One or more parameter values were invalid: An string set  may not be empty'),
    ),
  ),
  plain(
    'put-44',
    'an empty number set',
    step(
      'PutItem',
      put({ pk: 'a', v: numbers() }),
      invalid('One or more parameter values were invalid: An number set  may not be empty'),
    ),
  ),
  plain(
    'put-45',
    'an empty binary set',
    step(
      'PutItem',
      put({ pk: 'a', v: binaries() }),
      invalid('One or more parameter values were invalid: Binary sets should not be empty'),
    ),
  ),
  plain(
    'put-46',
    'a string set with a duplicate',
    step(
      'PutItem',
      put({ pk: 'a', v: strings('x', 'y', 'x') }),
      invalid('One or more parameter values were invalid: Input collection [x, y, x] contains duplicates.'),
      onLocal(
        invalid('One or more parameter values were invalid: Input collection [x, y, x] contains duplicates'),
        LESS_DETAIL,
      ),
    ),
  ),
  plain(
    'put-47',
    'a number set with one number written two ways',
    step(
      'PutItem',
      put({ pk: 'a', v: numbers('1', '1.0') }),
      invalid('Input collection contains duplicates'),
    ),
  ),
  plain(
    'put-48',
    'a binary set with a duplicate',
    step(
      'PutItem',
      put({ pk: 'a', v: binaries('x', 'x') }),
      invalid(
        'One or more parameter values were invalid: Input collection [eA==, eA==]of type BS contains duplicates.',
      ),
      onLocal(
        invalid(
          'One or more parameter values were invalid: Input collection of type BS contains duplicates.',
        ),
        LESS_DETAIL,
      ),
    ),
  ),
  plain(
    'put-49',
    'an empty set inside a list',
    step(
      'PutItem',
      put({ pk: 'a', v: [strings()] }),
      invalid('One or more parameter values were invalid: An string set  may not be empty'),
    ),
  ),
  plain(
    'put-50',
    'an attribute value of no type',
    step(
      'PutItem',
      put({ pk: 'a', v: raw({}) }),
      invalid('Supplied AttributeValue is empty, must contain exactly one of the supported datatypes'),
    ),
  ),
  plain(
    'put-51',
    'an attribute value of two types',
    step(
      'PutItem',
      put({ pk: 'a', v: raw({ S: 'x', N: '1' }) }),
      invalid(
        'Supplied AttributeValue has more than one datatypes set, must contain exactly one of the supported datatypes',
      ),
    ),
  ),
  plain(
    'put-52',
    'an empty attribute name',
    step('PutItem', put({ pk: 'a', '': 1 }), invalid('Empty attribute name')),
  ),
  plain(
    'put-63',
    'an attribute value inside a map of no type',
    step(
      'PutItem',
      put({ pk: 'a', v: { m: raw({}) } }),
      invalid('Supplied AttributeValue is empty, must contain exactly one of the supported datatypes'),
    ),
  ),
]
