import { validationException } from '../exceptions.ts'
import { pathsOf } from '../expressions/expression-paths.ts'
import type { CompiledExpressions, Path } from '../expressions/expression-tree.ts'
import type { RequestInput } from '../requests/shape.ts'
import { keyNames, queryKeyNames, type TableDefinition } from '../store/table-definition.ts'

const EXPRESSIONS = [
  'UpdateExpression',
  'ConditionExpression',
  'ProjectionExpression',
  'FilterExpression',
  'KeyConditionExpression',
] as const

/**
 * The paths of a request's expressions that lead into an attribute. Most requests have none, which their text
 * shows.
 */
export function nestedPathsOf(compiled: CompiledExpressions, input: RequestInput): readonly Path[] {
  if (!EXPRESSIONS.some((name) => leadsInto(input[name]))) return []
  return pathsOf(compiled).filter((path) => path.length > 1)
}

function leadsInto(expression: unknown): boolean {
  return typeof expression === 'string' && /[.[]/.test(expression)
}

/**
 * Refuses paths that lead into a key attribute, of the table or an index: it can only be a scalar.
 *
 * @throws DynamoDBException `ValidationException`
 */
export function assertScalarKeys(nestedPaths: readonly Path[], table: TableDefinition): void {
  for (const [name] of nestedPaths) {
    if (keyNames(table.keys).includes(name)) throw nestedKey('Key', name)
    if (table.indexes.some(({ keys }) => queryKeyNames(keys).includes(name)))
      throw nestedKey('IndexKey', name)
  }
}

function nestedKey(kind: 'Key' | 'IndexKey', name: string): Error {
  return validationException(
    `Key attributes must be scalars; list random access '[]' and map lookup '.' are not allowed: ` +
      `${kind}: ${name}`,
  )
}
