import { item } from '../../attribute-values.ts'
import { names, plain, storedItem } from '../../case-makers.ts'
import { NOT_FOUND, sizeViolation, violation } from '../../common-refusals.ts'
import { type ConformanceCase, invalid, onLocal, refuses, returns, step } from '../../conformance-case.ts'
import { LESS_DETAIL, OTHER_SIZE_OF_READS, OWN_CONSTRAINT_WORDS } from '../../local-reasons.ts'
import { PLAIN } from '../../tables.ts'
import { getOf, given, key, write } from './requests.ts'

export const transactionReadCases: readonly ConformanceCase[] = [
  plain(
    'reads keep their places, also of what is not there',
    given,
    step(
      'TransactGetItems',
      write(getOf('b'), getOf('none'), getOf('a', { ProjectionExpression: 'v' })),
      returns({ Responses: [{ Item: item({ pk: 'b', v: 2 }) }, {}, { Item: item({ v: 1 }) }] }),
    ),
  ),
  plain(
    'one item as a whole, and a part of another',
    given,
    step(
      'TransactGetItems',
      write(getOf('a', { ProjectionExpression: 'v' }), getOf('b')),
      returns({ Responses: [{ Item: item({ v: 1 }) }, { Item: item({ pk: 'b', v: 2 }) }] }),
    ),
  ),
  plain(
    '101 reads',
    'TransactGetItems',
    write(...names(101).map((name) => getOf(name))),
    sizeViolation(
      'TransactItems',
      'have length less than or equal to 100',
      onLocal('Member must have length less than or equal to 100', OWN_CONSTRAINT_WORDS),
    ),
  ),
  plain(
    'no reads',
    'TransactGetItems',
    write(),
    sizeViolation(
      'TransactItems',
      'have length greater than or equal to 1',
      onLocal(
        "Value null at 'transactItems' failed to satisfy constraint: Member must not be null",
        OWN_CONSTRAINT_WORDS,
      ),
    ),
  ),
  plain(
    'a read of another name',
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
      onLocal(
        refuses('TransactionCanceledException', 'One of the required keys was not given a value'),
        LESS_DETAIL,
      ),
    ),
  ),
  plain(
    'a read of a table that does not exist',
    'TransactGetItems',
    write({ Get: { TableName: 'conformance-missing', Key: key('a') } }),
    NOT_FOUND,
  ),
  plain(
    'a projection that does not parse',
    'TransactGetItems',
    write(getOf('a', { ProjectionExpression: 'a..b' })),
    invalid('Invalid ProjectionExpression: Syntax error; token: ".", near: "..b"'),
  ),
  plain(
    'one item read twice',
    given,
    step(
      'TransactGetItems',
      write(getOf('a'), getOf('a')),
      invalid('Transaction request cannot include multiple operations on one item'),
    ),
  ),
  plain(
    'an action without its Get',
    'TransactGetItems',
    write({}),
    violation(
      'null',
      'transactItems.1.member.get',
      'not be null',
      onLocal(
        "Value null at 'transactItems' failed to satisfy constraint: Member must not be null",
        OWN_CONSTRAINT_WORDS,
      ),
    ),
  ),
  plain(
    'reads of more than 4 MB together',
    ...names(11).map((pk) => storedItem(PLAIN, { pk, v: 'x'.repeat(390_000) })),
    step(
      'TransactGetItems',
      write(...names(11).map((name) => getOf(name))),
      invalid(
        'Transaction payload size cannot exceed 4MB. Payload Size: 4290056',
        onLocal(/^Payload in response is too large/, OTHER_SIZE_OF_READS),
      ),
    ),
    step(
      'TransactGetItems',
      write(...names(11).map((name) => getOf(name, { ProjectionExpression: 'pk' }))),
      invalid(
        'Transaction payload size cannot exceed 4MB. Payload Size: 4290056',
        onLocal(returns({ Responses: names(11).map((pk) => ({ Item: key(pk) })) }), OTHER_SIZE_OF_READS),
      ),
    ),
    step(
      'TransactGetItems',
      write(...names(10).map((name) => getOf(name, { ProjectionExpression: 'pk' }))),
      returns({ Responses: names(10).map((pk) => ({ Item: key(pk) })) }),
    ),
  ),
]
