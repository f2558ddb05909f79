import { item, num, numbers } from '../../attribute-values.ts'
import { plain } from '../../case-makers.ts'
import { type ConformanceCase, invalid, onLocal, returns, step } from '../../conformance-case.ts'
import { OTHER_NUMBER_WORDS } from '../../local-reasons.ts'
import { add, digits38, get, put, set } from './requests.ts'

export const refusedNumberCases: readonly ConformanceCase[] = [
  plain(
    '39 digits',
    'PutItem',
    put({ n: num('1'.repeat(39)) }),
    invalid(
      'Attempting to store more than 38 significant digits in a Number',
      onLocal('DynamoDB only supports precision up to 38 digits', OTHER_NUMBER_WORDS),
    ),
  ),
  plain(
    '39 digits in a fraction',
    'PutItem',
    put({ n: num(`1.${digits38}`) }),
    invalid(
      'Attempting to store more than 38 significant digits in a Number',
      onLocal('DynamoDB only supports precision up to 38 digits', OTHER_NUMBER_WORDS),
    ),
  ),
  plain(
    'too large',
    'PutItem',
    put({ n: num('1E126') }),
    invalid('Number overflow. Attempting to store a number with magnitude larger than supported range'),
  ),
  plain(
    'too small',
    'PutItem',
    put({ n: num('1E-131') }),
    invalid('Number underflow. Attempting to store a number with magnitude smaller than supported range'),
  ),
  plain(
    'too large below zero',
    'PutItem',
    put({ n: num('-1E126') }),
    invalid('Number overflow. Attempting to store a number with magnitude larger than supported range'),
  ),
  plain(
    'no digits',
    'PutItem',
    put({ n: num('') }),
    invalid(
      'The parameter cannot be converted to a numeric value',
      onLocal('A value provided cannot be converted into a number', OTHER_NUMBER_WORDS),
    ),
  ),
  plain(
    'letters',
    'PutItem',
    put({ n: num('abc') }),
    invalid(
      'The parameter cannot be converted to a numeric value: abc',
      onLocal('A value provided cannot be converted into a number', OTHER_NUMBER_WORDS),
    ),
  ),
  plain(
    'hexadecimal',
    'PutItem',
    put({ n: num('0x10') }),
    invalid(
      'The parameter cannot be converted to a numeric value: 0x10',
      onLocal('A value provided cannot be converted into a number', OTHER_NUMBER_WORDS),
    ),
  ),
  plain(
    'infinity',
    'PutItem',
    put({ n: num('Infinity') }),
    invalid(
      'The parameter cannot be converted to a numeric value: Infinity',
      onLocal('A value provided cannot be converted into a number', OTHER_NUMBER_WORDS),
    ),
  ),
  plain(
    'NaN',
    'PutItem',
    put({ n: num('NaN') }),
    invalid(
      'The parameter cannot be converted to a numeric value: NaN',
      onLocal('A value provided cannot be converted into a number', OTHER_NUMBER_WORDS),
    ),
  ),
  plain(
    'two points',
    'PutItem',
    put({ n: num('1.2.3') }),
    invalid(
      'The parameter cannot be converted to a numeric value: 1.2.3',
      onLocal('A value provided cannot be converted into a number', OTHER_NUMBER_WORDS),
    ),
  ),
  plain(
    'letters in a number set',
    'PutItem',
    put({ ns: numbers('1', 'x') }),
    invalid(
      'The parameter cannot be converted to a numeric value: x',
      onLocal('A value provided cannot be converted into a number', OTHER_NUMBER_WORDS),
    ),
  ),
  plain(
    'letters in an expression value',
    'UpdateItem',
    set('n = :v', { ':v': num('abc') }),
    invalid(
      'ExpressionAttributeValues contains invalid value: The parameter cannot be converted to a numeric ' +
        'value: abc for key :v',
      onLocal(
        'ExpressionAttributeValues contains invalid value: A value provided cannot be converted into a ' +
          'number for key :v',
        OTHER_NUMBER_WORDS,
      ),
    ),
  ),
  plain(
    'a sum that is too large',
    step('PutItem', put({ n: num('9E125') }), returns()),
    step(
      'UpdateItem',
      add('n', num('9E125')),
      invalid('Number overflow. Attempting to store a number with magnitude larger than supported range'),
    ),
    step(
      'GetItem',
      get,
      returns({
        Item: item({
          pk: 'a',
          n: num(
            '900000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000',
          ),
        }),
      }),
    ),
  ),
  plain(
    'a sum that needs 39 digits',
    step('PutItem', put({ n: num('1E38') }), returns()),
    step(
      'UpdateItem',
      add('n', num('0.1')),
      invalid(
        'Number overflow. Attempting to store a number with magnitude larger than supported range',
        onLocal('DynamoDB only supports precision up to 38 digits', OTHER_NUMBER_WORDS),
      ),
    ),
    step(
      'GetItem',
      get,
      returns({ Item: item({ pk: 'a', n: num('100000000000000000000000000000000000000') }) }),
    ),
  ),
  plain(
    'a comma for a point',
    'PutItem',
    put({ n: num('1,5') }),
    invalid(
      'The parameter cannot be converted to a numeric value: 1,5',
      onLocal('A value provided cannot be converted into a number', OTHER_NUMBER_WORDS),
    ),
  ),
]
