import { DynamoDBException } from '../exceptions.ts'
import type { ListShape, StructureShape } from './shape.ts'

/**
 * What is wrong with a request, as DynamoDB lists it. The service has two forms of words. The older one names
 * parameters as members of the model, and repeats what was sent. The newer one is about sizes alone: it names
 * parameters as they are written, repeats nothing, and comes before the older one.
 */
export class Violations {
  readonly #older: string[] = []
  readonly #newer: string[] = []
  readonly #hasNewerForm: boolean

  /** @param hasNewerForm whether the operation has the second form */
  constructor(hasNewerForm: boolean) {
    this.#hasNewerForm = hasNewerForm
  }

  /** Those that the service reports. */
  get found(): readonly string[] {
    return this.#newer.length > 0 ? this.#newer : this.#older
  }

  add(value: string, path: Path, constraint: string): void {
    this.#older.push(
      `Value ${value} at '${textOf(path, lowered)}' failed to satisfy constraint: ${constraint}`,
    )
  }

  /** Adds a number, a token, a list or a map that is too small or too large. */
  addSize(value: unknown, path: Path, constraint: string, shape?: ListShape): void {
    if (!this.#hasNewerForm) this.add(quoted(value, shape), path, constraint)
    else this.#newer.push(`Value at '${textOf(path, asWritten)}' failed to satisfy constraint: ${constraint}`)
  }
}

/** Where a value is in a request. */
export interface Path {
  readonly parent: Path | undefined
  readonly name: string
  /** Whether the name is that of a parameter, and not a place in a list or map. */
  readonly isParameter: boolean
}

function textOf(path: Path, nameOf: (path: Path) => string): string {
  const name = nameOf(path)
  return path.parent ? `${textOf(path.parent, nameOf)}.${name}` : name
}

function asWritten({ name }: Path): string {
  return name
}

/** The model's names of parameters begin in lower case. */
function lowered({ name, isParameter }: Path): string {
  return isParameter ? name.charAt(0).toLowerCase() + name.slice(1) : name
}

const MAX_QUOTED_TEXT = 1024
const MAX_QUOTED_MEMBERS = 3
const MAX_QUOTED_LEVELS = 8

/** A value as Java prints it. */
export function quoted(value: unknown, shape?: ListShape): string {
  const member = shape?.member.type === 'Structure' ? shape.member : undefined
  if (member?.name && Array.isArray(value)) {
    return `'[${value.map((one) => objectText(one, member)).join(', ')}]'`
  }
  return `'${javaText(value)}'`
}

/** An object of the model, with all its members. */
function objectText(value: unknown, { name, members }: StructureShape): string {
  const fields = Object.keys(members).map((field) => {
    const given = (value as Readonly<Record<string, unknown>> | null)?.[field]
    return `${field.charAt(0).toLowerCase()}${field.slice(1)}=${javaText(given ?? null)}`
  })
  return `${name}(${fields.join(', ')})`
}

/** Long values are cut short, as DynamoDB does not do. */
function javaText(value: unknown, level = 0): string {
  if (typeof value !== 'object' || value === null) return String(value).slice(0, MAX_QUOTED_TEXT)
  if (level === MAX_QUOTED_LEVELS) return '...'
  const isList = Array.isArray(value)
  const members = Object.entries(value)
  const shown = members.slice(0, MAX_QUOTED_MEMBERS).map(([name, member]) => {
    const text = javaText(member, level + 1)
    return isList ? text : `${name}=${text}`
  })
  const text = [...shown, ...(members.length > shown.length ? ['...'] : [])].join(', ')
  return isList ? `[${text}]` : `{${text}}`
}

/** What stands where an object or a list should. */
export function wrongCollection(value: unknown): DynamoDBException {
  if (Array.isArray(value)) return serializationException('Unrecognized collection type')
  if (typeof value === 'object')
    return serializationException('Start of structure or map found where not expected')
  return serializationException('Unexpected field type')
}

/** What stands where a scalar should. */
export function wrongType(value: unknown, expected: 'Boolean' | 'String' | 'Integer'): DynamoDBException {
  if (Array.isArray(value))
    return serializationException(`Unrecognized collection type class java.lang.${expected}`)
  switch (typeof value) {
    case 'boolean':
      return serializationException(
        `${value ? 'TRUE_VALUE' : 'FALSE_VALUE'} cannot be converted to ${expected}`,
      )
    case 'number': {
      const kind = Number.isInteger(value) ? 'NUMBER_VALUE' : 'DECIMAL_VALUE'
      return serializationException(`${kind} cannot be converted to ${expected}`)
    }
    case 'string':
      return serializationException(
        expected === 'Boolean'
          ? 'Unexpected token received from parser'
          : `STRING_VALUE cannot be converted to ${expected}`,
      )
    default:
      return serializationException('Start of structure or map found where not expected')
  }
}

function serializationException(message: string): DynamoDBException {
  return new DynamoDBException('SerializationException', message)
}
