import { item, num, numbers } from '../../attribute-values.ts'
import { plain } from '../../case-makers.ts'
import { type ConformanceCase, invalid, onLocal, returns, step } from '../../conformance-case.ts'
import { OTHER_NUMBER_WORDS } from '../../local-reasons.ts'
import { add, digits38, get, put, set } from './requests.ts'

export const refusedNumberCases: readonly ConformanceCase[] = [
  plain(
    'number-40',
    '39 digits',
    step(
      'PutItem',
      put({ n: num('1'.repeat(39)) }),
      invalid('Attempting to store more than 38 significant digits in a Number'),
      onLocal(invalid('DynamoDB only supports precision up to 38 digits'), OTHER_NUMBER_WORDS),
    ),
  ),
  plain(
    'number-41',
    '39 digits in a fraction',
    step(
      'PutItem',
      put({ n: num(`1.${digits38}`) }),
      invalid('Attempting to store more than 38 significant digits in a Number'),
      onLocal(invalid('DynamoDB only supports precision up to 38 digits'), OTHER_NUMBER_WORDS),
    ),
  ),
  plain(
    'number-42',
    'too large',
    step(
      'PutItem',
      put({ n: num('1E126') }),
      invalid('Number overflow. Attempting to store a number with magnitude larger than supported range'),
    ),
  ),
  plain(
    'number-43',
    'too small',
    step(
      'PutItem',
      put({ n: num('1E-131') }),
      invalid('Number underflow. Attempting to store a number with magnitude smaller than supported range'),
    ),
  ),
  plain(
    'number-44',
    'too large below zero',
    step(
      'PutItem',
      put({ n: num('-1E126') }),
      invalid('Number overflow. Attempting to store a number with magnitude larger than supported range'),
    ),
  ),
  plain(
    'number-45',
    'no digits',
    step(
      'PutItem',
      put({ n: num('') }),
      invalid('The parameter cannot be converted to a numeric value'),
      onLocal(invalid('A value provided cannot be converted into a number'), OTHER_NUMBER_WORDS),
    ),
  ),
  plain(
    'number-46',
    'letters',
    step(
      'PutItem',
      put({ n: num('abc') }),
      invalid('The parameter cannot be converted to a numeric value: abc'),
      onLocal(invalid('A value provided cannot be converted into a number'), OTHER_NUMBER_WORDS),
    ),
  ),
  plain(
    'number-47',
    'hexadecimal',
    step(
      'PutItem',
      put({ n: num('0x10') }),
      invalid('The parameter cannot be converted to a numeric value: 0x10'),
      onLocal(invalid('A value provided cannot be converted into a number'), OTHER_NUMBER_WORDS),
    ),
  ),
  plain(
    'number-48',
    'infinity',
    step(
      'PutItem',
      put({ n: num('Infinity') }),
      invalid('The parameter cannot be converted to a numeric value: Infinity'),
      onLocal(invalid('A value provided cannot be converted into a number'), OTHER_NUMBER_WORDS),
    ),
  ),
  plain(
    'number-49',
    'NaN',
    step(
      'PutItem',
      put({ n: num('NaN') }),
      invalid('The parameter cannot be converted to a numeric value: NaN'),
      onLocal(invalid('A value provided cannot be converted into a number'), OTHER_NUMBER_WORDS),
    ),
  ),
  plain(
    'number-50',
    'two points',
    step(
      'PutItem',
      put({ n: num('1.2.3') }),
      invalid('The parameter cannot be converted to a numeric value: 1.2.3'),
      onLocal(invalid('A value provided cannot be converted into a number'), OTHER_NUMBER_WORDS),
    ),
  ),
  plain(
    'number-51',
    'letters in a number set',
    step(
      'PutItem',
      put({ ns: numbers('1', 'x') }),
      invalid('The parameter cannot be converted to a numeric value: x'),
      onLocal(invalid('A value provided cannot be converted into a number'), OTHER_NUMBER_WORDS),
    ),
  ),
  plain(
    'number-52',
    'letters in an expression value',
    step(
      'UpdateItem',
      set('n = :v', { ':v': num('abc') }),
      invalid(
        'ExpressionAttributeValues contains invalid value: The parameter cannot be converted to a numeric value: abc for key :v',
      ),
      onLocal(
        invalid(
          'ExpressionAttributeValues contains invalid value: A value provided cannot be converted into a number for key :v',
        ),
        OTHER_NUMBER_WORDS,
      ),
    ),
  ),
  plain(
    'number-53',
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
    'number-54',
    'a sum that needs 39 digits',
    step('PutItem', put({ n: num('1E38') }), returns()),
    step(
      'UpdateItem',
      add('n', num('0.1')),
      invalid('Number overflow. Attempting to store a number with magnitude larger than supported range'),
      onLocal(invalid('DynamoDB only supports precision up to 38 digits'), OTHER_NUMBER_WORDS),
    ),
    step(
      'GetItem',
      get,
      returns({ Item: item({ pk: 'a', n: num('100000000000000000000000000000000000000') }) }),
    ),
  ),
  plain(
    'number-55',
    'a comma for a point',
    step(
      'PutItem',
      put({ n: num('1,5') }),
      invalid('The parameter cannot be converted to a numeric value: 1,5'),
      onLocal(invalid('A value provided cannot be converted into a number'), OTHER_NUMBER_WORDS),
    ),
  ),
]
