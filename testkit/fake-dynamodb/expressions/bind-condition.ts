import type { Binder } from './binder.ts'
import type { Condition, FunctionName, Operand } from './expression-tree.ts'
import {
  assertBounds,
  assertDistinct,
  assertOperandCount,
  assertOperandTypes,
  assertPath,
  assertTypeName,
  ordered,
  prefixable,
  sizeable,
} from './operand-checks.ts'
import { ExpressionError } from './parser/token-reader.ts'
import type { CallSyntax, ConditionSyntax, OperandSyntax } from './syntax-tree.ts'

const MAX_IN_OPERANDS = 100

type Pair = readonly [Operand, Operand]

/**
 * Fills names and values into a condition and checks what can be known of its operands without an item, from
 * left to right and from the inside out.
 *
 * @throws ExpressionError
 */
export function bindCondition(syntax: ConditionSyntax, binder: Binder): Condition {
  switch (syntax.kind) {
    case 'and':
    case 'or': {
      const conditions = syntax.conditions.map((condition) => bindCondition(condition, binder))
      binder.countOperators(conditions.length - 1)
      return { kind: syntax.kind, conditions }
    }
    case 'not': {
      const condition = bindCondition(syntax.condition, binder)
      binder.countOperators()
      return { kind: 'not', condition }
    }
    case 'call':
      return bindCall(syntax, binder)
    case 'compare': {
      const [left, right] = syntax.operands
      const operands: Pair = [bindOperand(left, binder), bindOperand(right, binder)]
      if (syntax.operator !== '=' && syntax.operator !== '<>') {
        assertOperandTypes(syntax.operator, operands, ordered)
      }
      assertDistinct(syntax.operator, operands)
      binder.countOperators()
      return { kind: 'compare', operator: syntax.operator, operands }
    }
    case 'between':
      return bindBetween(syntax.operands, binder)
    case 'in':
      return bindIn(syntax.operands, binder)
  }
}

function bindBetween(
  [operandSyntax, lowerSyntax, upperSyntax]: readonly [OperandSyntax, OperandSyntax, OperandSyntax],
  binder: Binder,
): Condition {
  const operand = bindOperand(operandSyntax, binder)
  const lower = bindOperand(lowerSyntax, binder)
  const upper = bindOperand(upperSyntax, binder)
  assertOperandTypes('BETWEEN', [operand, lower, upper], ordered)
  assertDistinct('BETWEEN', [operand, lower, upper])
  assertBounds(lower, upper)
  binder.countOperators()
  return { kind: 'between', operands: [operand, lower, upper] }
}

function bindIn(
  [operandSyntax, ...candidateSyntaxes]: readonly [OperandSyntax, ...OperandSyntax[]],
  binder: Binder,
): Condition {
  const operand = bindOperand(operandSyntax, binder)
  const candidates = candidateSyntaxes.map((candidate) => bindOperand(candidate, binder))
  assertDistinct('IN', [operand, ...candidates])
  if (candidates.length > MAX_IN_OPERANDS) {
    throw new ExpressionError(
      `The IN operator is provided with too many operands; number of operands: ${candidates.length}`,
    )
  }
  binder.countOperators()
  return { kind: 'in', operands: [operand, ...candidates] }
}

function bindCall({ name, operands: syntaxes }: CallSyntax, binder: Binder): Condition {
  const operands = syntaxes.map((operand) => bindOperand(operand, binder))
  checkCall(name, operands)
  binder.countOperators()
  const [first, ...rest] = operands
  if (first === undefined) throw new RangeError('a call has operands')
  return { kind: 'call', name: name as FunctionName, operands: [first, ...rest] }
}

function checkCall(name: string, operands: readonly Operand[]): void {
  if (name === 'attribute_exists' || name === 'attribute_not_exists') {
    assertOperandCount(name, operands, 1)
    assertPath(name, operands[0])
    return
  }
  assertOperandCount(name, operands, 2)
  if (name === 'begins_with') assertOperandTypes(name, operands, prefixable)
  if (name === 'attribute_type') assertOperandTypes(name, operands.slice(1), ['S'])
  assertDistinct(name, operands)
  if (name === 'attribute_type') assertTypeName(operands[1])
}

function bindOperand(syntax: OperandSyntax, binder: Binder): Operand {
  if (syntax.kind !== 'call') return binder.operand(syntax)
  const operands = syntax.operands.map((operand) => bindOperand(operand, binder))
  assertOperandCount(syntax.name, operands, 1)
  assertOperandTypes(syntax.name, operands, sizeable)
  binder.countOperators()
  const [operand] = operands
  if (operand === undefined) throw new RangeError('a call has operands')
  return { kind: 'size', operands: [operand] }
}
