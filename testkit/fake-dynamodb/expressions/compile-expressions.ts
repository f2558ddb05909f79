import { parseString } from '../attributes/attribute-wire.ts'
import { validationException } from '../exceptions.ts'
import { bindCondition } from './bind-condition.ts'
import { bindUpdate } from './bind-update.ts'
import { Binder } from './binder.ts'
import { ExpressionTemplate, isTemplate } from './expression-template.ts'
import type { CompiledExpressions, Condition, Path, Projection, Update } from './expression-tree.ts'
import { parseCondition } from './parser/condition-parser.ts'
import { parseProjection } from './parser/projection-parser.ts'
import { ExpressionError } from './parser/token-reader.ts'
import { parseUpdate } from './parser/update-parser.ts'
import { PathTreeBuilder } from './path-tree.ts'
import { Placeholders } from './placeholders.ts'
import { RecentEntries } from './recent-entries.ts'
import { checkConditionSyntax, checkPathSyntax, checkUpdateSyntax } from './syntax-checks.ts'
import type { ConditionSyntax, PathSyntax, UpdateSyntax } from './syntax-tree.ts'

const MAX_EXPRESSION_LENGTH = 4096

/**
 * The parts of a request that are about expressions, as they came. Parts that an operation does not have are
 * left out.
 */
export interface ExpressionRequest {
  readonly ConditionExpression?: unknown
  readonly FilterExpression?: unknown
  readonly KeyConditionExpression?: unknown
  readonly UpdateExpression?: unknown
  readonly ProjectionExpression?: unknown
  readonly ExpressionAttributeNames?: unknown
  readonly ExpressionAttributeValues?: unknown
}

type ExpressionName = Exclude<keyof ExpressionRequest, `ExpressionAttribute${string}`>

/**
 * Compiles every expression of one request. It makes the checks of DynamoDB that do not need the table, in
 * DynamoDB's order:
 *
 * 1. names and values
 * 2. for each expression: syntax, parentheses, functions, reserved words, undefined placeholders, overlapping
 *    paths, types of operands, limits
 * 3. unused placeholders
 *
 * Names or values without any expression are rejected by the operation, which knows its expressions.
 *
 * @throws DynamoDBException `ValidationException`
 */
export function compileExpressions(request: ExpressionRequest): CompiledExpressions {
  const { ExpressionAttributeNames: names, ExpressionAttributeValues: values } = request
  const key = templateKey(request)
  const filled = templates.get(key)?.fill(names, values)
  if (filled) return filled
  const placeholders = new Placeholders(names, values)
  const compiled = compileWith(placeholders, request)
  if (isTemplate(compiled)) {
    templates.set(key, new ExpressionTemplate(compiled, placeholders.names, placeholders.values))
  }
  return compiled
}

/** By the texts of all expressions of a request. */
const templates = new RecentEntries<ExpressionTemplate>(500)

function templateKey(request: ExpressionRequest): string {
  const {
    UpdateExpression,
    ConditionExpression,
    FilterExpression,
    ProjectionExpression,
    KeyConditionExpression,
  } = request
  return (
    keyPart(UpdateExpression) +
    keyPart(ConditionExpression) +
    keyPart(FilterExpression) +
    keyPart(ProjectionExpression) +
    keyPart(KeyConditionExpression)
  )
}

/** Told apart from any other: by its length, or by not being there, or by not being text at all. */
function keyPart(expression: unknown): string {
  if (typeof expression === 'string') return `${expression.length}:${expression}`
  return expression === undefined || expression === null ? '-' : '?'
}

function compileWith(placeholders: Placeholders, request: ExpressionRequest): CompiledExpressions {
  const compile = <T>(name: ExpressionName, compiler: Compiler<T>): T | undefined => {
    const raw = request[name]
    return raw === undefined || raw === null
      ? undefined
      : compiler(name, parseString(raw), new Binder(placeholders))
  }
  const update = compile('UpdateExpression', compileUpdate)
  const condition = compile('ConditionExpression', compileCondition)
  const filter = compile('FilterExpression', compileCondition)
  const projection = compile('ProjectionExpression', compileProjection)
  const keyCondition = compile('KeyConditionExpression', compileCondition)
  placeholders.assertAllUsed()
  return {
    ...(update && { update }),
    ...(condition && { condition }),
    ...(filter && { filter }),
    ...(projection && { projection }),
    ...(keyCondition && { keyCondition: { condition: keyCondition } }),
  }
}

type Compiler<T> = (name: ExpressionName, source: string, binder: Binder) => T

const parsedConditions = new RecentEntries<ConditionSyntax>(500)
const parsedUpdates = new RecentEntries<UpdateSyntax>(500)
const parsedProjections = new RecentEntries<readonly PathSyntax[]>(500)

const compileCondition: Compiler<Condition> = compiler(
  parsedConditions,
  (source) => {
    const tree = parseCondition(source)
    checkConditionSyntax(tree)
    return tree
  },
  bindCondition,
)

const compileUpdate: Compiler<Update> = compiler(
  parsedUpdates,
  (source) => {
    const tree = parseUpdate(source)
    checkUpdateSyntax(tree)
    return tree
  },
  bindUpdate,
)

const compileProjection: Compiler<Projection> = compiler(
  parsedProjections,
  (source) => {
    const paths = parseProjection(source)
    paths.forEach(checkPathSyntax)
    return paths
  },
  (syntaxes, binder) => {
    const tree = new PathTreeBuilder<Path>()
    const paths = syntaxes.toReversed().map((syntax) => {
      const path = binder.path(syntax)
      tree.add(path, path)
      return path
    })
    return { paths: paths.reverse(), tree: tree.tree }
  },
)

/** Parses, or remembers what was parsed: the same few expressions come again and again, with other values. */
function compiler<Syntax extends object, T>(
  cache: RecentEntries<Syntax>,
  parse: (source: string) => Syntax,
  bind: (syntax: Syntax, binder: Binder) => T,
): Compiler<T> {
  return (name, source, binder) => {
    try {
      const remembered = cache.get(source)
      if (remembered !== undefined) return bind(remembered, binder)
      assertLength(name, source)
      const syntax = parse(source)
      cache.set(source, syntax)
      return bind(syntax, binder)
    } catch (error) {
      if (error instanceof ExpressionError) throw validationException(`Invalid ${name}: ${error.message}`)
      throw error
    }
  }
}

function assertLength(name: ExpressionName, source: string): void {
  if (source === '') throw new ExpressionError('The expression can not be empty;')
  if (source.length <= MAX_EXPRESSION_LENGTH) return
  const size =
    name === 'UpdateExpression' || name === 'ProjectionExpression' ? '' : ` expression size: ${source.length}`
  throw new ExpressionError(`Expression size has exceeded the maximum allowed size;${size}`)
}
