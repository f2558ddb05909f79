import { ExpressionError } from './parser/token-reader.ts'
import { reservedWords } from './reserved-words.ts'
import type {
  ArithmeticSyntax,
  ConditionSyntax,
  OperandSyntax,
  PathSyntax,
  UpdateSyntax,
} from './syntax-tree.ts'

const MAX_LIST_INDEX = 2_147_483_647

const conditionFunctions: ReadonlySet<string> = new Set([
  'attribute_exists',
  'attribute_not_exists',
  'attribute_type',
  'begins_with',
  'contains',
])
const sizeFunction = 'size'
const updateFunctions: ReadonlySet<string> = new Set(['if_not_exists', 'list_append'])

/**
 * Where a function is called: as a condition, as an operand of one, as the value of SET, as an operand in
 * such a value.
 */
type Place = 'condition' | 'operand' | 'setValue' | 'setOperand'

/**
 * Refuses functions that do not exist or may not stand where they stand, reserved words, and list indexes out
 * of range, from left to right.
 *
 * @throws ExpressionError
 */
export function checkConditionSyntax(condition: ConditionSyntax): void {
  switch (condition.kind) {
    case 'call':
      checkOperand(condition, 'condition')
      break
    case 'not':
      checkConditionSyntax(condition.condition)
      break
    case 'and':
    case 'or':
      condition.conditions.forEach(checkConditionSyntax)
      break
    default:
      for (const operand of condition.operands) checkOperand(operand, 'operand')
  }
}

/**
 * {@link checkConditionSyntax} for an update, and that no section comes twice.
 *
 * @throws ExpressionError
 */
export function checkUpdateSyntax(update: UpdateSyntax): void {
  for (const action of update.actions) {
    checkPathSyntax(action.path)
    if (action.section === 'SET') checkSetValue(action.value)
  }
  const repeated = update.sections.find((section, index) => update.sections.indexOf(section) < index)
  if (repeated !== undefined) {
    throw new ExpressionError(`The "${repeated}" section can only be used once in an update expression;`)
  }
}

/**
 * Refuses reserved words and list indexes out of range.
 *
 * @throws ExpressionError
 */
export function checkPathSyntax(path: PathSyntax): void {
  for (const { kind, text } of path.elements) {
    if (kind === 'name' && reservedWords.has(text.toUpperCase())) {
      throw new ExpressionError(`Attribute name is a reserved keyword; reserved keyword: ${text}`)
    }
    if (kind === 'index' && Number(text) > MAX_LIST_INDEX) {
      throw new ExpressionError(`List index is not within the allowable range; index: [${text}]`)
    }
  }
}

function checkSetValue(value: OperandSyntax | ArithmeticSyntax): void {
  if (value.kind !== 'arithmetic') checkOperand(value, 'setValue')
  else for (const operand of value.operands) checkOperand(operand, 'setOperand')
}

function checkOperand(operand: OperandSyntax, place: Place): void {
  if (operand.kind === 'path') checkPathSyntax(operand)
  if (operand.kind !== 'call') return
  checkFunction(operand.name, place)
  const inner = place === 'condition' || place === 'operand' ? 'operand' : 'setOperand'
  for (const argument of operand.operands) checkOperand(argument, inner)
}

function checkFunction(name: string, place: Place): void {
  const forCondition = conditionFunctions.has(name) || name === sizeFunction
  if (!forCondition && !updateFunctions.has(name)) {
    throw new ExpressionError(`Invalid function name; function: ${name}`)
  }
  const inUpdate = place === 'setValue' || place === 'setOperand'
  if (forCondition === inUpdate) {
    throw new ExpressionError(
      `The function is not allowed in ${inUpdate ? 'an update' : 'a condition'} expression; function: ` +
        `${name}`,
    )
  }
  const misplaced =
    (place === 'condition' && name === sizeFunction) ||
    (place === 'operand' && name !== sizeFunction) ||
    (place === 'setOperand' && name === 'list_append')
  if (misplaced) {
    throw new ExpressionError(
      `The function is not allowed to be used this way in an expression; function: ${name}`,
    )
  }
}
