import { item } from '../../attribute-values.ts'
import { both, names, plain } from '../../case-makers.ts'
import { type ConformanceCase, onLocal, returns, returnsInAnyOrder, step } from '../../conformance-case.ts'
import { MISSING_ITEM_IS_FREE } from '../../local-reasons.ts'
import { PLAIN, SORTED } from '../../tables.ts'
import { deletes, keysOf, puts, read, write } from './batch-requests.ts'

export const batchResultCases: readonly ConformanceCase[] = [
  both(
    'puts and deletes in two tables',
    step('BatchWriteItem', write(puts('a', 'b')), returns({ UnprocessedItems: {} })),
    step(
      'BatchWriteItem',
      {
        RequestItems: {
          [PLAIN]: [...deletes('a'), ...puts('c')],
          [SORTED]: [{ PutRequest: { Item: item({ pk: 'x', sk: 'y' }) } }],
        },
      },
      returns({ UnprocessedItems: {} }),
    ),
    step(
      'BatchGetItem',
      {
        RequestItems: {
          [PLAIN]: { Keys: keysOf('a', 'b', 'c') },
          [SORTED]: { Keys: [item({ pk: 'x', sk: 'y' })] },
        },
      },
      returnsInAnyOrder({
        Responses: {
          'conformance-sorted': [item({ pk: 'x', sk: 'y' })],
          'conformance-plain': [item({ pk: 'b', v: 1 }), item({ pk: 'c', v: 1 })],
        },
        UnprocessedKeys: {},
      }),
    ),
  ),
  plain(
    'a put replaces, a delete of nothing succeeds',
    step('BatchWriteItem', write(puts('a')), returns({ UnprocessedItems: {} })),
    step(
      'BatchWriteItem',
      write([{ PutRequest: { Item: item({ pk: 'a', w: 2 }) } }, ...deletes('none')]),
      returns({ UnprocessedItems: {} }),
    ),
    step('GetItem', { TableName: PLAIN, Key: item({ pk: 'a' }) }, returns({ Item: item({ pk: 'a', w: 2 }) })),
  ),
  plain(
    '25 writes',
    step('BatchWriteItem', write(puts(...names(25))), returns({ UnprocessedItems: {} })),
    step('Scan', { TableName: PLAIN, Select: 'COUNT' }, returns({ Count: 25, ScannedCount: 25 })),
  ),
  plain(
    'a projection and a consistent read',
    step('BatchWriteItem', write(puts('a')), returns({ UnprocessedItems: {} })),
    step(
      'BatchGetItem',
      read({
        Keys: keysOf('a'),
        ProjectionExpression: '#v',
        ExpressionAttributeNames: { '#v': 'v' },
        ConsistentRead: true,
      }),
      returnsInAnyOrder({ Responses: { 'conformance-plain': [item({ v: 1 })] }, UnprocessedKeys: {} }),
    ),
  ),
  plain(
    'keys that are not there',
    'BatchGetItem',
    read({ Keys: keysOf('a', 'b') }),
    returnsInAnyOrder({ Responses: { 'conformance-plain': [] }, UnprocessedKeys: {} }),
  ),
  plain(
    '100 keys',
    'BatchGetItem',
    read({ Keys: keysOf(...names(100)) }),
    returnsInAnyOrder({ Responses: { 'conformance-plain': [] }, UnprocessedKeys: {} }),
  ),
  plain(
    'capacity of a batch',
    step(
      'BatchWriteItem',
      write(puts('a', 'b'), { ReturnConsumedCapacity: 'TOTAL' }),
      returns({
        UnprocessedItems: {},
        ConsumedCapacity: [{ TableName: 'conformance-plain', CapacityUnits: 2 }],
      }),
    ),
    step(
      'BatchGetItem',
      { ...read({ Keys: keysOf('a', 'b', 'c') }), ReturnConsumedCapacity: 'TOTAL' },
      returnsInAnyOrder(
        {
          Responses: { [PLAIN]: [item({ pk: 'b', v: 1 }), item({ pk: 'a', v: 1 })] },
          UnprocessedKeys: {},
          ConsumedCapacity: [{ TableName: PLAIN, CapacityUnits: 1.5 }],
        },
        onLocal(
          returnsInAnyOrder({
            Responses: { 'conformance-plain': [item({ pk: 'b', v: 1 }), item({ pk: 'a', v: 1 })] },
            UnprocessedKeys: {},
            ConsumedCapacity: [{ TableName: 'conformance-plain', CapacityUnits: 1 }],
          }),
          MISSING_ITEM_IS_FREE,
        ),
      ),
    ),
  ),
]
