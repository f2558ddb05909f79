import type { Outcome } from '../send.ts'
import { type Disagreement, errorsOf } from './adjust-answer.ts'
import type { GeneratedRequest } from './generated-request.ts'
import { hasKeyTwice } from './touched-keys.ts'

/** Faults that DynamoDB Local reports before others, and whether a request has them. */
const FIRST_ON_LOCAL: readonly (readonly [
  message: RegExp,
  isThere: (request: GeneratedRequest) => boolean,
])[] = [
  [
    /^Key attributes must be scalars/,
    ({ input }) => /(#pk|\bpk|\bsk|\bnum)(\.|\[)/.test(JSON.stringify(input)),
  ],
  [
    /^(Provided list of item keys contains duplicates|Transaction request cannot include multiple)/,
    hasKeyTwice,
  ],
  [
    /^The conditional request failed$/,
    ({ input }) => JSON.stringify(input).includes('"ConditionExpression"'),
  ],
  [
    /^(Invalid \w+Expression: |Value provided in ExpressionAttribute|ExpressionAttribute|A value provided cannot be converted into a number)/,
    () => true,
  ],
]

export function isAboutAnotherFault({ request }: Disagreement, local: Outcome): boolean {
  return errorsOf(local).some((message) =>
    FIRST_ON_LOCAL.some(([ofLocal, isThere]) => ofLocal.test(message) && isThere(request)),
  )
}

/** Placeholders without an expression are found by the fake before any action is looked at. */
export function isAboutAnotherAction({ request, fake }: Disagreement): boolean {
  const actions = request.input['TransactItems']
  return (
    Array.isArray(actions) &&
    actions.length > 1 &&
    errorsOf(fake).some((message) => / can only be specified when using expressions/.test(message))
  )
}

/** The faults of an update that show only once it is applied to the item. */
const UPDATE_FAULT =
  /^(The document path provided in|The provided expression refers to|An operand in the update expression|Number overflow|DynamoDB only supports precision|Number underflow)/

export function hasTwoUpdateFaults({ request, fake }: Disagreement, local: Outcome): boolean {
  const operands = String(request.input['UpdateExpression']).match(/[:#\w.[\]]+/g) ?? []
  return (
    operands.length > 3 &&
    [fake, local].every((side) => errorsOf(side).some((message) => UPDATE_FAULT.test(message)))
  )
}
