import { compareBinary, compareStrings, setMembers } from '../attributes/attribute-comparison.ts'
import type { AttributeValue, Item } from '../attributes/attribute-value.ts'
import { addNumbers, compareNumbers, subtractNumbers } from '../attributes/decimal.ts'
import { validationException } from '../exceptions.ts'
import type { Path, SetValue, Update, UpdateAction } from './expression-tree.ts'
import { valueAt } from './value-at.ts'

/** What an action does to its path: `value` is what stands there from then on, nothing if it is removed. */
export interface Change {
  readonly value: AttributeValue | undefined
}

/**
 * What each action of an update does to an item, by the index of the action; `undefined` for one that does
 * nothing. Like the checks before, it begins with the last action: which of two errors is met first may still
 * differ from the service.
 *
 * @throws DynamoDBException `ValidationException`
 */
export function evaluateActions(update: Update, item: Item): readonly (Change | undefined)[] {
  const changes: (Change | undefined)[] = []
  for (let index = update.actions.length - 1; index >= 0; index--) {
    const action = update.actions[index]
    if (action === undefined) continue
    assertReachable(action.path, item)
    changes[index] = evaluateAction(action, item)
  }
  return changes
}

function assertReachable(path: Path, item: Item): void {
  const last = path.at(-1)
  if (path.length === 1 || last === undefined) return
  const parent = valueAt([path[0], ...path.slice(1, -1)], item)
  if (parent !== undefined && (typeof last === 'string' ? 'M' : 'L') in parent) return
  throw validationException('The document path provided in the update expression is invalid for update')
}

function evaluateAction(action: UpdateAction, item: Item): Change | undefined {
  if (action.section === 'REMOVE') return { value: undefined }
  if (action.section === 'SET') return { value: evaluateSetValue(action.value, item) }
  const value = valueAt(action.path, item)
  if (action.section === 'ADD')
    return { value: value === undefined ? action.value : add(value, action.value) }
  return value && { value: subtractSet(value, action.value) }
}

function evaluateSetValue(source: SetValue, item: Item): AttributeValue {
  switch (source.kind) {
    case 'value':
      return source.value
    case 'path':
      return (
        valueAt(source.path, item) ??
        fail('The provided expression refers to an attribute that does not exist in the item')
      )
    case 'arithmetic': {
      const [left, right] = source.operands
      const augend = numberOf(evaluateSetValue(left, item))
      const addend = numberOf(evaluateSetValue(right, item))
      return { N: source.operator === '+' ? addNumbers(augend, addend) : subtractNumbers(augend, addend) }
    }
    case 'list_append': {
      const [first, second] = source.operands
      const head = listOf(evaluateSetValue(first, item))
      return { L: [...head, ...listOf(evaluateSetValue(second, item))] }
    }
    case 'if_not_exists': {
      const [path, fallback] = source.operands
      // DynamoDB looks at the second operand even when the first one exists.
      const value = evaluateSetValue(fallback, item)
      return (path.kind === 'path' && valueAt(path.path, item)) || value
    }
    case 'size':
      return incorrectType()
  }
}

function add(value: AttributeValue, addend: AttributeValue): AttributeValue {
  if ('N' in value && 'N' in addend) return { N: addNumbers(value.N, addend.N) }
  if ('SS' in value && 'SS' in addend) return { SS: union(value.SS, addend.SS, compareStrings) }
  if ('NS' in value && 'NS' in addend) return { NS: union(value.NS, addend.NS, compareNumbers) }
  if ('BS' in value && 'BS' in addend) return { BS: union(value.BS, addend.BS, compareBinary) }
  return incorrectType()
}

/** A set without some members. A set without any members cannot be: it goes. */
function subtractSet(value: AttributeValue, members: AttributeValue): AttributeValue | undefined {
  if ('SS' in value && 'SS' in members) return nonEmpty({ SS: difference(value.SS, members.SS) })
  if ('NS' in value && 'NS' in members) return nonEmpty({ NS: difference(value.NS, members.NS) })
  if ('BS' in value && 'BS' in members) return nonEmpty({ BS: difference(value.BS, members.BS) })
  return incorrectType()
}

function nonEmpty(set: AttributeValue): AttributeValue | undefined {
  return setMembers(set).length > 0 ? set : undefined
}

function union(
  left: readonly string[],
  right: readonly string[],
  compare: (left: string, right: string) => number,
): string[] {
  return [...new Set([...left, ...right])].sort(compare)
}

function difference(members: readonly string[], removed: readonly string[]): string[] {
  const gone = new Set(removed)
  return members.filter((member) => !gone.has(member))
}

function numberOf(value: AttributeValue): string {
  return 'N' in value ? value.N : incorrectType()
}

function listOf(value: AttributeValue): readonly AttributeValue[] {
  return 'L' in value ? value.L : incorrectType()
}

function incorrectType(): never {
  return fail('An operand in the update expression has an incorrect data type')
}

function fail(message: string): never {
  throw validationException(message)
}
