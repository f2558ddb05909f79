import { ulidGenerator } from '../../../../services/ids/ids.ts'
import { item, type Plain } from '../attribute-values.ts'
import {
  type ConformanceCase,
  casesOn,
  type Input,
  invalid,
  onLocal,
  refuses,
  returns,
  returnsInAnyOrder,
  step,
} from '../conformance-case.ts'
import {
  LENIENT,
  LESS_DETAIL,
  NO_MESSAGE,
  OTHER_NOT_FOUND,
  OTHER_PUNCTUATION,
  OWN_CONSTRAINT_WORDS,
  REFUSED_AS_A_WHOLE,
} from '../local-reasons.ts'
import { PLAIN, SORTED } from '../tables.ts'

/** New in every run: DynamoDB Local remembers tokens for ten minutes. */
const tokens = ulidGenerator()
const repeatedToken = tokens.next()
const reusedToken = tokens.next()
const plain = casesOn(PLAIN)
const both = casesOn(PLAIN, SORTED)

const key = (pk: string): Input => item({ pk })
const putOf = (pk: string, attributes: Record<string, Plain> = {}, more: Input = {}): Input => ({
  Put: { TableName: PLAIN, Item: item({ pk, ...attributes }), ...more },
})
const updateOf = (
  pk: string,
  UpdateExpression: string,
  values: Record<string, Plain>,
  more: Input = {},
): Input => ({
  Update: {
    TableName: PLAIN,
    Key: key(pk),
    UpdateExpression,
    ExpressionAttributeValues: item(values),
    ...more,
  },
})
const deleteOf = (pk: string, more: Input = {}): Input => ({
  Delete: { TableName: PLAIN, Key: key(pk), ...more },
})
const checkOf = (pk: string, ConditionExpression: string, more: Input = {}): Input => ({
  ConditionCheck: { TableName: PLAIN, Key: key(pk), ConditionExpression, ...more },
})
const write = (...TransactItems: unknown[]): Input => ({ TransactItems })
const getOf = (pk: string, more: Input = {}): Input => ({ Get: { TableName: PLAIN, Key: key(pk), ...more } })
const given = step(
  'BatchWriteItem',
  {
    RequestItems: {
      [PLAIN]: [
        { PutRequest: { Item: item({ pk: 'a', v: 1 }) } },
        { PutRequest: { Item: item({ pk: 'b', v: 2 }) } },
      ],
    },
  },
  returns({ UnprocessedItems: {} }),
)
const names = (count: number): string[] => Array.from({ length: count }, (_, index) => `k${index}`)

