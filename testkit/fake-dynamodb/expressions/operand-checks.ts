import { compareValues } from '../attributes/attribute-comparison.ts'
import { type AttributeType, type AttributeValue, typeOf } from '../attributes/attribute-value.ts'
import type { Path, SetValue } from './expression-tree.ts'
import { ExpressionError } from './parser/token-reader.ts'
import { formatPath } from './path-tree.ts'

const attributeTypes: readonly AttributeType[] = ['N', 'BS', 'L', 'B', 'NULL', 'M', 'S', 'SS', 'NS', 'BOOL']

/**
 * What the service lists when the type of `attribute_type` is not a value of the request: every type it knows
 * inside.
 */
const ANY_TYPE =
  '{FLOAT,DECIMALSET,INTSET,M,NULL,BOOL,L,DOUBLESET,NS,BS,HDS,N,B,INT,FS,DOUBLE,DECIMAL,SS,HD,DICT,S}'

/** The types that operators and functions take where a value of the request is their operand. */
export const ordered: readonly AttributeType[] = ['S', 'N', 'B']
export const prefixable: readonly AttributeType[] = ['S', 'B']
export const sizeable: readonly AttributeType[] = ['S', 'B', 'M', 'L', 'SS', 'NS', 'BS']

/** @throws ExpressionError if a function has more or fewer operands */
export function assertOperandCount(name: string, operands: readonly unknown[], expected: number): void {
  if (operands.length === expected) return
  throw new ExpressionError(
    'Incorrect number of operands for operator or function; ' +
      `operator or function: ${name}, number of operands: ${operands.length}`,
  )
}

/** @throws ExpressionError if an operand whose type is known before any item is looked at has another type */
export function assertOperandTypes(
  name: string,
  operands: readonly SetValue[],
  allowed: readonly AttributeType[],
): void {
  for (const operand of operands) {
    const type = staticType(operand)
    if (type !== undefined && !allowed.includes(type)) throw operandTypeError(name, type)
  }
}

/**
 * @throws ExpressionError if the first operand is a path that comes again: the outcome would be clear
 * beforehand
 */
export function assertDistinct(name: string, operands: readonly SetValue[]): void {
  const [first, ...rest] = operands
  if (first?.kind !== 'path') return
  if (rest.some((operand) => operand.kind === 'path' && samePath(first.path, operand.path))) {
    throw new ExpressionError(
      'The first operand must be distinct from the remaining operands for this operator or function; ' +
        `operator: ${name}, first operand: ${formatPath(first.path)}`,
    )
  }
}

/** @throws ExpressionError if the operand is not a path */
export function assertPath(name: string, operand: SetValue | undefined): void {
  if (operand?.kind === 'path') return
  throw new ExpressionError(`Operator or function requires a document path; operator or function: ${name}`)
}

/**
 * The second operand of `attribute_type`.
 *
 * @throws ExpressionError if it is not a value that names a type
 */
export function assertTypeName(operand: SetValue | undefined): void {
  if (operand?.kind !== 'value' || !('S' in operand.value)) throw operandTypeError('attribute_type', ANY_TYPE)
  const name = operand.value.S
  if (attributeTypes.some((type) => type === name)) return
  throw new ExpressionError(
    `Invalid attribute type name found; type: ${name}, valid types: {${attributeTypes.join(',')}}`,
  )
}

/**
 * The bounds of BETWEEN.
 *
 * @throws ExpressionError if both are values that leave nothing between them
 */
export function assertBounds(lower: SetValue, upper: SetValue): void {
  if (lower.kind !== 'value' || upper.kind !== 'value') return
  const order = compareValues(lower.value, upper.value)
  if (order !== undefined && order <= 0) return
  const requirement =
    order === undefined
      ? 'same data type for lower and upper bounds'
      : 'upper bound to be greater than or equal to lower bound'
  throw new ExpressionError(
    `The BETWEEN operator requires ${requirement}; lower bound operand: ${formatValue(lower.value)}, ` +
      `upper bound operand: ${formatValue(upper.value)}`,
  )
}

function staticType(operand: SetValue): AttributeType | undefined {
  if (operand.kind === 'value') return typeOf(operand.value)
  return operand.kind === 'size' ? 'N' : undefined
}

function operandTypeError(name: string, type: string): ExpressionError {
  return new ExpressionError(
    `Incorrect operand type for operator or function; operator or function: ${name}, operand type: ${type}`,
  )
}

function samePath(left: Path, right: Path): boolean {
  return left.length === right.length && left.every((element, index) => element === right[index])
}

function formatValue(value: AttributeValue): string {
  const [type, content] = Object.entries(value)[0] ?? []
  return `AttributeValue: {${type}:${content}}`
}
