import { isDeepStrictEqual } from 'node:util'
import type { Outcome } from '../send.ts'
import {
  type Adjust,
  adjustCancellation,
  adjustMessages,
  adjustOutput,
  errorsOf,
  isRefusedWith,
  mapNumbers,
  normalNumber,
  theFakeIsRight,
  withNormalNumbers,
} from './adjust-answer.ts'
import type { GeneratedRequest } from './generated-request.ts'
import { hasTwoUpdateFaults, isAboutAnotherAction, isAboutAnotherFault } from './several-faults.ts'
import { MAIN } from './tables.ts'
import { hasKeyTwice } from './touched-keys.ts'

/** A difference from DynamoDB Local that is understood. The documentation lists the same, by title. */
export interface KnownDifference {
  readonly title: string
  readonly fake: string
  readonly local: string
  /** Whose behaviour AWS's documentation, or a record of the service, supports, and where. */
  readonly decidedBy: string
  readonly adjust: Adjust
}

const RECORDED = 'as the suites of dynalite and of Parity Suite recorded it'

export const knownDifferences: readonly KnownDifference[] = [
  {
    title: 'Messages about wrong keys and index keys',
    fake: 'Names the attribute, the types, the index and the limit that was passed.',
    local: 'Has shorter messages of its own.',
    decidedBy: `The service, ${RECORDED}.`,
    adjust: adjustMessages([
      [
        /^One or more parameter values were invalid: Missing the key \w+ in the item$/,
        /^One of the required keys was not given a value$/,
      ],
      [
        /^One or more parameter values were invalid: Type mismatch for (key \w+ expected|Index Key \w+ Expected): /,
        /^(One or more parameter values were invalid: Type mismatch for (key|Index Key)|Invalid attribute value type)$/,
      ],
      [
        /^The provided key element does not match the schema$/,
        /^(The number of conditions on the keys is invalid|One of the required keys was not given a value|One or more parameter values were invalid: Type mismatch for key|Invalid attribute value type)$/,
      ],
      [/^Query condition missed key schema element: \w+$/, /^Query condition missed key schema element$/],
      [
        /^The provided starting key is invalid(: .*)?$/,
        /^(Exclusive Start Key must have same size as table's key schema|Type mismatch for attribute to update)$/,
      ],
    ]),
  },
  {
    title: 'Messages about invalid values',
    fake: 'Shows the number or the duplicates, and ends as the service does.',
    local:
      'Has messages of its own for numbers that do not parse or have too many digits, and for sets with ' +
      'duplicates.',
    decidedBy: `The service, ${RECORDED}.`,
    adjust: adjustMessages([
      [
        /The parameter cannot be converted to a numeric value/,
        /A value provided cannot be converted into a number/,
      ],
      [
        /Attempting to store more than 38 significant digits in a Number/,
        /DynamoDB only supports precision up to 38 digits/,
      ],
      [
        /^Number overflow\. Attempting to store a number with magnitude larger than supported range$/,
        /DynamoDB only supports precision up to 38 digits/,
      ],
      [
        /Input collection \[.*\] ?(of type BS )?contains duplicates\./,
        /Input collection (\[.*\] |of type BS )?contains duplicates/,
      ],
    ]),
  },
  {
    title: 'Messages about reads that are not possible',
    fake: 'Says what a global index does not support, and which boundary a start key is outside of.',
    local: 'Has messages of its own, and speaks of the sort key where the partition key is the wrong one.',
    decidedBy: `The service, ${RECORDED}.`,
    adjust: adjustMessages([
      [
        /^Consistent reads are not supported on global secondary indexes$/,
        /^Consistent read cannot be true when (querying|scanning) a GSI$/,
      ],
      [
        /^(The provided starting key is outside query boundaries based on provided conditions|The query can return at most one row and cannot be restarted)$/,
        /^The provided starting key does not match the range key predicate$/,
      ],
      [
        /^The provided starting key is invalid: One or more/,
        /^The query can return at most one row and cannot be restarted\. The provided starting key is invalid: One or more/,
      ],
      [
        /^KeyConditionExpressions cannot have conditions on nested attributes$/,
        /^Key attributes must be scalars/,
      ],
    ]),
  },
  {
    title: 'Messages about a table that does not exist',
    fake: '`Requested resource not found`.',
    local: '`Cannot do operations on a non-existent table`.',
    decidedBy: `The service, ${RECORDED}.`,
    adjust: adjustMessages([
      [/^Requested resource not found/, /^Cannot do operations on a non-existent table$/],
    ]),
  },
  {
    title: 'The message of a token used for another request',
    fake: 'Says what happened.',
    local: 'Sends no message.',
    decidedBy:
      'Neither: AWS documents the exception, `IdempotentParameterMismatchException`, and no message.',
    adjust: (disagreement) =>
      theFakeIsRight(disagreement, isRefusedWith('IdempotentParameterMismatchException')),
  },
  {
    title: 'Which paths overlap',
    fake: 'Names the two paths that overlap.',
    local: 'Names the first of them, and the last path of the expression.',
    decidedBy: 'The service: its message says `path two`.',
    adjust: adjustMessages([
      [
        /^(Invalid \w+: Two document paths overlap with each other; .* path one: .*), path two: .*$/,
        /^(Invalid \w+: Two document paths overlap with each other; .* path one: .*), path two: .*$/,
      ],
    ]),
  },
  {
    title: 'Values in messages',
    fake:
      'Numbers normalised, binary in base64, attributes in the order of the expression; an empty key ' +
      'value in a key condition by its attribute.',
    local:
      'Numbers as they were written, binary as a Java object, attributes in the order of a hash; an ' +
      'empty key value by its index.',
    decidedBy: 'Neither: AWS documents no form.',
    adjust: adjustMessages([
      [
        /^One or more parameter values are not valid\. The AttributeValue for a key attribute cannot contain an empty string value\. Key: \w+$/,
        /^One or more parameter values are not valid\. A value specified for a secondary index key is not supported\. .* IndexKey: \w+$/,
      ],
      [/(lower bound operand: AttributeValue)/, /(lower bound operand: AttributeValue)/],
      [
        /^(One or more parameter values were invalid: (Secondary|Global secondary) index \S+ does not project)/,
        /^(One or more parameter values were invalid: (Secondary|Global secondary) index \S+ does not project)/,
      ],
      [/(operator or function: \w+, operand type: )\{/, /(operator or function: \w+, operand type: )\{/],
    ]),
  },
  {
    title: 'Numbers that are not normalised',
    fake: 'Trims leading and trailing zeroes and writes exponents out, wherever the number is.',
    local: 'Leaves numbers inside lists and maps, and numbers that an update returns, as they were written.',
    decidedBy: 'The service: AWS, Supported data types, Number: "leading and trailing zeroes are trimmed".',
    adjust: ({ local }) => mapNumbers(local, normalNumber),
  },
  {
    title: 'Nested paths in UPDATED_OLD and UPDATED_NEW',
    fake: 'Returns the part of the attribute that the path names.',
    local: 'Returns the whole attribute.',
    decidedBy:
      'The service: AWS, UpdateItem, ReturnValues: "returns only the updated attributes"; recorded by ' +
      'the dynalite suite.',
    adjust: (disagreement) => {
      const { request, local, fake } = disagreement
      const { ReturnValues, UpdateExpression } = request.input
      const nested = /[.[]/.test(String(UpdateExpression)) || /#dot/.test(String(UpdateExpression))
      if (!String(ReturnValues).startsWith('UPDATED_') || !nested) return undefined
      if (!('output' in local) || !('output' in fake)) return undefined
      return isPartOf(fake.output['Attributes'], local.output['Attributes'])
        ? { output: { ...local.output, ...attributesOf(fake.output) } }
        : undefined
    },
  },
  {
    title: 'Capacity that was not asked for',
    fake: 'Returns `ConsumedCapacity` where `ReturnConsumedCapacity` asks for it.',
    local: 'Returns it for DeleteItem of an item that does not exist.',
    decidedBy: 'The service: AWS, DeleteItem, ReturnConsumedCapacity.',
    adjust: adjustOutput(({ request }, { ConsumedCapacity: _, ...output }) =>
      request.operation === 'DeleteItem' && !request.input['ReturnConsumedCapacity'] ? output : undefined,
    ),
  },
  {
    title: 'Capacity of reads that find nothing',
    fake: 'Counts half a unit for a query or an item that is not there, one for a consistent read.',
    local: 'Counts nothing for queries.',
    decidedBy:
      'The service: AWS, Read consistency and capacity: reading an item that does not exist consumes units.',
    adjust: adjustOutput(({ request, fake }, output) =>
      request.operation === 'Query' && output['ScannedCount'] === 0 && 'output' in fake
        ? { ...output, ConsumedCapacity: fake.output['ConsumedCapacity'] }
        : undefined,
    ),
  },
  {
    title: 'The end of a range',
    fake: 'Returns a last key when the limit is reached, and takes any key within the range to start after.',
    local:
      'Returns no last key, and takes none, where the key is the bound of the condition on the sort key.',
    decidedBy: 'The service: AWS, Query, LastEvaluatedKey: it does not mean that there is more data.',
    adjust: (disagreement) => {
      const { request, fake, local } = disagreement
      if (request.operation !== 'Query') return undefined
      if ('error' in local) {
        if (local.message !== 'The provided starting key does not match the range key predicate')
          return undefined
        const tookTheKey =
          'output' in fake
            ? fake.output['Count'] === 0
            : isFoundAfterTheStartKey(fake) && startsAtABound(request)
        return tookTheKey ? fake : undefined
      }
      if (!('output' in fake)) return undefined
      const { LastEvaluatedKey, ...output } = fake.output
      return LastEvaluatedKey !== undefined && isDeepStrictEqual(output, local.output) ? fake : undefined
    },
  },
  {
    title: 'Capacity of indexes that hold neither item',
    fake: 'Counts index writes for an item that is, or was, in the index.',
    local: 'Counts one where the old item has one half of the index key and the new item the other.',
    decidedBy:
      'The service: AWS, Global secondary indexes, Write operations: only items with the key are written.',
    adjust: adjustOutput(({ request, fake }, output) => {
      const counted = unitsOf(output)
      if (request.input['TableName'] !== MAIN || !('output' in fake) || counted === undefined)
        return undefined
      return counted - 1 === unitsOf(fake.output)
        ? { ...output, ConsumedCapacity: fake.output['ConsumedCapacity'] }
        : undefined
    }),
  },
  {
    title: 'A path into a key in a ConditionCheck',
    fake: 'Refuses it, as in every other condition.',
    local: 'Evaluates it.',
    decidedBy: 'Neither: AWS documents no exception for a ConditionCheck.',
    adjust: ({ request, fake }) =>
      errorsOf(fake).some((message) => message.startsWith('Key attributes must be scalars')) &&
      JSON.stringify(request.input).includes('"ConditionCheck"')
        ? fake
        : undefined,
  },
  {
    title: 'The reserved word SIZE',
    fake: 'Refuses it as the name of an attribute.',
    local: 'Takes it for a name.',
    decidedBy: 'The service: AWS, Reserved words in DynamoDB, lists SIZE.',
    adjust: (disagreement) =>
      theFakeIsRight(disagreement, (outcome) =>
        errorsOf(outcome).some((message) => /reserved keyword: size$/.test(message)),
      ),
  },
  {
    title: 'Which of two faults is reported',
    fake: 'Checks values, expressions, key and start key in this order, then duplicates, then conditions.',
    local:
      'Looks for duplicate keys and for paths into keys first. It evaluates a condition before it checks ' +
      'an update, and updates in an order of its own.',
    decidedBy: 'Neither: AWS does not document which of several faults is reported.',
    adjust: (disagreement) =>
      theFakeIsRight(
        disagreement,
        (_, local) =>
          isAboutAnotherFault(disagreement, local) ||
          isAboutAnotherAction(disagreement) ||
          hasTwoUpdateFaults(disagreement, local),
      ),
  },
  {
    title: 'One item twice in a batch or transaction',
    fake:
      'Refuses the request before anything else is looked at in the tables; `1` and `1.0` are the ' +
      'same key.',
    local: 'Compares number keys as they are written, and evaluates earlier actions of a transaction first.',
    decidedBy:
      'The service: AWS, BatchWriteItem and TransactWriteItems: no two requests can be for the same ' +
      'item; a number is its value.',
    adjust: (disagreement) =>
      theFakeIsRight(disagreement, (fake) => isAboutKeyTwice(fake) && hasKeyTwice(disagreement.request)),
  },
  {
    title: 'Transactions that are cancelled',
    fake:
      'Cancels with a reason in the place of the action, and with the same words for every failed ' +
      'condition.',
    local:
      'Refuses the whole request where an update cannot be applied or a key is wrong; ends the message ' +
      'of a failed ConditionCheck with a full stop.',
    decidedBy:
      'The service: AWS, TransactWriteItems, lists these messages as cancellation reasons with the code ' +
      '`ValidationError`.',
    adjust: adjustCancellation,
  },
]

/** What the fake looks at once it has taken the start key. */
const AFTER_THE_START_KEY =
  /^(Key attributes must be scalars|Filter Expression can only contain non-primary key attributes|One or more parameter values were invalid: (Secondary|Global secondary) index)/

function isFoundAfterTheStartKey(fake: Outcome): boolean {
  return errorsOf(fake).some((message) => AFTER_THE_START_KEY.test(message))
}

/** Whether the key to start after has a value that the key condition names. */
function startsAtABound({ input }: GeneratedRequest): boolean {
  const named = Object.values(withNormalNumbers(input['ExpressionAttributeValues']))
  const start = withNormalNumbers(input['ExclusiveStartKey'])
  return ['sk', 'num', 'r', 'alt'].some((sortKey) =>
    named.some((value) => start[sortKey] !== undefined && isDeepStrictEqual(value, start[sortKey])),
  )
}

function unitsOf(output: Record<string, unknown>): number | undefined {
  return (output['ConsumedCapacity'] as { readonly CapacityUnits: number } | undefined)?.CapacityUnits
}

function isAboutKeyTwice(fake: Outcome): boolean {
  return errorsOf(fake).some((message) =>
    /item keys contains duplicates|multiple operations on one item/.test(message),
  )
}

function attributesOf(output: Record<string, unknown>): Record<string, unknown> {
  return { Attributes: output['Attributes'] }
}

/** Whether maps and lists of `part` are contained in those of `whole`, lists element for element in order. */
function isPartOf(part: unknown, whole: unknown): boolean {
  if (part === undefined) return true
  if (Array.isArray(part) && Array.isArray(whole)) {
    let at = 0
    return part.every((member) => {
      while (at < whole.length && !isPartOf(member, whole[at])) at += 1
      at += 1
      return at <= whole.length
    })
  }
  if (typeof part !== 'object' || part === null || typeof whole !== 'object' || whole === null)
    return isDeepStrictEqual(part, whole)
  return Object.entries(part).every(([name, member]) =>
    isPartOf(member, (whole as Record<string, unknown>)[name]),
  )
}