export const transactionCases: readonly ConformanceCase[] = [
  plain(
    'transaction-01',
    'a put, an update, a delete and a check together',
    given,
    step(
      'TransactWriteItems',
      write(
        putOf('c', { v: 3 }),
        updateOf('a', 'SET v = v + :one', { ':one': 1 }),
        deleteOf('b'),
        checkOf('d', 'attribute_not_exists(pk)'),
      ),
      returns(),
    ),
    step(
      'Scan',
      { TableName: PLAIN },
      returnsInAnyOrder({
        Items: [item({ pk: 'c', v: 3 }), item({ pk: 'a', v: 2 })],
        Count: 2,
        ScannedCount: 2,
      }),
    ),
  ),
  plain(
    'transaction-02',
    'an update makes an item',
    step('TransactWriteItems', write(updateOf('a', 'ADD n :one', { ':one': 1 })), returns()),
    step('GetItem', { TableName: PLAIN, Key: key('a') }, returns({ Item: item({ pk: 'a', n: 1 }) })),
  ),
  both(
    'transaction-03',
    'over two tables',
    step(
      'TransactWriteItems',
      write(putOf('a'), { Put: { TableName: SORTED, Item: item({ pk: 'a', sk: 's' }) } }),
      returns(),
    ),
    step(
      'TransactGetItems',
      write(getOf('a'), { Get: { TableName: SORTED, Key: item({ pk: 'a', sk: 's' }) } }),
      returns({ Responses: [{ Item: item({ pk: 'a' }) }, { Item: item({ pk: 'a', sk: 's' }) }] }),
    ),
  ),
  plain(
    'transaction-04',
    '100 actions',
    step('TransactWriteItems', write(...names(100).map((name) => putOf(name))), returns()),
    step('Scan', { TableName: PLAIN, Select: 'COUNT' }, returns({ Count: 100, ScannedCount: 100 })),
  ),
  plain(
    'transaction-05',
    'reads keep their places, also of what is not there',
    given,
    step(
      'TransactGetItems',
      write(getOf('b'), getOf('none'), getOf('a', { ProjectionExpression: 'v' })),
      returns({ Responses: [{ Item: item({ pk: 'b', v: 2 }) }, {}, { Item: item({ v: 1 }) }] }),
    ),
  ),
  plain(
    'transaction-06',
    'the same token and request again change nothing',
    given,
    step(
      'TransactWriteItems',
      { ...write(updateOf('a', 'SET v = v + :one', { ':one': 1 })), ClientRequestToken: repeatedToken },
      returns(),
    ),
    step(
      'TransactWriteItems',
      { ...write(updateOf('a', 'SET v = v + :one', { ':one': 1 })), ClientRequestToken: repeatedToken },
      returns(),
    ),
    step('GetItem', { TableName: PLAIN, Key: key('a') }, returns({ Item: item({ pk: 'a', v: 2 }) })),
  ),
  plain(
    'transaction-07',
    'capacity of writes and reads is double',
    step(
      'TransactWriteItems',
      { ...write(putOf('a'), putOf('b')), ReturnConsumedCapacity: 'TOTAL' },
      returns({
        ConsumedCapacity: [{ TableName: 'conformance-plain', CapacityUnits: 4, WriteCapacityUnits: 4 }],
      }),
    ),
    step(
      'TransactGetItems',
      { ...write(getOf('a'), getOf('b')), ReturnConsumedCapacity: 'TOTAL' },
      returns({
        ConsumedCapacity: [{ TableName: 'conformance-plain', CapacityUnits: 4, ReadCapacityUnits: 4 }],
        Responses: [{ Item: item({ pk: 'a' }) }, { Item: item({ pk: 'b' }) }],
      }),
    ),
  ),
  plain(
    'transaction-08',
    'one item may be read twice',
    given,
    step(
      'TransactGetItems',
      write(getOf('a', { ProjectionExpression: 'v' }), getOf('b')),
      returns({ Responses: [{ Item: item({ v: 1 }) }, { Item: item({ pk: 'b', v: 2 }) }] }),
    ),
  ),

  plain(
    'transaction-30',
    'a failed condition cancels everything, with reasons by position',
    given,
    step(
      'TransactWriteItems',
      write(putOf('c'), putOf('a', {}, { ConditionExpression: 'attribute_not_exists(pk)' }), deleteOf('b')),
      refuses(
        'TransactionCanceledException',
        'Transaction cancelled, please refer cancellation reasons for specific reasons [None, ConditionalCheckFailed, None]',
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
    'transaction-31',
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
        'Transaction cancelled, please refer cancellation reasons for specific reasons [ConditionalCheckFailed, None]',
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
    'transaction-32',
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
        'Transaction cancelled, please refer cancellation reasons for specific reasons [None, ConditionalCheckFailed]',
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
      ),
      onLocal(
        refuses(
          'TransactionCanceledException',
          'Transaction cancelled, please refer cancellation reasons for specific reasons [None, ConditionalCheckFailed]',
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
  plain(
    'transaction-33',
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
        'Transaction cancelled, please refer cancellation reasons for specific reasons [ConditionalCheckFailed, ConditionalCheckFailed]',
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
    'transaction-34',
    'one item twice',
    step(
      'TransactWriteItems',
      write(putOf('a'), deleteOf('a')),
      invalid('Transaction request cannot include multiple operations on one item'),
    ),
  ),
  plain(
    'transaction-35',
    'a check and a write of one item',
    step(
      'TransactWriteItems',
      write(checkOf('a', 'attribute_not_exists(pk)'), putOf('a')),
      invalid('Transaction request cannot include multiple operations on one item'),
    ),
  ),
  plain(
    'transaction-36',
    '101 actions',
    step(
      'TransactWriteItems',
      write(...names(101).map((name) => putOf(name))),
      invalid(
        /^1 validation error detected: Value '\[.+' at 'transactItems' failed to satisfy constraint: Member must have length less than or equal to 100$/s,
      ),
      onLocal(invalid('Member must have length less than or equal to 100'), OWN_CONSTRAINT_WORDS),
    ),
  ),
  plain(
    'transaction-37',
    'no actions',
    step(
      'TransactWriteItems',
      write(),
      invalid(
        "1 validation error detected: Value '[]' at 'transactItems' failed to satisfy constraint: Member must have length greater than or equal to 1",
      ),
      onLocal(
        invalid(
          "Value [] at 'transactItems' failed to satisfy constraint: Member must have length greater than or equal to 1",
        ),
        OWN_CONSTRAINT_WORDS,
      ),
    ),
  ),
  plain(
    'transaction-38',
    'an action of no kind',
    step(
      'TransactWriteItems',
      write({}),
      invalid('Invalid Request: TransactWriteRequest should contain Delete or Put or Update request'),
    ),
  ),
  plain(
    'transaction-39',
    'an action of two kinds',
    step(
      'TransactWriteItems',
      write({ ...putOf('a'), ...deleteOf('b') }),
      invalid('TransactItems can only contain one of Check, Put, Update or Delete'),
    ),
  ),
  plain(
    'transaction-40',
    'the same token with another request',
    step('TransactWriteItems', { ...write(putOf('a')), ClientRequestToken: reusedToken }, returns()),
    step(
      'TransactWriteItems',
      { ...write(putOf('b')), ClientRequestToken: reusedToken },
      refuses('IdempotentParameterMismatchException', /./),
      onLocal(refuses('IdempotentParameterMismatchException', 'UnknownError'), NO_MESSAGE),
    ),
  ),
  plain(
    'transaction-41',
    'a token of 37 characters',
    step(
      'TransactWriteItems',
      { ...write(putOf('a')), ClientRequestToken: 'x'.repeat(37) },
      invalid(
        `1 validation error detected: Value '${'x'.repeat(37)}' at 'clientRequestToken' failed to satisfy constraint: Member must have length less than or equal to 36`,
      ),
      onLocal(
        invalid(
          "Value xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx at 'clientRequestToken' failed to satisfy constraint: Member must have length less than or equal to 36",
        ),
        OWN_CONSTRAINT_WORDS,
      ),
    ),
  ),
  plain(
    'transaction-42',
    'an update of another type is a reason, not a refusal',
    given,
    step(
      'TransactWriteItems',
      write(updateOf('a', 'SET v = list_append(v, :l)', { ':l': ['x'] }), putOf('c')),
      refuses(
        'TransactionCanceledException',
        'Transaction cancelled, please refer cancellation reasons for specific reasons [ValidationError, None]',
        {
          CancellationReasons: [
            {
              Code: 'ValidationError',
              Message: 'An operand in the update expression has an incorrect data type',
            },
            { Code: 'None' },
          ],
        },
      ),
      onLocal(invalid('An operand in the update expression has an incorrect data type'), REFUSED_AS_A_WHOLE),
    ),
  ),
  plain(
    'transaction-43',
    'an expression that does not parse',
    step(
      'TransactWriteItems',
      write(putOf('b'), updateOf('a', 'SET v =', { ':v': 1 })),
      invalid('Invalid UpdateExpression: Syntax error; token: "<EOF>", near: "="'),
    ),
  ),
  plain(
    'transaction-44',
    'a reserved word',
    step(
      'TransactWriteItems',
      write(putOf('a', {}, { ConditionExpression: 'attribute_exists(name)' })),
      invalid('Invalid ConditionExpression: Attribute name is a reserved keyword; reserved keyword: name'),
    ),
  ),
  plain(
    'transaction-45',
    'an update of the key',
    step(
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
                'One or more parameter values were invalid: Cannot update attribute pk. This attribute is part of the key',
            },
          ],
        },
      ),
    ),
  ),
  plain(
    'transaction-46',
    'an item without its key',
    step(
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
      ),
      onLocal(invalid('One of the required keys was not given a value'), REFUSED_AS_A_WHOLE),
    ),
  ),
  plain(
    'transaction-47',
    'a key of the wrong type',
    step(
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
      ),
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
    'transaction-48',
    'a table that does not exist',
    step(
      'TransactWriteItems',
      write({ Put: { TableName: 'conformance-missing', Item: item({ pk: 'a' }) } }),
      refuses('ResourceNotFoundException', 'Requested resource not found'),
      onLocal(
        refuses('ResourceNotFoundException', 'Cannot do operations on a non-existent table'),
        OTHER_NOT_FOUND,
      ),
    ),
  ),
  plain(
    'transaction-49',
    'a check without a condition',
    step(
      'TransactWriteItems',
      write({ ConditionCheck: { TableName: PLAIN, Key: key('a') } }),
      invalid(
        "1 validation error detected: Value null at 'transactItems.1.member.conditionCheck.conditionExpression' failed to satisfy constraint: Member must not be null",
      ),
      onLocal(
        invalid(
          "Value null at 'transactItems.1.member.conditionCheck.conditionExpression' failed to satisfy constraint: Member must not be null",
        ),
        OWN_CONSTRAINT_WORDS,
      ),
    ),
  ),
  plain(
    'transaction-50',
    'an update without an expression',
    step(
      'TransactWriteItems',
      write({ Update: { TableName: PLAIN, Key: key('a') } }),
      invalid(
        "1 validation error detected: Value null at 'transactItems.1.member.update.updateExpression' failed to satisfy constraint: Member must not be null",
      ),
      onLocal(returns(), LENIENT),
    ),
  ),
  plain(
    'transaction-51',
    'a value that is not used',
    step(
      'TransactWriteItems',
      write(updateOf('a', 'SET v = :v', { ':v': 1, ':w': 2 })),
      invalid('Value provided in ExpressionAttributeValues unused in expressions: keys: {:w}'),
    ),
  ),
  plain(
    'transaction-52',
    'more than 4 MB together',
    step(
      'TransactWriteItems',
      write(...names(11).map((name) => putOf(name, { v: 'x'.repeat(390_000) }))),
      invalid('Transaction payload size cannot exceed 4MB. Payload Size: 4290056'),
    ),
  ),
  plain(
    'transaction-53',
    'one item above 400 KB',
    step(
      'TransactWriteItems',
      write(putOf('a', { v: 'x'.repeat(409_600) })),
      invalid('Item size has exceeded the maximum allowed size'),
    ),
  ),
  plain(
    'transaction-54',
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
    'transaction-55',
    'a nested path without its parent',
    given,
    step(
      'TransactWriteItems',
      write(putOf('c'), updateOf('a', 'SET nowhere.v = :v', { ':v': 1 })),
      refuses(
        'TransactionCanceledException',
        'Transaction cancelled, please refer cancellation reasons for specific reasons [None, ValidationError]',
        {
          CancellationReasons: [
            { Code: 'None' },
            {
              Code: 'ValidationError',
              Message: 'The document path provided in the update expression is invalid for update',
            },
          ],
        },
      ),
      onLocal(
        invalid('The document path provided in the update expression is invalid for update'),
        REFUSED_AS_A_WHOLE,
      ),
    ),
  ),
  plain(
    'transaction-60',
    '101 reads',
    step(
      'TransactGetItems',
      write(...names(101).map((name) => getOf(name))),
      invalid(
        /^1 validation error detected: Value '\[.+' at 'transactItems' failed to satisfy constraint: Member must have length less than or equal to 100$/s,
      ),
      onLocal(invalid('Member must have length less than or equal to 100'), OWN_CONSTRAINT_WORDS),
    ),
  ),
  plain(
    'transaction-61',
    'no reads',
    step(
      'TransactGetItems',
      write(),
      invalid(
        "1 validation error detected: Value '[]' at 'transactItems' failed to satisfy constraint: Member must have length greater than or equal to 1",
      ),
      onLocal(
        invalid("Value null at 'transactItems' failed to satisfy constraint: Member must not be null"),
        OWN_CONSTRAINT_WORDS,
      ),
    ),
  ),
  plain(
    'transaction-62',
    'a read of another name',
    step(
      'TransactGetItems',
      write({ Get: { TableName: PLAIN, Key: item({ x: 'a' }) } }),
      refuses(
        'TransactionCanceledException',
        'Transaction cancelled, please refer cancellation reasons for specific reasons [ValidationError]',
        {
          CancellationReasons: [
            { Code: 'ValidationError', Message: 'The provided key element does not match the schema' },
          ],
        },
      ),
      onLocal(
        refuses('TransactionCanceledException', 'One of the required keys was not given a value'),
        LESS_DETAIL,
      ),
    ),
  ),
  plain(
    'transaction-63',
    'a read of a table that does not exist',
    step(
      'TransactGetItems',
      write({ Get: { TableName: 'conformance-missing', Key: key('a') } }),
      refuses('ResourceNotFoundException', 'Requested resource not found'),
      onLocal(
        refuses('ResourceNotFoundException', 'Cannot do operations on a non-existent table'),
        OTHER_NOT_FOUND,
      ),
    ),
  ),
  plain(
    'transaction-64',
    'a projection that does not parse',
    step(
      'TransactGetItems',
      write(getOf('a', { ProjectionExpression: 'a..b' })),
      invalid('Invalid ProjectionExpression: Syntax error; token: ".", near: "..b"'),
    ),
  ),
  plain(
    'transaction-65',
    'one item read twice',
    given,
    step(
      'TransactGetItems',
      write(getOf('a'), getOf('a')),
      invalid('Transaction request cannot include multiple operations on one item'),
    ),
  ),
  plain(
    'transaction-66',
    'an action without its Get',
    step(
      'TransactGetItems',
      write({}),
      invalid(
        "1 validation error detected: Value null at 'transactItems.1.member.get' failed to satisfy constraint: Member must not be null",
      ),
      onLocal(
        invalid("Value null at 'transactItems' failed to satisfy constraint: Member must not be null"),
        OWN_CONSTRAINT_WORDS,
      ),
    ),
  ),
]
