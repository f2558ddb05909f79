import { validationException } from '../exceptions.ts'
import type { CompiledExpressions } from '../expressions/compile-expressions.ts'
import { pathsOf } from '../expressions/expression-paths.ts'
import type { Path } from '../expressions/expression-tree.ts'
import { keyNames, type TableDefinition } from '../store/table-definition.ts'

/** The paths of some expressions that lead into an attribute. */
export function nestedPathsOf(compiled: CompiledExpressions): readonly Path[] {
  return pathsOf(compiled).filter((path) => path.length > 1)
}

/**
 * Refuses paths that lead into a key attribute, of the table or an index: it can only be a scalar.
 *
 * @throws DynamoDBException `ValidationException`
 */
export function assertScalarKeys(nestedPaths: readonly Path[], table: TableDefinition): void {
  for (const [name] of nestedPaths) {
    if (keyNames(table.keys).includes(name)) throw nestedKey('Key', name)
    if (table.indexes.some(({ keys }) => keyNames(keys).includes(name))) throw nestedKey('IndexKey', name)
  }
}

function nestedKey(kind: 'Key' | 'IndexKey', name: string): Error {
  return validationException(
    `Key attributes must be scalars; list random access '[]' and map lookup '.' are not allowed: ${kind}: ${name}`,
  )
}
