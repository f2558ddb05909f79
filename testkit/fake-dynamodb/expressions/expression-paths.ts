import type { CompiledExpressions, Condition, KeyNames, Path, SetValue } from './expression-tree.ts'

/** Every document path that the expressions of a request read or change. */
export function pathsOf({
  condition,
  filter,
  keyCondition,
  projection,
  update,
}: CompiledExpressions): readonly Path[] {
  return [
    ...(update?.actions.flatMap((action) => [
      action.path,
      ...(action.section === 'SET' ? pathsOfOperand(action.value) : []),
    ]) ?? []),
    ...[condition, filter, keyCondition?.condition].flatMap((part) => (part ? pathsOfCondition(part) : [])),
    ...(projection?.paths ?? []),
  ]
}

/** Every document path of a condition. */
export function pathsOfCondition(condition: Condition): readonly Path[] {
  switch (condition.kind) {
    case 'and':
    case 'or':
      return condition.conditions.flatMap(pathsOfCondition)
    case 'not':
      return pathsOfCondition(condition.condition)
    default:
      return condition.operands.flatMap(pathsOfOperand)
  }
}

/** The first key attribute that some path begins with, if any does. */
export function keyNamed(paths: readonly Path[], { hashes, ranges }: KeyNames): string | undefined {
  const named = new Set(paths.map(([name]) => name))
  return [...hashes, ...ranges].find((name) => named.has(name))
}

function pathsOfOperand(operand: SetValue): readonly Path[] {
  if (operand.kind === 'value') return []
  return operand.kind === 'path' ? [operand.path] : operand.operands.flatMap(pathsOfOperand)
}
