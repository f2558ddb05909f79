import type {
  ArithmeticSyntax,
  OperandSyntax,
  UpdateActionSyntax,
  UpdateSection,
  UpdateSyntax,
} from '../syntax-tree.ts'
import { call, run, type Task } from '../trampoline.ts'
import { TokenReader } from './token-reader.ts'

const sectionNames: readonly UpdateSection[] = ['SET', 'REMOVE', 'ADD', 'DELETE']
const arithmeticOperators = ['+', '-'] as const

/**
 * Parses an update expression.
 *
 * @throws ExpressionError for a syntax error or redundant parentheses
 */
export function parseUpdate(source: string): UpdateSyntax {
  const reader = new TokenReader(source)
  const sections: UpdateSection[] = []
  const actions: UpdateActionSyntax[] = []
  do {
    const section = sectionNames.find((name) => reader.accept(name)) ?? reader.fail()
    sections.push(section)
    do actions.push(action(reader, section))
    while (reader.accept(','))
  } while (reader.current.kind !== 'end')
  return { sections, actions }
}

function action(reader: TokenReader, section: UpdateSection): UpdateActionSyntax {
  const path = reader.path()
  if (section === 'REMOVE') return { section, path }
  if (section === 'SET') {
    reader.expect('=')
    return { section, path, value: run(setValue(reader)) }
  }
  return { section, path, value: { kind: 'value', reference: reader.take('valueReference') } }
}

/** An operand, or a sum or difference of two, which may stand in parentheses but not be an operand itself. */
function* setValue(reader: TokenReader): Task<OperandSyntax | ArithmeticSyntax> {
  const left = yield* call(parenthesizedValue(reader))
  if (left.kind === 'arithmetic') return left
  const operator = arithmeticOperators.find((text) => reader.accept(text))
  if (operator === undefined) return left
  return { kind: 'arithmetic', operator, operands: [left, yield* call(reader.operand())] }
}

function* parenthesizedValue(reader: TokenReader): Task<OperandSyntax | ArithmeticSyntax> {
  if (!reader.accept('(')) return yield* call(reader.plainOperand())
  const value = yield* call(setValue(reader))
  reader.expect(')')
  return reader.parenthesized(value)
}
