import { item, num, numbers } from '../../attribute-values.ts'
import { numbered, plain } from '../../case-makers.ts'
import { type ConformanceCase, invalid, onLocal, returns, step } from '../../conformance-case.ts'
import { NOT_NORMALISED, OTHER_NUMBER_WORDS } from '../../local-reasons.ts'
import { NUMBERED, PLAIN } from '../../tables.ts'
import { add, digits38, get, put, set } from './requests.ts'

export const numberCases: readonly ConformanceCase[] = [
  plain(
    'normalises what it stores',
    step(
      'PutItem',
      put({
        zero: num('-0.000'),
        trailing: num('1.500'),
        leading: num('007'),
        exponent: num('1.5e3'),
        plus: num('+4'),
        small: num('0.00010'),
        point: num('.5'),
      }),
      returns(),
    ),
    step(
      'GetItem',
      get,
      returns({
        Item: item({
          pk: 'a',
          exponent: 1500,
          leading: 7,
          plus: 4,
          point: 0.5,
          small: 0.0001,
          trailing: 1.5,
          zero: 0,
        }),
      }),
    ),
  ),
  plain(
    'writes large and small magnitudes out',
    step(
      'PutItem',
      put({
        big: num('1E+20'),
        bigger: num('1E125'),
        small: num('1E-7'),
        smaller: num('1E-130'),
        thousand: num('1e3'),
      }),
      returns(),
    ),
    step(
      'GetItem',
      get,
      returns({
        Item: item({
          pk: 'a',
          big: 100000000000000000000,
          bigger: num(
            '100000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000',
          ),
          small: num('0.0000001'),
          smaller: num(
            '0.0000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000001',
          ),
          thousand: 1000,
        }),
      }),
    ),
  ),
  plain(
    '38 digits are kept',
    step(
      'PutItem',
      put({
        whole: num(digits38),
        fraction: num(`0.${digits38}`),
        mixed: num('1234567890123456789.1234567890123456789'),
      }),
      returns(),
    ),
    step(
      'GetItem',
      get,
      returns({
        Item: item({
          pk: 'a',
          fraction: num('0.11111111111111111111111111111111111111'),
          mixed: num('1234567890123456789.1234567890123456789'),
          whole: num('11111111111111111111111111111111111111'),
        }),
      }),
    ),
  ),
  plain(
    '38 nines at the largest magnitude',
    step(
      'PutItem',
      put({ n: num(`9.${'9'.repeat(37)}E+125`), m: num(`-9.${'9'.repeat(37)}E+125`) }),
      returns(),
    ),
    step(
      'GetItem',
      get,
      returns({
        Item: item({
          pk: 'a',
          m: num(
            '-999999999999999999999999999999999999990000000000000000000000000000000000000000000000000000000000000000000000000000000000000000',
          ),
          n: num(
            '999999999999999999999999999999999999990000000000000000000000000000000000000000000000000000000000000000000000000000000000000000',
          ),
        }),
      }),
    ),
  ),
  plain(
    'zeros at the end do not count as digits',
    step('PutItem', put({ n: num(`${digits38}000`), m: num('1'.padEnd(100, '0')) }), returns()),
    step(
      'GetItem',
      get,
      returns({
        Item: item({
          pk: 'a',
          m: num(
            '1000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000',
          ),
          n: num('11111111111111111111111111111111111111000'),
        }),
      }),
    ),
  ),
  plain(
    'numbers inside sets, lists and maps are normalised',
    step(
      'PutItem',
      put({ ns: numbers('1.0', '2e1', '-0.50'), l: [num('01.10')], m: { n: num('1E2') } }),
      returns(),
    ),
    step(
      'GetItem',
      get,
      returns(
        { Item: item({ pk: 'a', l: [1.1], m: { n: 100 }, ns: numbers('-0.5', '1', '20') }) },
        onLocal(
          returns({
            Item: item({ pk: 'a', l: [num('01.10')], m: { n: num('1E2') }, ns: numbers('-0.5', '1', '20') }),
          }),
          NOT_NORMALISED,
        ),
      ),
    ),
  ),
  plain(
    'a sum beyond the exactness of doubles',
    step('PutItem', put({ n: num('9007199254740993') }), returns()),
    step('UpdateItem', add('n', 1), returns({ Attributes: item({ n: 9007199254740994 }) })),
  ),
  plain(
    'tenths add up',
    step('PutItem', put({ n: num('0.1') }), returns()),
    step('UpdateItem', add('n', num('0.2')), returns({ Attributes: item({ n: 0.3 }) })),
  ),
  plain(
    'subtraction to zero and below',
    step('PutItem', put({ n: 5 }), returns()),
    step(
      'UpdateItem',
      set('n = n - :v', { ':v': num('5.0') }),
      returns(
        { Attributes: item({ n: 0 }) },
        onLocal(returns({ Attributes: item({ n: num('0.0') }) }), NOT_NORMALISED),
      ),
    ),
    step(
      'UpdateItem',
      set('n = n - :v', { ':v': num('0.00001') }),
      returns({ Attributes: item({ n: -0.00001 }) }),
    ),
  ),
  plain(
    'a sum of 38 digits',
    step('PutItem', put({ n: num(`${'9'.repeat(37)}8`) }), returns()),
    step(
      'UpdateItem',
      add('n', 1),
      returns({ Attributes: item({ n: num('99999999999999999999999999999999999999') }) }),
    ),
  ),
  plain(
    'ADD to a missing attribute begins at zero',
    'UpdateItem',
    add('n', num('-2.50')),
    returns(
      { Attributes: item({ n: -2.5 }) },
      onLocal(returns({ Attributes: item({ n: num('-2.50') }) }), NOT_NORMALISED),
    ),
  ),
  plain(
    'compared by value, not by text',
    step('PutItem', put({ n: num('100') }), returns()),
    step(
      'UpdateItem',
      {
        ...set('ok = :v', { ':v': num('1.0E2') }),
        ConditionExpression: 'n = :v AND n > :nine',
        ExpressionAttributeValues: item({ ':v': num('1.0E2'), ':nine': 99 }),
      },
      returns(
        { Attributes: item({ ok: 100 }) },
        onLocal(returns({ Attributes: item({ ok: num('1.0E2') }) }), NOT_NORMALISED),
      ),
    ),
  ),
  plain(
    'equal numbers written otherwise are the same in IN and contains',
    step('PutItem', put({ n: num('1.0'), ns: numbers('2.50'), l: [num('3.0')] }), returns()),
    step(
      'UpdateItem',
      {
        ...set('ok = :one', { ':one': 1 }),
        ConditionExpression: 'n IN (:zero, :one) AND contains(ns, :x) AND contains(l, :y)',
        ExpressionAttributeValues: item({
          ':zero': 0,
          ':one': num('1.00'),
          ':x': num('2.5'),
          ':y': num('3.00'),
        }),
      },
      returns(
        { Attributes: item({ ok: 1 }) },
        onLocal(returns({ Attributes: item({ ok: num('1.00') }) }), NOT_NORMALISED),
      ),
    ),
  ),
  numbered(
    'sort keys are in order of value',
    step(
      'BatchWriteItem',
      {
        RequestItems: {
          [NUMBERED]: ['10', '9', '-1', '-10', '0', '1E2', '0.5', '-0.5', '1E-130', '9.9E125'].map((n) => ({
            PutRequest: { Item: item({ pk: 'a', n: num(n) }) },
          })),
        },
      },
      returns({ UnprocessedItems: {} }),
    ),
    step(
      'Query',
      {
        TableName: NUMBERED,
        KeyConditionExpression: 'pk = :a',
        ExpressionAttributeValues: item({ ':a': 'a' }),
      },
      returns({
        Items: [
          item({ pk: 'a', n: -10 }),
          item({ pk: 'a', n: -1 }),
          item({ pk: 'a', n: -0.5 }),
          item({ pk: 'a', n: 0 }),
          item({
            pk: 'a',
            n: num(
              '0.0000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000001',
            ),
          }),
          item({ pk: 'a', n: 0.5 }),
          item({ pk: 'a', n: 9 }),
          item({ pk: 'a', n: 10 }),
          item({ pk: 'a', n: 100 }),
          item({
            pk: 'a',
            n: num(
              '990000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000',
            ),
          }),
        ],
        Count: 10,
        ScannedCount: 10,
      }),
    ),
  ),
  plain(
    'adding a tiny number keeps every digit that fits',
    step('PutItem', put({ n: num('1E10') }), returns()),
    step(
      'UpdateItem',
      add('n', num('1E-20')),
      returns({ Attributes: item({ n: num('10000000000.00000000000000000001') }) }),
    ),
  ),
  plain(
    'a set difference goes by value',
    step('PutItem', put({ ns: numbers('1', '2', '3') }), returns()),
    step(
      'UpdateItem',
      {
        TableName: PLAIN,
        Key: item({ pk: 'a' }),
        UpdateExpression: 'DELETE ns :d',
        ExpressionAttributeValues: item({ ':d': numbers('1.0', '30E-1') }),
        ReturnValues: 'ALL_NEW',
      },
      returns({ Attributes: item({ pk: 'a', ns: numbers('2') }) }),
    ),
  ),
  plain(
    'blanks around the digits',
    'PutItem',
    put({ n: num(' 1 ') }),
    invalid(
      'The parameter cannot be converted to a numeric value:  1 ',
      onLocal('A value provided cannot be converted into a number', OTHER_NUMBER_WORDS),
    ),
  ),
]
