import { type ConformanceCase, invalid, onLocal, type Refuses } from '../../conformance-case.ts'
import { LESS_DETAIL } from '../../local-reasons.ts'
import {
  boundsInverted,
  boundsOfTwoTypes,
  ends,
  operandType,
  PARENTHESES,
  reserved,
  sameOperand,
  syntax,
  undefinedValue,
} from './refusal-messages.ts'
import { invalidExpressions, refusals } from './refusals.ts'

const NESTED_OPERATION = 'KeyConditionExpressions cannot contain nested operations'
const NESTED_ATTRIBUTE = 'KeyConditionExpressions cannot have conditions on nested attributes'
const TWO_CONDITIONS = 'KeyConditionExpressions must only contain one condition per key'
const NOT_SUPPORTED = 'Query key condition not supported'
const OTHER_TYPE =
  'One or more parameter values were invalid: Condition parameter type does not match schema type'
const emptyKey = (name: string): string =>
  `One or more parameter values are not valid. The AttributeValue for a key attribute cannot contain an ` +
  `empty string value. Key: ${name}`
const invalidOperator = (operator: string): string =>
  `Invalid operator used in KeyConditionExpression: ${operator}`
const invalidCondition = (reason: string): string => `Invalid condition in KeyConditionExpression: ${reason}`
const missedKey = (name: string): Refuses =>
  invalid(
    `Query condition missed key schema element: ${name}`,
    onLocal('Query condition missed key schema element', LESS_DETAIL),
  )

export const refusedKeyConditionCases: readonly ConformanceCase[] = [
  ...invalidExpressions('KeyConditionExpression', [
    ['pk =', ends('=')],
    ['((pk = :s))', PARENTHESES],
    ['data = :s', reserved('data')],
    ['pk < :t', operandType('<', 'BOOL')],
    ['pk = pk', sameOperand('=', 'pk')],
    ['pk = :s AND begins_with(sk, :one)', operandType('begins_with', 'N')],
    ['pk = :s AND sk BETWEEN :s AND :e', boundsInverted('S:abc', 'S:')],
    ['pk = :undefined', undefinedValue(':undefined')],
    ['pk = 1', syntax('1', '= 1')],
    ['pk = :s AND sk BETWEEN :s AND :one', boundsOfTwoTypes('S:abc', 'N:1')],
  ]),
  ...refusals('KeyConditionExpression', [
    ['pk = :s OR sk = :s', invalidOperator('OR')],
    ['NOT pk = :s', invalidOperator('NOT')],
    ['pk = :s AND sk <> :s', invalidOperator('<>')],
    ['pk = :s AND sk IN (:s)', invalidOperator('IN')],
    ['pk = :s AND attribute_exists(sk)', invalidOperator('attribute_exists')],
    ['pk = :s AND contains(sk, :s)', invalidOperator('contains')],
    ['pk = :s AND attribute_type(sk, :S)', invalidOperator('attribute_type')],
    ['pk IN (:s) OR sk = :s', invalidOperator('OR')],
    ['size(pk) = :one', NESTED_OPERATION],
    ['pk = :s AND sk = size(sk)', NESTED_OPERATION],
    ['pk = sk', invalidCondition('Multiple attribute names used in one condition')],
    ['pk = foo.a', invalidCondition('Multiple attribute names used in one condition')],
    [':s = :s', invalidCondition('No key attribute specified')],
    ['foo.a = :s', NESTED_ATTRIBUTE],
    ['foo.a = bar', NESTED_ATTRIBUTE],
    [
      'pk = :s AND :s BETWEEN sk AND :s',
      invalidCondition('BETWEEN operator must have the key attribute as its first operand'),
    ],
    [
      'pk = :s AND begins_with(:s, sk)',
      invalidCondition('begins_with operator must have the key attribute as its first operand'),
    ],
    ['pk = :s AND sk < :s AND sk > :S', TWO_CONDITIONS],
    ['pk = :s AND pk = :s', TWO_CONDITIONS],
    ['pk = :s AND sk = :s AND foo = :s', 'Conditions can be of length 1 or 2 only'],
    ['pk < :s', NOT_SUPPORTED],
    ['pk BETWEEN :s AND :s', NOT_SUPPORTED],
    ['begins_with(pk, :s)', NOT_SUPPORTED],
    ['pk > :s AND foo = :s', NOT_SUPPORTED],
    ['pk = :one', OTHER_TYPE],
    ['pk = :s AND sk = :one', OTHER_TYPE],
    ['pk = :s AND sk BETWEEN :one AND :two', OTHER_TYPE],
    ['pk = :ss', OTHER_TYPE],
    ['pk = :e', emptyKey('pk')],
    ['pk = :s AND sk = :e', emptyKey('sk')],
    ['pk = :s AND begins_with(sk, :e)', emptyKey('sk')],
    ['pk = :one AND foo = :s', OTHER_TYPE],
    ['pk = :e AND sk = :one', emptyKey('pk')],
    ['sk = :s', missedKey('pk')],
    ['foo = :s', missedKey('pk')],
    ['foo = :one AND sk = :s', missedKey('pk')],
    ['pk = :s AND foo = :one', missedKey('sk')],
    ['pk > :a', NOT_SUPPORTED],
    ['pk = :a AND NOT sk = :s', invalidOperator('NOT')],
    ['pk = :a AND sk > :s AND sk < :s', TWO_CONDITIONS],
    ['pk = :a AND size(sk) = :one', NESTED_OPERATION],
  ]),
]
