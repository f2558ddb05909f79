import { parseAttributeValue } from '../attributes/attribute-validation.ts'
import { type AttributeType, type AttributeValue, typeOf } from '../attributes/attribute-value.ts'
import type { CompiledExpressions, Condition, Operand, SetValue, UpdateAction } from './expression-tree.ts'

type Values = ReadonlyMap<AttributeValue, AttributeValue>

const NOTHING: Readonly<Record<string, unknown>> = {}

interface Slot {
  readonly reference: string
  readonly type: AttributeType
  /** What stands in the template, to be found there and replaced. */
  readonly value: AttributeValue
}

/**
 * Expressions that were compiled once, for requests with other values. The checks depend only on the texts,
 * the names and the types of values, which are the same.
 */
export class ExpressionTemplate {
  readonly #compiled: CompiledExpressions
  readonly #names: ReadonlyMap<string, string>
  readonly #slots: readonly Slot[]

  constructor(
    compiled: CompiledExpressions,
    names: ReadonlyMap<string, string>,
    values: ReadonlyMap<string, AttributeValue>,
  ) {
    this.#compiled = compiled
    this.#names = names
    this.#slots = [...values].map(([reference, value]) => ({ reference, type: typeOf(value), value }))
  }

  /**
   * The expressions with other values. `undefined` if names or types of values differ, or something is
   * invalid: compile the expressions, which reports the error.
   */
  fill(rawNames: unknown, rawValues: unknown): CompiledExpressions | undefined {
    if (!this.#hasNames(rawNames)) return undefined
    const values = this.#parse(rawValues)
    return values && fillExpressions(this.#compiled, values)
  }

  #hasNames(raw: unknown): boolean {
    const given = (raw ?? NOTHING) as Readonly<Record<string, unknown>>
    if ((given === NOTHING) !== (this.#names.size === 0)) return false
    const references = Object.keys(given)
    return (
      references.length === this.#names.size &&
      references.every((reference) => this.#names.get(reference) === given[reference])
    )
  }

  #parse(raw: unknown): Values | undefined {
    const given = (raw ?? NOTHING) as Readonly<Record<string, unknown>>
    if ((given === NOTHING) !== (this.#slots.length === 0)) return undefined
    if (Object.keys(given).length !== this.#slots.length) return undefined
    const values = new Map<AttributeValue, AttributeValue>()
    for (const { reference, type, value } of this.#slots) {
      const parsed = parseOrNothing(given[reference])
      if (!parsed || typeOf(parsed) !== type) return undefined
      values.set(value, parsed)
    }
    return values
  }
}

/** Whether nothing in expressions was checked that depends on more than the types of values. */
export function isTemplate({ condition, filter, keyCondition }: CompiledExpressions): boolean {
  return [condition, filter, keyCondition?.condition].every((part) => !part || dependsOnTypesAlone(part))
}

function dependsOnTypesAlone(condition: Condition): boolean {
  switch (condition.kind) {
    case 'and':
    case 'or':
      return condition.conditions.every(dependsOnTypesAlone)
    case 'not':
      return dependsOnTypesAlone(condition.condition)
    case 'call':
      return condition.name !== 'attribute_type'
    default:
      return condition.kind !== 'between'
  }
}

function parseOrNothing(raw: unknown): AttributeValue | undefined {
  try {
    return parseAttributeValue(raw)
  } catch {
    return undefined
  }
}

function fillExpressions(compiled: CompiledExpressions, values: Values): CompiledExpressions {
  if (values.size === 0) return compiled
  const { condition, filter, keyCondition, update } = compiled
  const filled: { -readonly [Name in keyof CompiledExpressions]: CompiledExpressions[Name] } = { ...compiled }
  if (condition) filled.condition = fillCondition(condition, values)
  if (filter) filled.filter = fillCondition(filter, values)
  if (keyCondition) filled.keyCondition = { condition: fillCondition(keyCondition.condition, values) }
  if (update) {
    filled.update = { tree: update.tree, actions: update.actions.map((action) => fillAction(action, values)) }
  }
  return filled
}

function fillCondition(condition: Condition, values: Values): Condition {
  switch (condition.kind) {
    case 'and':
    case 'or':
      return {
        kind: condition.kind,
        conditions: condition.conditions.map((part) => fillCondition(part, values)),
      }
    case 'not':
      return { kind: 'not', condition: fillCondition(condition.condition, values) }
    case 'compare': {
      const [left, right] = condition.operands
      return { ...condition, operands: [fillOperand(left, values), fillOperand(right, values)] }
    }
    case 'call':
    case 'in': {
      const [first, ...rest] = condition.operands
      const filled = rest.map((operand) => fillOperand(operand, values))
      return { ...condition, operands: [fillOperand(first, values), ...filled] }
    }
    case 'between':
      throw new TypeError('a condition with bounds is not a template')
  }
}

function fillAction(action: UpdateAction, values: Values): UpdateAction {
  if (action.section === 'REMOVE') return action
  if (action.section === 'SET') return { ...action, value: fillSetValue(action.value, values) }
  return { ...action, value: values.get(action.value) ?? action.value }
}

function fillSetValue(value: SetValue, values: Values): SetValue {
  if (value.kind === 'path' || value.kind === 'value' || value.kind === 'size')
    return fillOperand(value, values)
  const [first, second] = value.operands
  return { ...value, operands: [fillSetValue(first, values), fillSetValue(second, values)] }
}

function fillOperand(operand: Operand, values: Values): Operand {
  if (operand.kind === 'path') return operand
  if (operand.kind === 'size') return { kind: 'size', operands: [fillOperand(operand.operands[0], values)] }
  return { kind: 'value', value: values.get(operand.value) ?? operand.value }
}
