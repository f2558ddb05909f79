import { type AttributeValue, typeOf } from '../attributes/attribute-value.ts'
import { validationException } from '../exceptions.ts'
import type {
  Condition,
  KeyCondition,
  KeyNames,
  KeyRange,
  Operand,
  RangeCondition,
} from './expression-tree.ts'

/** A key attribute's declared type, as in `AttributeDefinitions`. */
export type KeyTypes = Readonly<Record<string, 'S' | 'N' | 'B'>>

/** What a comparison says with its operands the other way round. */
const turned = { '=': '=', '<': '>', '<=': '>=', '>': '<', '>=': '<=' } as const

/**
 * Refuses what no table could make a key condition of: other operators, one attribute twice, none at all.
 *
 * @throws DynamoDBException `ValidationException`
 */
export function assertKeyConditionShape({ condition }: KeyCondition): void {
  collect(condition, new Map())
}

/**
 * The rules of a key condition for the keys of a table or index:
 *
 * - exactly one `=` on each attribute of the partition key
 * - conditions on the sort key, from its first attribute on; only the last may be other than `=`
 * - values of the declared types
 *
 * @throws DynamoDBException `ValidationException`
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Query.KeyConditionExpressions.html
 */
export function resolveKeyCondition({ condition }: KeyCondition, keys: KeyNames, types: KeyTypes): KeyRange {
  const conditions = new Map<string, RangeCondition>()
  collect(condition, conditions)
  const { hashes, ranges } = keys
  if (conditions.size > Math.max(2, hashes.length + ranges.length)) {
    fail('Conditions can be of length 1 or 2 only')
  }
  const checked = (name: string): RangeCondition => {
    const one = conditions.get(name) ?? missed(name)
    assertType(one, types[name])
    return one
  }
  const partition = hashes.map((name) => equalTo(checked(name), name))
  const onSortKey = conditions.size - hashes.length
  if (onSortKey === 0) return { hashes: partition, prefix: [] }
  if (onSortKey > ranges.length) fail('Query key condition not supported')
  const sort = ranges.slice(0, onSortKey).map((name) => [name, checked(name)] as const)
  const prefix = sort.slice(0, -1).map(([name, one]) => equalTo(one, name))
  const [name, range] = sort.at(-1) as readonly [string, RangeCondition]
  assertNotEmpty(range, name)
  return { hashes: partition, prefix, range }
}

/** The value of a condition that has to be an equality. */
function equalTo(condition: RangeCondition, name: string): AttributeValue {
  if (condition.operator !== '=') return fail('Query key condition not supported')
  assertNotEmpty(condition, name)
  return condition.value
}

function collect(condition: Condition, conditions: Map<string, RangeCondition>): void {
  if (condition.kind === 'and') {
    for (const part of condition.conditions) collect(part, conditions)
    return
  }
  const [name, range] = conditionOnKey(condition)
  if (conditions.has(name)) fail('KeyConditionExpressions must only contain one condition per key')
  conditions.set(name, range)
}

function conditionOnKey(condition: Condition): readonly [name: string, condition: RangeCondition] {
  if (condition.kind === 'compare' && condition.operator !== '<>') {
    const [left, right] = condition.operands
    const name = onlyKey(condition.operands)
    if (left.kind === 'value') return [name, { operator: turned[condition.operator], value: left.value }]
    return [name, { operator: condition.operator, value: givenValue(right) }]
  }
  if (condition.kind === 'between') {
    const [operand, lower, upper] = condition.operands
    assertKeyFirst('BETWEEN', operand)
    const name = onlyKey(condition.operands)
    return [name, { operator: 'BETWEEN', lower: givenValue(lower), upper: givenValue(upper) }]
  }
  if (condition.kind === 'call' && condition.name === 'begins_with') {
    const [operand, prefix] = condition.operands
    assertKeyFirst('begins_with', operand)
    const name = onlyKey(condition.operands)
    return [name, { operator: 'begins_with', value: givenValue(prefix) }]
  }
  return fail(`Invalid operator used in KeyConditionExpression: ${operatorOf(condition)}`)
}

function operatorOf(condition: Condition): string {
  if (condition.kind === 'compare') return condition.operator
  return condition.kind === 'call' ? condition.name : condition.kind.toUpperCase()
}

function assertKeyFirst(operator: string, operand: Operand): void {
  if (operand.kind !== 'value') return
  fail(
    `Invalid condition in KeyConditionExpression: ${operator} operator must have the key attribute as ` +
      `its first operand`,
  )
}

/** The one attribute that a condition is about. */
function onlyKey(operands: readonly Operand[]): string {
  let name: string | undefined
  for (const operand of operands) {
    if (operand.kind === 'size') fail('KeyConditionExpressions cannot contain nested operations')
    if (operand.kind !== 'path') continue
    if (name !== undefined) {
      fail('Invalid condition in KeyConditionExpression: Multiple attribute names used in one condition')
    }
    if (operand.path.length > 1) fail('KeyConditionExpressions cannot have conditions on nested attributes')
    name = operand.path[0]
  }
  return name ?? fail('Invalid condition in KeyConditionExpression: No key attribute specified')
}

function givenValue(operand: Operand | undefined): AttributeValue {
  if (operand?.kind === 'value') return operand.value
  throw new TypeError('beside its key attribute a key condition has only values')
}

function valuesOf(condition: RangeCondition): readonly AttributeValue[] {
  return condition.operator === 'BETWEEN' ? [condition.lower, condition.upper] : [condition.value]
}

function assertType(condition: RangeCondition, type: 'S' | 'N' | 'B' | undefined): void {
  if (valuesOf(condition).every((value) => typeOf(value) === type)) return
  fail('One or more parameter values were invalid: Condition parameter type does not match schema type')
}

function assertNotEmpty(condition: RangeCondition, key: string): void {
  for (const value of valuesOf(condition)) {
    const kind = emptyKind(value)
    if (kind !== undefined) {
      fail(
        'One or more parameter values are not valid. ' +
          `The AttributeValue for a key attribute cannot contain an empty ${kind} value. Key: ${key}`,
      )
    }
  }
}

function emptyKind(value: AttributeValue): 'string' | 'binary' | undefined {
  if ('S' in value && value.S === '') return 'string'
  return 'B' in value && value.B === '' ? 'binary' : undefined
}

/** The service names the key; DynamoDB Local does not. */
function missed(key: string): never {
  return fail(`Query condition missed key schema element: ${key}`)
}

function fail(message: string): never {
  throw validationException(message)
}
