import { item } from '../../attribute-values.ts'
import { names, plain } from '../../case-makers.ts'
import { type ConformanceCase, invalid, onLocal, refuses, returns, step } from '../../conformance-case.ts'
import { LENIENT, OTHER_NOT_FOUND, OWN_CONSTRAINT_WORDS } from '../../local-reasons.ts'
import { PLAIN } from '../../tables.ts'
import { checkOf, deleteOf, key, putOf, updateOf, write } from './requests.ts'

export const refusedTransactionCases: readonly ConformanceCase[] = [
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
]
