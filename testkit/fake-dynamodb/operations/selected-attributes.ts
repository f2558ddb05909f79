import { validationException } from '../exceptions.ts'
import { pathsOfCondition } from '../expressions/expression-paths.ts'
import type { Condition, Path, Projection } from '../expressions/expression-tree.ts'
import type { RequestInput } from '../requests/shape.ts'
import type { IndexDefinition } from '../store/table-definition.ts'

/**
 * Refuses a `Select` that contradicts the rest of the request.
 *
 * @throws DynamoDBException `ValidationException`
 */
export function assertSelect(input: RequestInput): void {
  const select = input['Select'] ?? undefined
  const projects = (input['ProjectionExpression'] ?? undefined) !== undefined
  if (select === 'ALL_PROJECTED_ATTRIBUTES' && (input['IndexName'] ?? undefined) === undefined) {
    throw validationException('ALL_PROJECTED_ATTRIBUTES can be used only when Querying using an IndexName')
  }
  if (select === 'SPECIFIC_ATTRIBUTES' && !projects) {
    throw validationException(
      'Must specify the AttributesToGet or ProjectionExpression when choosing to get SPECIFIC_ATTRIBUTES',
    )
  }
  if (!projects || select === undefined || select === 'SPECIFIC_ATTRIBUTES') return
  const choice = select === 'COUNT' ? 'only the Count' : String(select)
  throw validationException(`Cannot specify the ProjectionExpression when choosing to get ${choice}`)
}

/**
 * Whether an index lacks something that is asked of it, so that the items are read from the table: local
 * indexes do, global indexes refuse.
 *
 * @throws DynamoDBException `ValidationException`
 */
export function needsTable(
  input: RequestInput,
  projection: Projection | undefined,
  index: IndexDefinition | undefined,
): boolean {
  const projected = index?.projected
  if (!projected) return false
  if (input['Select'] === 'ALL_ATTRIBUTES') {
    if (index.kind === 'local') return true
    throw validationException(
      'One or more parameter values were invalid: Select type ALL_ATTRIBUTES is not supported for global ' +
        'secondary index ' +
        `${index.name} because its projection type is not ALL`,
    )
  }
  const missing = missingFrom(projected, projection?.paths ?? [])
  if (missing.length === 0 || index.kind === 'local') return missing.length > 0
  throw validationException(
    `One or more parameter values were invalid: Global secondary index ${index.name} does not project ` +
      `[${missing.join(', ')}]`,
  )
}

/**
 * Refuses a filter of a query on attributes that its index does not hold.
 *
 * @throws DynamoDBException `ValidationException`
 */
export function assertFilterProjected(filter: Condition, index: IndexDefinition | undefined): void {
  if (!index?.projected) return
  const missing = missingFrom(index.projected, pathsOfCondition(filter))
  if (missing.length === 0) return
  throw validationException(
    `One or more parameter values were invalid: Secondary index ${index.name} does not project one or ` +
      `more filter attributes: [${missing.join(', ')}]`,
  )
}

function missingFrom(projected: ReadonlySet<string>, paths: readonly Path[]): string[] {
  return [...new Set(paths.map(([name]) => name))].filter((name) => !projected.has(name))
}
