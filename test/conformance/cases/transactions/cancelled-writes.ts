import { item } from '../../attribute-values.ts'
import { plain } from '../../case-makers.ts'
import {
  type ConformanceCase,
  onLocal,
  refuses,
  returns,
  returnsInAnyOrder,
  step,
} from '../../conformance-case.ts'
import { LESS_DETAIL, OTHER_PUNCTUATION, REFUSED_AS_A_WHOLE } from '../../local-reasons.ts'
import { PLAIN } from '../../tables.ts'
import { checkOf, deleteOf, given, putOf, updateOf, write } from './requests.ts'

export const cancelledTransactionCases: readonly ConformanceCase[] = [
  plain(
    'a failed condition cancels everything, with reasons by position',
    given,
    step(
      'TransactWriteItems',
      write(putOf('c'), putOf('a', {}, { ConditionExpression: 'attribute_not_exists(pk)' }), deleteOf('b')),
      refuses(
        'TransactionCanceledException',
        'Transaction cancelled, please refer cancellation reasons for specific reasons [None, ' +
          'ConditionalCheckFailed, None]',
        {
          CancellationReasons: [
            { Code: 'None' },
            { Code: 'ConditionalCheckFailed', Message: 'The conditional request failed' },
            { Code: 'None' },
          ],
        },
      ),
    ),
    step(
      'Scan',
      { TableName: PLAIN },
      returnsInAnyOrder({
        Items: [item({ pk: 'b', v: 2 }), item({ pk: 'a', v: 1 })],
        Count: 2,
        ScannedCount: 2,
      }),
    ),
  ),
  plain(
    'a failed condition with the item',
    given,
    step(
      'TransactWriteItems',
      write(
        updateOf(
          'a',
          'SET v = :v',
          { ':v': 9 },
          { ConditionExpression: 'v = :v', ReturnValuesOnConditionCheckFailure: 'ALL_OLD' },
        ),
        putOf('c'),
      ),
      refuses(
        'TransactionCanceledException',
        'Transaction cancelled, please refer cancellation reasons for specific reasons ' +
          '[ConditionalCheckFailed, None]',
        {
          CancellationReasons: [
            {
              Item: item({ pk: 'a', v: 1 }),
              Code: 'ConditionalCheckFailed',
              Message: 'The conditional request failed',
            },
            { Code: 'None' },
          ],
        },
      ),
    ),
  ),
  plain(
    'a failed check',
    given,
    step(
      'TransactWriteItems',
      write(
        putOf('c'),
        checkOf('a', 'attribute_not_exists(pk)', { ReturnValuesOnConditionCheckFailure: 'ALL_OLD' }),
      ),
      refuses(
        'TransactionCanceledException',
        'Transaction cancelled, please refer cancellation reasons for specific reasons [None, ' +
          'ConditionalCheckFailed]',
        {
          CancellationReasons: [
            { Code: 'None' },
            {
              Code: 'ConditionalCheckFailed',
              Message: 'The conditional request failed',
              Item: item({ pk: 'a', v: 1 }),
            },
          ],
        },
        onLocal(
          refuses(
            'TransactionCanceledException',
            'Transaction cancelled, please refer cancellation reasons for specific reasons [None, ' +
              'ConditionalCheckFailed]',
            {
              CancellationReasons: [
                { Code: 'None' },
                {
                  Item: item({ pk: 'a', v: 1 }),
                  Code: 'ConditionalCheckFailed',
                  Message: 'The conditional request failed.',
                },
              ],
            },
          ),
          OTHER_PUNCTUATION,
        ),
      ),
    ),
  ),
  plain(
    'two failed conditions',
    given,
    step(
      'TransactWriteItems',
      write(
        deleteOf('a', { ConditionExpression: 'attribute_not_exists(pk)' }),
        deleteOf('none', {
          ConditionExpression: 'attribute_exists(pk)',
          ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
        }),
      ),
      refuses(
        'TransactionCanceledException',
        'Transaction cancelled, please refer cancellation reasons for specific reasons ' +
          '[ConditionalCheckFailed, ConditionalCheckFailed]',
        {
          CancellationReasons: [
            { Code: 'ConditionalCheckFailed', Message: 'The conditional request failed' },
            { Code: 'ConditionalCheckFailed', Message: 'The conditional request failed' },
          ],
        },
      ),
    ),
  ),
  plain(
    'an update of another type is a reason, not a refusal',
    given,
    step(
      'TransactWriteItems',
      write(updateOf('a', 'SET v = list_append(v, :l)', { ':l': ['x'] }), putOf('c')),
      refuses(
        'TransactionCanceledException',
        'Transaction cancelled, please refer cancellation reasons for specific reasons [ValidationError, ' +
          'None]',
        {
          CancellationReasons: [
            {
              Code: 'ValidationError',
              Message: 'An operand in the update expression has an incorrect data type',
            },
            { Code: 'None' },
          ],
        },
        onLocal('An operand in the update expression has an incorrect data type', REFUSED_AS_A_WHOLE),
      ),
    ),
  ),
  plain(
    'an update of the key',
    'TransactWriteItems',
    write(updateOf('a', 'SET pk = :v', { ':v': 'b' })),
    refuses(
      'TransactionCanceledException',
      'Transaction cancelled, please refer cancellation reasons for specific reasons [ValidationError]',
      {
        CancellationReasons: [
          {
            Code: 'ValidationError',
            Message:
              'One or more parameter values were invalid: Cannot update attribute pk. This attribute is ' +
              'part of the key',
          },
        ],
      },
    ),
  ),
  plain(
    'an item without its key',
    'TransactWriteItems',
    write(putOf('b'), { Put: { TableName: PLAIN, Item: item({ v: 1 }) } }),
    refuses(
      'TransactionCanceledException',
      'Transaction cancelled, please refer cancellation reasons for specific reasons [None, ValidationError]',
      {
        CancellationReasons: [
          { Code: 'None' },
          {
            Code: 'ValidationError',
            Message: 'One or more parameter values were invalid: Missing the key pk in the item',
          },
        ],
      },
      onLocal('One of the required keys was not given a value', REFUSED_AS_A_WHOLE),
    ),
  ),
  plain(
    'a key of the wrong type',
    'TransactWriteItems',
    write({ Delete: { TableName: PLAIN, Key: item({ pk: 1 }) } }),
    refuses(
      'TransactionCanceledException',
      'Transaction cancelled, please refer cancellation reasons for specific reasons [ValidationError]',
      {
        CancellationReasons: [
          { Code: 'ValidationError', Message: 'The provided key element does not match the schema' },
        ],
      },
      onLocal(
        refuses(
          'TransactionCanceledException',
          'Transaction cancelled, please refer cancellation reasons for specific reasons [ValidationError]',
          {
            CancellationReasons: [
              {
                Code: 'ValidationError',
                Message: 'One or more parameter values were invalid: Type mismatch for key',
              },
            ],
          },
        ),
        LESS_DETAIL,
      ),
    ),
  ),
  plain(
    'an update that makes an item too large',
    step(
      'BatchWriteItem',
      { RequestItems: { [PLAIN]: [{ PutRequest: { Item: item({ pk: 'a', v: 'x'.repeat(300_000) }) } }] } },
      returns({ UnprocessedItems: {} }),
    ),
    step(
      'TransactWriteItems',
      write(updateOf('a', 'SET w = :w', { ':w': 'x'.repeat(200_000) })),
      refuses(
        'TransactionCanceledException',
        'Transaction cancelled, please refer cancellation reasons for specific reasons [ValidationError]',
        {
          CancellationReasons: [
            { Code: 'ValidationError', Message: 'Item size to update has exceeded the maximum allowed size' },
          ],
        },
      ),
    ),
  ),
  plain(
    'a nested path without its parent',
    given,
    step(
      'TransactWriteItems',
      write(putOf('c'), updateOf('a', 'SET nowhere.v = :v', { ':v': 1 })),
      refuses(
        'TransactionCanceledException',
        'Transaction cancelled, please refer cancellation reasons for specific reasons [None, ' +
          'ValidationError]',
        {
          CancellationReasons: [
            { Code: 'None' },
            {
              Code: 'ValidationError',
              Message: 'The document path provided in the update expression is invalid for update',
            },
          ],
        },
        onLocal(
          'The document path provided in the update expression is invalid for update',
          REFUSED_AS_A_WHOLE,
        ),
      ),
    ),
  ),
]
