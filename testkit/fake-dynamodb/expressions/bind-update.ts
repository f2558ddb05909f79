import { type AttributeType, type AttributeValue, typeOf } from '../attributes/attribute-value.ts'
import type { Binder } from './binder.ts'
import type { Path, SetValue, Update, UpdateAction } from './expression-tree.ts'
import { assertDistinct, assertOperandCount, assertOperandTypes, assertPath } from './operand-checks.ts'
import { ExpressionError } from './parser/token-reader.ts'
import { PathTreeBuilder } from './path-tree.ts'
import type {
  ArithmeticSyntax,
  CallSyntax,
  OperandSyntax,
  UpdateActionSyntax,
  UpdateSyntax,
} from './syntax-tree.ts'

const allowedTypes: Readonly<Record<'ADD' | 'DELETE', readonly AttributeType[]>> = {
  ADD: ['N', 'SS', 'NS', 'BS'],
  DELETE: ['SS', 'NS', 'BS'],
}

/** The names that messages about ADD and DELETE use for types. */
const typeNames: Readonly<Record<AttributeType, string>> = {
  S: 'STRING',
  N: 'NUMBER',
  B: 'BINARY',
  BOOL: 'BOOLEAN',
  NULL: 'NULL',
  M: 'MAP',
  L: 'LIST',
  SS: 'STRING_SET',
  NS: 'NUMBER_SET',
  BS: 'BINARY_SET',
}

/**
 * Fills names and values into an update and checks what can be known of it without an item. DynamoDB reads
 * the actions from the last to the first, all paths before all values, and reports what it meets first.
 *
 * @throws ExpressionError
 */
export function bindUpdate(syntax: UpdateSyntax, binder: Binder): Update {
  const tree = new PathTreeBuilder<number>()
  const last = syntax.actions.length - 1
  const lastToFirst = syntax.actions.toReversed()
  const paths = lastToFirst.map((action, i) => {
    const path = binder.path(action.path)
    tree.add(path, last - i)
    return path
  })
  const actions = lastToFirst.map((action, i) => bindAction(action, paths[i] ?? unreachable(), binder))
  return { actions: actions.reverse(), tree: tree.tree }
}

function bindAction(action: UpdateActionSyntax, path: Path, binder: Binder): UpdateAction {
  switch (action.section) {
    case 'REMOVE':
      return { section: 'REMOVE', path }
    case 'SET':
      return { section: 'SET', path, value: bindSetValue(action.value, binder) }
    default:
      return { section: action.section, path, value: bindAddend(action.section, action.value, binder) }
  }
}

function bindAddend(
  section: 'ADD' | 'DELETE',
  syntax: OperandSyntax & { kind: 'value' },
  binder: Binder,
): AttributeValue {
  const operand = binder.operand(syntax)
  if (operand.kind !== 'value') return unreachable()
  const type = typeOf(operand.value)
  if (!allowedTypes[section].includes(type)) {
    throw new ExpressionError(
      `Incorrect operand type for operator or function; operator: ${section}, ` +
        `operand type: ${typeNames[type]}, typeSet: ALLOWED_FOR_${section}_OPERAND`,
    )
  }
  return operand.value
}

function bindSetValue(syntax: OperandSyntax | ArithmeticSyntax, binder: Binder): SetValue {
  if (syntax.kind === 'call') return bindCall(syntax, binder)
  if (syntax.kind !== 'arithmetic') return binder.operand(syntax)
  const [left, right] = syntax.operands
  const operands = [bindSetValue(left, binder), bindSetValue(right, binder)] as const
  assertOperandTypes(syntax.operator, operands, ['N'])
  binder.countOperators()
  return { kind: 'arithmetic', operator: syntax.operator, operands }
}

function bindCall({ name, operands: syntaxes }: CallSyntax, binder: Binder): SetValue {
  const operands = syntaxes.map((operand) => bindSetValue(operand, binder))
  assertOperandCount(name, operands, 2)
  const kind = name === 'if_not_exists' ? 'if_not_exists' : 'list_append'
  const [first, second] = operands
  if (first === undefined || second === undefined) return unreachable()
  if (kind === 'if_not_exists') {
    assertPath(kind, first)
    assertDistinct(kind, operands)
  } else assertOperandTypes(kind, operands, ['L'])
  binder.countOperators()
  return { kind, operands: [first, second] }
}

function unreachable(): never {
  throw new RangeError('every action has a path and every call its operands')
}
