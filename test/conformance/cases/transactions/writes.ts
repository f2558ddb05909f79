import { ulidGenerator } from '../../../../services/ids/ids.ts'
import { item } from '../../attribute-values.ts'
import { both, names, plain } from '../../case-makers.ts'
import { sizeViolation } from '../../common-refusals.ts'
import {
  type ConformanceCase,
  onLocal,
  refuses,
  returns,
  returnsInAnyOrder,
  step,
} from '../../conformance-case.ts'
import { NO_MESSAGE, OWN_CONSTRAINT_WORDS } from '../../local-reasons.ts'
import { PLAIN, SORTED } from '../../tables.ts'
import { checkOf, deleteOf, getOf, given, key, putOf, updateOf, write } from './requests.ts'

/** New in every run: DynamoDB Local remembers tokens for ten minutes. */
const tokens = ulidGenerator()
const repeatedToken = tokens.next()
const reusedToken = tokens.next()

export const transactionWriteCases: readonly ConformanceCase[] = [
  plain(
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
    'an update makes an item',
    step('TransactWriteItems', write(updateOf('a', 'ADD n :one', { ':one': 1 })), returns()),
    step('GetItem', { TableName: PLAIN, Key: key('a') }, returns({ Item: item({ pk: 'a', n: 1 }) })),
  ),
  both(
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
    '100 actions',
    step('TransactWriteItems', write(...names(100).map((name) => putOf(name))), returns()),
    step('Scan', { TableName: PLAIN, Select: 'COUNT' }, returns({ Count: 100, ScannedCount: 100 })),
  ),
  plain(
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
    'the same token with another request',
    step('TransactWriteItems', { ...write(putOf('a')), ClientRequestToken: reusedToken }, returns()),
    step(
      'TransactWriteItems',
      { ...write(putOf('b')), ClientRequestToken: reusedToken },
      refuses(
        'IdempotentParameterMismatchException',
        /./,
        {},
        onLocal(refuses('IdempotentParameterMismatchException', 'UnknownError'), NO_MESSAGE),
      ),
    ),
  ),
  plain(
    'a token of 37 characters',
    'TransactWriteItems',
    { ...write(putOf('a')), ClientRequestToken: 'x'.repeat(37) },
    sizeViolation(
      'ClientRequestToken',
      'have length less than or equal to 36',
      onLocal(
        "Value xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx at 'clientRequestToken' failed to satisfy " +
          'constraint: Member must have length less than or equal to 36',
        OWN_CONSTRAINT_WORDS,
      ),
    ),
  ),
]
