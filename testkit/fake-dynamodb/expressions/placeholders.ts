import { parseAttributeValue } from '../attributes/attribute-validation.ts'
import type { AttributeValue } from '../attributes/attribute-value.ts'
import { requireObject } from '../attributes/attribute-wire.ts'
import { DynamoDBException, validationException } from '../exceptions.ts'
import { ExpressionError } from './parser/token-reader.ts'

const MAX_KEY_LENGTH = 255
const MAX_NAME_BYTES = 65_535

/**
 * What `ExpressionAttributeNames` and `ExpressionAttributeValues` define, and which of it expressions have
 * used.
 */
export class Placeholders {
  readonly names: ReadonlyMap<string, string>
  readonly values: ReadonlyMap<string, AttributeValue>
  readonly #usedNames: Set<string> = new Set()
  readonly #usedValues: Set<string> = new Set()

  /**
   * Checks both maps as they came in a request.
   *
   * @throws DynamoDBException `ValidationException` for an empty map, a malformed key or an invalid value
   */
  constructor(rawNames: unknown, rawValues: unknown) {
    const names = entries(rawNames, 'ExpressionAttributeNames', /^#[A-Za-z0-9_]+$/)
    const values = entries(rawValues, 'ExpressionAttributeValues', /^:[A-Za-z0-9_]+$/)
    this.values = new Map(values.map(([key, raw]) => [key, parseValue(key, raw)]))
    this.names = new Map(names.map(([key, raw]) => [key, parseName(key, raw)]))
  }

  /**
   * The attribute name that a `#` reference stands for.
   *
   * @throws ExpressionError if it is not defined
   */
  name(reference: string): string {
    const name = this.names.get(reference)
    if (name === undefined) {
      throw new ExpressionError(
        `An expression attribute name used in the document path is not defined; attribute name: ${reference}`,
      )
    }
    this.#usedNames.add(reference)
    return name
  }

  /**
   * The value that a `:` reference stands for.
   *
   * @throws ExpressionError if it is not defined
   */
  value(reference: string): AttributeValue {
    const value = this.values.get(reference)
    if (value === undefined) {
      throw new ExpressionError(
        `An expression attribute value used in expression is not defined; attribute value: ${reference}`,
      )
    }
    this.#usedValues.add(reference)
    return value
  }

  /** @throws DynamoDBException `ValidationException` if anything was defined for nothing */
  assertAllUsed(): void {
    assertUsed('ExpressionAttributeNames', this.names, this.#usedNames)
    assertUsed('ExpressionAttributeValues', this.values, this.#usedValues)
  }
}

function entries(raw: unknown, parameter: string, pattern: RegExp): readonly (readonly [string, unknown])[] {
  if (raw === undefined || raw === null) return []
  const found = Object.entries(requireObject(raw, 'java.util.Map'))
  if (found.length === 0) throw validationException(`${parameter} must not be empty`)
  for (const [key] of found) {
    const problem = keyProblem(parameter, key, pattern)
    if (problem !== undefined) throw validationException(`${parameter} contains invalid key: ${problem}`)
  }
  return found
}

function keyProblem(parameter: string, key: string, pattern: RegExp): string | undefined {
  if (key === '') return 'The expression attribute map contains an empty key;'
  if (key.length > MAX_KEY_LENGTH) {
    const size = parameter === 'ExpressionAttributeNames' ? ` size of key: ${key.length}` : ''
    return `The expression attribute map contains a key that is too long;${size}`
  }
  return pattern.test(key) ? undefined : `Syntax error; key: "${key}"`
}

function parseName(key: string, raw: unknown): string {
  const problem = nameProblem(raw)
  if (problem !== undefined) {
    throw validationException(`ExpressionAttributeNames contains invalid value: ${problem} for key ${key}`)
  }
  return String(raw)
}

function nameProblem(raw: unknown): string | undefined {
  if (raw === null || raw === '') return 'Empty attribute name'
  if (typeof raw !== 'string') {
    throw new DynamoDBException('SerializationException', 'Unexpected value type in payload')
  }
  if (Buffer.byteLength(raw) <= MAX_NAME_BYTES) return undefined
  return 'Attribute name is too large, must be less than 65536 bytes'
}

function parseValue(key: string, raw: unknown): AttributeValue {
  try {
    if (raw === null) throw validationException('The supplied Item contains a null AttributeValue')
    return parseAttributeValue(raw)
  } catch (error) {
    if (!(error instanceof DynamoDBException) || error.name !== 'ValidationException') throw error
    throw validationException(
      `ExpressionAttributeValues contains invalid value: ${error.message} for key ${key}`,
    )
  }
}

function assertUsed(
  parameter: string,
  defined: ReadonlyMap<string, unknown>,
  used: ReadonlySet<string>,
): void {
  if (used.size === defined.size) return
  const unused = [...defined.keys()].filter((key) => !used.has(key))
  throw validationException(
    `Value provided in ${parameter} unused in expressions: keys: {${unused.join(', ')}}`,
  )
}
