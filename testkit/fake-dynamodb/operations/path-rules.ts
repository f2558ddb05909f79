import { validationException } from '../exceptions.ts'
import type { Path } from '../expressions/expression-tree.ts'
import { keyNames, type TableDefinition } from '../store/table-definition.ts'

/**
 * Refuses paths that lead into a key attribute, of the table or an index.
 *
 * @throws DynamoDBException `ValidationException`
 */
export function assertScalarKeyPaths(paths: readonly Path[], table: TableDefinition): void {
  for (const path of paths) {
    if (path.length === 1) continue
    const [name] = path
    if (keyNames(table.keys).includes(name)) throw nestedKey('Key', name)
    if (table.indexes.some(({ keys }) => keyNames(keys).includes(name))) throw nestedKey('IndexKey', name)
  }
}

function nestedKey(kind: 'Key' | 'IndexKey', name: string): Error {
  return validationException(
    `Key attributes must be scalars; list random access '[]' and map lookup '.' are not allowed: ${kind}: ${name}`,
  )
}
