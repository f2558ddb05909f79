import { compareValues, setMembers, valuesEqual } from '../attributes/attribute-comparison.ts'
import { binarySizeBytes } from '../attributes/attribute-size.ts'
import { type AttributeValue, type Item, typeOf } from '../attributes/attribute-value.ts'
import { validationException } from '../exceptions.ts'
import { keyNamed, pathsOfCondition } from './expression-paths.ts'
import type { Condition, FunctionName, KeyNames, Operand } from './expression-tree.ts'
import type { Comparator } from './syntax-tree.ts'
import { valueAt } from './value-at.ts'

/** Whether `condition` holds for `item`; an item that does not exist is an empty map. */
export function evaluateCondition(condition: Condition, item: Item): boolean {
  switch (condition.kind) {
    case 'and':
      return condition.conditions.every((part) => evaluateCondition(part, item))
    case 'or':
      return condition.conditions.some((part) => evaluateCondition(part, item))
    case 'not':
      return !evaluateCondition(condition.condition, item)
    case 'call':
      return evaluateCall(condition.name, condition.operands, item)
    case 'compare': {
      const [left, right] = condition.operands
      return compare(condition.operator, evaluateOperand(left, item), evaluateOperand(right, item))
    }
    case 'between': {
      const [operand, lower, upper] = condition.operands
      const value = evaluateOperand(operand, item)
      return (
        compare('>=', value, evaluateOperand(lower, item)) &&
        compare('<=', value, evaluateOperand(upper, item))
      )
    }
    case 'in': {
      const [operand, ...candidates] = condition.operands
      const value = evaluateOperand(operand, item)
      return candidates.some((candidate) => compare('=', value, evaluateOperand(candidate, item)))
    }
  }
}

/**
 * Refuses a filter that names a key attribute of what is queried.
 *
 * @throws DynamoDBException `ValidationException`
 */
export function assertFilterWithoutKeys(filter: Condition, keys: KeyNames): void {
  const key = keyNamed(pathsOfCondition(filter), keys)
  if (key === undefined) return
  throw validationException(
    `Filter Expression can only contain non-primary key attributes: Primary key attribute: ${key}`,
  )
}

function compare(
  operator: Comparator,
  left: AttributeValue | undefined,
  right: AttributeValue | undefined,
): boolean {
  // What is not there is not equal even to something else that is not there, and has no order.
  if (left === undefined || right === undefined) return operator === '<>'
  if (operator === '=') return valuesEqual(left, right)
  if (operator === '<>') return !valuesEqual(left, right)
  const order = compareValues(left, right)
  if (order === undefined) return false
  if (operator === '<') return order < 0
  if (operator === '<=') return order <= 0
  return operator === '>' ? order > 0 : order >= 0
}

function evaluateCall(name: FunctionName, operands: readonly [Operand, ...Operand[]], item: Item): boolean {
  const [first, second] = operands
  const value = evaluateOperand(first, item)
  if (name === 'attribute_exists') return value !== undefined
  if (name === 'attribute_not_exists') return value === undefined
  const argument = second && evaluateOperand(second, item)
  if (value === undefined || argument === undefined) return false
  if (name === 'attribute_type') return 'S' in argument && typeOf(value) === argument.S
  return name === 'begins_with' ? beginsWith(value, argument) : contains(value, argument)
}

function evaluateOperand(operand: Operand, item: Item): AttributeValue | undefined {
  if (operand.kind === 'value') return operand.value
  if (operand.kind === 'path') return valueAt(operand.path, item)
  const value = evaluateOperand(operand.operands[0], item)
  const size = value && sizeOf(value)
  return size === undefined ? undefined : { N: String(size) }
}

/** What the function `size` gives: characters, bytes or elements. Numbers, booleans and null have no size. */
function sizeOf(value: AttributeValue): number | undefined {
  if ('S' in value) return value.S.length
  if ('B' in value) return binarySizeBytes(value.B)
  if ('M' in value) return Object.keys(value.M).length
  if ('L' in value) return value.L.length
  const members = setMembers(value)
  return members.length > 0 ? members.length : undefined
}

function beginsWith(value: AttributeValue, prefix: AttributeValue): boolean {
  if ('S' in value) return 'S' in prefix && value.S.startsWith(prefix.S)
  if (!('B' in value && 'B' in prefix)) return false
  const start = Buffer.from(prefix.B, 'base64')
  return Buffer.from(value.B, 'base64').subarray(0, start.length).equals(start)
}

function contains(value: AttributeValue, sought: AttributeValue): boolean {
  if ('S' in value) return 'S' in sought && value.S.includes(sought.S)
  if ('B' in value) {
    return 'B' in sought && Buffer.from(value.B, 'base64').includes(Buffer.from(sought.B, 'base64'))
  }
  if ('L' in value) return value.L.some((element) => valuesEqual(element, sought))
  if ('SS' in value) return 'S' in sought && value.SS.includes(sought.S)
  if ('NS' in value) return 'N' in sought && value.NS.includes(sought.N)
  if ('BS' in value) return 'B' in sought && value.BS.includes(sought.B)
  return false
}
