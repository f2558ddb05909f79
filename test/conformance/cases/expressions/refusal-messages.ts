/** What DynamoDB says of an expression, after `Invalid ConditionExpression: ` or the like. */
export const EMPTY = 'The expression can not be empty;'
export const PARENTHESES = 'The expression has redundant parentheses;'

export function syntax(token: string, near: string): string {
  return `Syntax error; token: "${token}", near: "${near}"`
}

/** A syntax error at the end of the expression. */
export function ends(near: string): string {
  return syntax('<EOF>', near)
}

export function unknownFunction(name: string): string {
  return `Invalid function name; function: ${name}`
}

export function misplaced(name: string): string {
  return `The function is not allowed to be used this way in an expression; function: ${name}`
}

export function notAllowedIn(kind: 'a condition' | 'an update', name: string): string {
  return `The function is not allowed in ${kind} expression; function: ${name}`
}

export function reserved(word: string): string {
  return `Attribute name is a reserved keyword; reserved keyword: ${word}`
}

export function indexOutOfRange(index: string): string {
  return `List index is not within the allowable range; index: [${index}]`
}

export function undefinedValue(name: string): string {
  return `An expression attribute value used in expression is not defined; attribute value: ${name}`
}

export function undefinedName(name: string): string {
  return `An expression attribute name used in the document path is not defined; attribute name: ${name}`
}

export function tooManyLevels(levels: number): string {
  return `The document path has too many nesting levels; nesting levels: ${levels}`
}

export function sameOperand(operator: string, path: string): string {
  const rule = 'The first operand must be distinct from the remaining operands for this operator or function'
  return `${rule}; operator: ${operator}, first operand: [${path}]`
}

export function operandType(operator: string, type: string): string {
  const rule = 'Incorrect operand type for operator or function'
  return `${rule}; operator or function: ${operator}, operand type: ${type}`
}

/** The operand of `ADD` or `DELETE`. */
export function actionType(section: 'ADD' | 'DELETE', type: string): string {
  const rule = 'Incorrect operand type for operator or function'
  return `${rule}; operator: ${section}, operand type: ${type}, typeSet: ALLOWED_FOR_${section}_OPERAND`
}

export function pathRequired(name: string): string {
  return `Operator or function requires a document path; operator or function: ${name}`
}

export function operandCount(name: string, count: number): string {
  const rule = 'Incorrect number of operands for operator or function'
  return `${rule}; operator or function: ${name}, number of operands: ${count}`
}

export function overlap(one: string, two: string): string {
  return pairOfPaths('overlap', one, two)
}

export function conflict(one: string, two: string): string {
  return pairOfPaths('conflict', one, two)
}

function pairOfPaths(relation: string, one: string, two: string): string {
  const rule = `Two document paths ${relation} with each other; must remove or rewrite one of these paths`
  return `${rule}; path one: [${one}], path two: [${two}]`
}

export function repeatedSection(section: string): string {
  return `The "${section}" section can only be used once in an update expression;`
}

export function boundsInverted(lower: string, upper: string): string {
  return bounds('upper bound to be greater than or equal to lower bound', lower, upper)
}

export function boundsOfTwoTypes(lower: string, upper: string): string {
  return bounds('same data type for lower and upper bounds', lower, upper)
}

function bounds(required: string, lower: string, upper: string): string {
  const operands =
    `lower bound operand: AttributeValue: {${lower}}, ` + `upper bound operand: AttributeValue: {${upper}}`
  return `The BETWEEN operator requires ${required}; ${operands}`
}
