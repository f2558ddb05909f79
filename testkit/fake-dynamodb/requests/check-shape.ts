import { validationException } from '../exceptions.ts'
import type {
  IntegerShape,
  ListShape,
  MapShape,
  RequestInput,
  Shape,
  StringShape,
  StructureShape,
} from './shape.ts'
import { type Path, quoted, Violations, wrongCollection, wrongType } from './shape-errors.ts'

const MAX_REPORTED = 10
const NOT_NULL = 'Member must not be null'

/**
 * Refuses parameters of a wrong JSON type or out of their constraints, all violations in one message, as
 * DynamoDB's front end does before it looks at what a request means.
 *
 * @throws DynamoDBException `SerializationException` or `ValidationException`
 */
export function checkShape(shape: StructureShape, input: RequestInput): void {
  const violations = new Violations(shape.hasNewerForm === true)
  checkStructure(shape, input, undefined, violations)
  const reported = violations.found.slice(0, MAX_REPORTED)
  if (reported.length === 0) return
  const plural = reported.length > 1 ? 's' : ''
  throw validationException(`${reported.length} validation error${plural} detected: ${reported.join('; ')}`)
}

function checkStructure(
  shape: StructureShape,
  value: RequestInput,
  path: Path | undefined,
  violations: Violations,
): void {
  for (const name in shape.members) {
    const member = shape.members[name]
    const given = value[name]
    if (!member || ((given === undefined || given === null) && !member.required)) continue
    check(member, given, { parent: path, name, isParameter: true }, violations)
  }
}

function check(shape: Shape, value: unknown, path: Path, violations: Violations): void {
  if (value === undefined || value === null) {
    if (shape.required) violations.add('null', path, NOT_NULL)
    return
  }
  switch (shape.type) {
    case 'Any':
      return
    case 'Boolean':
      if (typeof value !== 'boolean') throw wrongType(value, 'Boolean')
      return
    case 'String':
      checkString(shape, value, path, violations)
      return
    case 'Integer':
      checkInteger(shape, value, path, violations)
      return
    case 'List':
      checkList(shape, value, path, violations)
      return
    case 'Map':
      checkMap(shape, value, path, violations)
      return
    case 'Structure':
      checkStructure(shape, asObject(value), path, violations)
      return
  }
}

function checkString(shape: StringShape, value: unknown, path: Path, violations: Violations): void {
  if (typeof value !== 'string') throw wrongType(value, 'String')
  const { pattern, values } = shape
  if (shape.orArn && value.startsWith('arn:')) return
  // An empty text is too short, and nothing else.
  const isTooShort = value === '' && (shape.min ?? 0) > 0
  if (pattern && !isTooShort && !pattern.test(value)) {
    const constraint = `Member must satisfy regular expression pattern: ${sourceOf(pattern)}`
    violations.add(quoted(value), path, constraint)
  }
  const problem = lengthProblem(shape, value.length)
  if (problem && pattern) violations.add(quoted(value), path, problem)
  else if (problem) violations.addSize(value, path, problem)
  if (values && !values.includes(value)) {
    violations.add(quoted(value), path, `Member must satisfy enum value set: [${values.join(', ')}]`)
  }
}

function checkInteger({ min, max }: IntegerShape, value: unknown, path: Path, violations: Violations): void {
  if (typeof value !== 'number') throw wrongType(value, 'Integer')
  if (min !== undefined && value < min) {
    violations.addSize(value, path, `Member must have value greater than or equal to ${min}`)
  }
  if (max !== undefined && value > max) {
    violations.addSize(value, path, `Member must have value less than or equal to ${max}`)
  }
}

function checkList(shape: ListShape, value: unknown, path: Path, violations: Violations): void {
  if (!Array.isArray(value)) throw wrongCollection(value)
  const problem = lengthProblem(shape, value.length)
  if (problem) violations.addSize(value, path, problem, shape)
  value.forEach((member: unknown, i) => {
    checkMember(
      shape.member,
      member,
      { parent: path, name: `${i + 1}.member`, isParameter: false },
      violations,
    )
  })
}

function checkMap(shape: MapShape, value: unknown, path: Path, violations: Violations): void {
  const map = asObject(value)
  const names = Object.keys(map)
  const problem = lengthProblem(shape, names.length)
  if (problem) violations.addSize(value, path, problem)
  const { key } = shape
  if (key && !names.every((name) => satisfies(key, name))) {
    violations.add(`'${JSON.stringify(value)}'`, path, mapKeyConstraint(key))
  }
  for (const name of names) {
    checkMember(
      shape.value,
      map[name],
      { parent: path, name: `${name}.member`, isParameter: false },
      violations,
    )
  }
}

/** A member of a list or map: no structure may be missing there. */
function checkMember(shape: Shape, value: unknown, path: Path, violations: Violations): void {
  const isMissing = shape.type === 'Structure' && (value === undefined || value === null)
  if (isMissing) violations.add('null', path, NOT_NULL)
  else check(shape, value, path, violations)
}

function satisfies(key: StringShape, name: string): boolean {
  const violations = new Violations(false)
  checkString(key, name, { parent: undefined, name, isParameter: false }, violations)
  return violations.found.length === 0
}

function mapKeyConstraint({ min, max, pattern }: StringShape): string {
  const members = [
    `Member must have length less than or equal to ${max}`,
    `Member must have length greater than or equal to ${min}`,
    `Member must satisfy regular expression pattern: ${pattern && sourceOf(pattern)}`,
  ]
  return `Map keys must satisfy constraint: [${members.join(', ')}]`
}

function sourceOf(pattern: RegExp): string {
  return pattern.source.replace(/^\^/, '').replace(/\$$/, '')
}

function lengthProblem(
  { min, max }: { readonly min?: number; readonly max?: number },
  length: number,
): string | undefined {
  if (min !== undefined && length < min) return `Member must have length greater than or equal to ${min}`
  if (max !== undefined && length > max) return `Member must have length less than or equal to ${max}`
  return undefined
}

function asObject(value: unknown): RequestInput {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw wrongCollection(value)
  return value as RequestInput
}
