import { DynamoDBException } from '../exceptions.ts'

type JsonObject = Record<string, unknown>

/**
 * A JSON object of a request.
 *
 * @throws DynamoDBException `SerializationException` otherwise
 */
export function requireObject(raw: unknown, javaType: string): JsonObject {
  if (Array.isArray(raw)) throw serializationException(`Unrecognized collection type ${javaType}`)
  if (typeof raw !== 'object' || raw === null)
    throw serializationException('Unexpected value type in payload')
  return raw as JsonObject
}

/**
 * A JSON array of a request.
 *
 * @throws DynamoDBException `SerializationException` otherwise
 */
export function requireArray(raw: unknown): readonly unknown[] {
  if (Array.isArray(raw)) return raw
  throw serializationException(
    typeof raw === 'object' ? 'Start of structure or map found where not expected' : 'Unexpected field type',
  )
}

/**
 * A JSON string of a request.
 *
 * @throws DynamoDBException `SerializationException` otherwise
 */
export function parseString(raw: unknown): string {
  if (typeof raw === 'string') return raw
  if (typeof raw === 'boolean')
    throw serializationException(`${raw ? 'TRUE' : 'FALSE'}_VALUE cannot be converted to String`)
  if (typeof raw === 'number') {
    throw serializationException(
      `${Number.isInteger(raw) ? 'NUMBER' : 'DECIMAL'}_VALUE cannot be converted to String`,
    )
  }
  throw unexpectedStructure(raw, 'class java.lang.String')
}

/**
 * A JSON boolean of a request; the service takes some strings for one.
 *
 * @throws DynamoDBException `SerializationException` otherwise
 */
export function parseBoolean(raw: unknown): boolean {
  if (typeof raw === 'boolean') return raw
  if (typeof raw === 'number') {
    throw serializationException(
      `${Number.isInteger(raw) ? 'NUMBER' : 'DECIMAL'}_VALUE cannot be converted to Boolean`,
    )
  }
  if (typeof raw !== 'string') throw unexpectedStructure(raw, 'class java.lang.Boolean')
  const text = raw.toLowerCase()
  if (text === 'true' || text === '1' || text === 'yes') return true
  if (text === 'false' || text === '0' || text === 'no') return false
  throw serializationException('Unexpected token received from parser')
}

/** Padding behind a character that has bits beyond the last byte. */
const strayBits = /(?:[^AQgw]=|[^AEIMQUYcgkosw048=])=$/

/**
 * Base64 of a request, which must be canonical.
 *
 * @throws DynamoDBException `SerializationException` otherwise
 */
export function parseBase64(raw: unknown): string {
  if (typeof raw === 'boolean' || typeof raw === 'number') {
    throw serializationException('only base-64-encoded strings are convertible to bytes')
  }
  if (typeof raw !== 'string') throw unexpectedStructure(raw, 'class java.nio.ByteBuffer')
  if (raw.length % 4 !== 0) {
    throw serializationException(
      `Base64 encoded length is expected a multiple of 4 bytes but found: ${raw.length}`,
    )
  }
  const invalid = /[^A-Za-z0-9+/=]|=(?!=?$)/.exec(raw)
  if (invalid !== null) throw serializationException(`Invalid base 64 character: '${invalid[0]}'`)
  if (strayBits.test(raw)) {
    throw serializationException('Invalid last non-pad Base64 character dectected')
  }
  return raw
}

function unexpectedStructure(raw: unknown, javaType: string): DynamoDBException {
  return serializationException(
    Array.isArray(raw)
      ? `Unrecognized collection type ${javaType}`
      : 'Start of structure or map found where not expected',
  )
}

function serializationException(message: string): DynamoDBException {
  return new DynamoDBException('SerializationException', message)
}
