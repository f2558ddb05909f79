import { item } from '../../attribute-values.ts'
import { names, plain } from '../../case-makers.ts'
import { NOT_FOUND, sizeViolation, violation } from '../../common-refusals.ts'
import { type ConformanceCase, invalid, onLocal, returns } from '../../conformance-case.ts'
import { LENIENT, OWN_CONSTRAINT_WORDS } from '../../local-reasons.ts'
import { PLAIN } from '../../tables.ts'
import { checkOf, deleteOf, key, putOf, updateOf, write } from './requests.ts'

export const refusedTransactionCases: readonly ConformanceCase[] = [
  plain(
    'one item twice',
    'TransactWriteItems',
    write(putOf('a'), deleteOf('a')),
    invalid('Transaction request cannot include multiple operations on one item'),
  ),
  plain(
    'a check and a write of one item',
    'TransactWriteItems',
    write(checkOf('a', 'attribute_not_exists(pk)'), putOf('a')),
    invalid('Transaction request cannot include multiple operations on one item'),
  ),
  plain(
    '101 actions',
    'TransactWriteItems',
    write(...names(101).map((name) => putOf(name))),
    sizeViolation(
      'TransactItems',
      'have length less than or equal to 100',
      onLocal('Member must have length less than or equal to 100', OWN_CONSTRAINT_WORDS),
    ),
  ),
  plain(
    'no actions',
    'TransactWriteItems',
    write(),
    sizeViolation(
      'TransactItems',
      'have length greater than or equal to 1',
      onLocal(
        "Value [] at 'transactItems' failed to satisfy constraint: Member must have length greater than " +
          'or equal to 1',
        OWN_CONSTRAINT_WORDS,
      ),
    ),
  ),
  plain(
    'an action of no kind',
    'TransactWriteItems',
    write({}),
    invalid('Invalid Request: TransactWriteRequest should contain Delete or Put or Update request'),
  ),
  plain(
    'an action of two kinds',
    'TransactWriteItems',
    write({ ...putOf('a'), ...deleteOf('b') }),
    invalid('TransactItems can only contain one of Check, Put, Update or Delete'),
  ),
  plain(
    'an expression that does not parse',
    'TransactWriteItems',
    write(putOf('b'), updateOf('a', 'SET v =', { ':v': 1 })),
    invalid('Invalid UpdateExpression: Syntax error; token: "<EOF>", near: "="'),
  ),
  plain(
    'a reserved word',
    'TransactWriteItems',
    write(putOf('a', {}, { ConditionExpression: 'attribute_exists(name)' })),
    invalid('Invalid ConditionExpression: Attribute name is a reserved keyword; reserved keyword: name'),
  ),
  plain(
    'a table that does not exist',
    'TransactWriteItems',
    write({ Put: { TableName: 'conformance-missing', Item: item({ pk: 'a' }) } }),
    NOT_FOUND,
  ),
  plain(
    'a check without a condition',
    'TransactWriteItems',
    write({ ConditionCheck: { TableName: PLAIN, Key: key('a') } }),
    violation(
      'null',
      'transactItems.1.member.conditionCheck.conditionExpression',
      'not be null',
      onLocal(
        "Value null at 'transactItems.1.member.conditionCheck.conditionExpression' failed to satisfy " +
          'constraint: Member must not be null',
        OWN_CONSTRAINT_WORDS,
      ),
    ),
  ),
  plain(
    'an update without an expression',
    'TransactWriteItems',
    write({ Update: { TableName: PLAIN, Key: key('a') } }),
    violation(
      'null',
      'transactItems.1.member.update.updateExpression',
      'not be null',
      onLocal(returns(), LENIENT),
    ),
  ),
  plain(
    'a value that is not used',
    'TransactWriteItems',
    write(updateOf('a', 'SET v = :v', { ':v': 1, ':w': 2 })),
    invalid('Value provided in ExpressionAttributeValues unused in expressions: keys: {:w}'),
  ),
  plain(
    'more than 4 MB together',
    'TransactWriteItems',
    write(...names(11).map((name) => putOf(name, { v: 'x'.repeat(390_000) }))),
    invalid('Transaction payload size cannot exceed 4MB. Payload Size: 4290056'),
  ),
  plain(
    'one item above 400 KB',
    'TransactWriteItems',
    write(putOf('a', { v: 'x'.repeat(409_600) })),
    invalid('Item size has exceeded the maximum allowed size'),
  ),
]
