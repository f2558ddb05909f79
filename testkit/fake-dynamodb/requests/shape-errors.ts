import { DynamoDBException } from '../exceptions.ts'

/** One violation of a constraint, as DynamoDB lists them. */
export function violation(value: unknown, path: string, constraint: string): string {
  return (
    `Value ${value === null ? 'null' : quote(value)} at '${path}' failed to satisfy constraint: ` +
    `${constraint}`
  )
}

const MAX_QUOTED_TEXT = 1024
const MAX_QUOTED_MEMBERS = 3
const MAX_QUOTED_LEVELS = 8

function quote(value: unknown): string {
  return `'${javaText(value)}'`
}

/** A value as Java prints it, as DynamoDB does; long ones cut short, as it does not. */
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
