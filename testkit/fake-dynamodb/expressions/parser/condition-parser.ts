import type { Comparator, ConditionSyntax, OperandSyntax } from '../syntax-tree.ts'
import { call, run, type Task } from '../trampoline.ts'
import { TokenReader } from './token-reader.ts'

/** What stands in parentheses is an operand or a condition, and only what follows tells. */
type Node = ConditionSyntax | OperandSyntax

const comparators: readonly Comparator[] = ['=', '<>', '<', '<=', '>', '>=']

/**
 * Parses a condition, filter or key condition expression. Precedence: comparisons, NOT, AND, OR.
 *
 * @throws ExpressionError for a syntax error or redundant parentheses
 */
export function parseCondition(source: string): ConditionSyntax {
  const reader = new TokenReader(source)
  const tree = asCondition(reader, run(disjunction(reader, false)))
  reader.expectEnd()
  return tree
}

function* disjunction(reader: TokenReader, maybeOperand: boolean): Task<Node> {
  const first = yield* call(conjunction(reader, maybeOperand))
  if (!reader.is('OR')) return first
  const conditions = [asCondition(reader, first)]
  while (reader.accept('OR')) conditions.push(asCondition(reader, yield* call(conjunction(reader, false))))
  return { kind: 'or', conditions }
}

function* conjunction(reader: TokenReader, maybeOperand: boolean): Task<Node> {
  const first = yield* call(negation(reader, maybeOperand))
  if (!reader.is('AND')) return first
  const conditions = [asCondition(reader, first)]
  while (reader.accept('AND')) conditions.push(asCondition(reader, yield* call(negation(reader, false))))
  return { kind: 'and', conditions }
}

function* negation(reader: TokenReader, maybeOperand: boolean): Task<Node> {
  let negations = 0
  while (reader.accept('NOT')) negations++
  const node = yield* call(comparison(reader))
  if (negations === 0 && maybeOperand && isOperand(node) && reader.is(')')) return node
  let condition = asCondition(reader, node)
  for (; negations > 0; negations--) condition = { kind: 'not', condition }
  return condition
}

function* comparison(reader: TokenReader): Task<Node> {
  const left = yield* call(primary(reader))
  if (!isOperand(left)) return left
  const operator = comparators.find((text) => reader.accept(text))
  if (operator !== undefined) {
    return { kind: 'compare', operator, operands: [left, yield* call(reader.operand())] }
  }
  if (reader.accept('BETWEEN')) return yield* call(between(reader, left))
  if (reader.accept('IN')) return yield* call(membership(reader, left))
  return left
}

function* between(reader: TokenReader, operand: OperandSyntax): Task<ConditionSyntax> {
  const lower = yield* call(reader.operand())
  reader.expect('AND')
  return { kind: 'between', operands: [operand, lower, yield* call(reader.operand())] }
}

function* membership(reader: TokenReader, operand: OperandSyntax): Task<ConditionSyntax> {
  const operands: [OperandSyntax, ...OperandSyntax[]] = [operand]
  reader.expect('(')
  do operands.push(yield* call(reader.operand()))
  while (reader.accept(','))
  reader.expect(')')
  return { kind: 'in', operands }
}

function* primary(reader: TokenReader): Task<Node> {
  if (!reader.accept('(')) return yield* call(reader.plainOperand())
  const node = yield* call(disjunction(reader, true))
  reader.expect(')')
  return reader.parenthesized(node)
}

function isOperand(node: Node): node is OperandSyntax {
  return node.kind === 'path' || node.kind === 'value' || node.kind === 'call'
}

/** A function call may turn out to be a condition; a path or a value may not. */
function asCondition(reader: TokenReader, node: Node): ConditionSyntax {
  if (node.kind === 'path' || node.kind === 'value') reader.fail()
  return node
}
