import { type DynamoDBException, validationException } from '../exceptions.ts'
import { compareBinary, compareStrings } from './attribute-comparison.ts'
import { type AttributeMap, type AttributeValue, createAttributeMap, type Item } from './attribute-value.ts'
import { parseBase64, parseBoolean, parseString, requireArray, requireObject } from './attribute-wire.ts'
import { compareNumbers, normalizeNumber } from './decimal.ts'

/** Levels of lists and maps, the item itself being the first. */
export const MAX_NESTING = 32
const MAX_NAME_BYTES = 65_535

const INVALID = 'One or more parameter values were invalid: '
const NESTING = 'Nesting Levels have exceeded supported limits'

/**
 * Validates a value of a request and returns it in canonical form: numbers normalised, base64 canonical, sets
 * in order, maps that inherit nothing. `raw` is what `JSON.parse` gave; types of value that do not exist are
 * ignored as the service ignores them.
 *
 * @param level - how deep the value lies: 0 by itself, 1 as an attribute of an item
 * @throws DynamoDBException `ValidationException` with DynamoDB's message, or `SerializationException` for a
 * wrong JSON type
 */
export function parseAttributeValue(raw: unknown, level = 0): AttributeValue {
  const types = requireObject(raw, 'class com.amazonaws.dynamodb.v20120810.AttributeValue')
  let parsed: AttributeValue | undefined
  let count = 0
  for (const type of Object.keys(types)) {
    const content = types[type]
    if (content === null || content === undefined) continue
    const value = parseContent(type, content, level)
    if (value === undefined) continue
    parsed ??= value
    count++
  }
  if (parsed === undefined) {
    throw validationException(
      'Supplied AttributeValue is empty, must contain exactly one of the supported datatypes',
    )
  }
  if (count > 1) {
    throw validationException(
      'Supplied AttributeValue has more than one datatypes set, must contain exactly one of the ' +
        'supported datatypes',
    )
  }
  return parsed
}

/**
 * {@link parseAttributeValue} for every attribute of an item or key of a request. Does not check the item's
 * size.
 */
export function parseItem(raw: unknown): Item {
  return parseAttributes(raw, 1)
}

/**
 * The error of an item that would be nested beyond {@link MAX_NESTING}: after an update, DynamoDB says no
 * more than this.
 */
export function nestingException(): DynamoDBException {
  return validationException(NESTING)
}

function parseContent(type: string, content: unknown, level: number): AttributeValue | undefined {
  switch (type) {
    case 'S':
      return { S: parseString(content) }
    case 'N':
      return { N: normalizeNumber(parseString(content)) }
    case 'B':
      return { B: parseBase64(content) }
    case 'BOOL':
      return { BOOL: parseBoolean(content) }
    case 'NULL':
      if (!parseBoolean(content)) {
        throw validationException(`${INVALID}Null attribute value types must have the value of true`)
      }
      return { NULL: true }
    case 'M':
      return { M: parseAttributes(content, nested(level)) }
    case 'L':
      return { L: parseElements(content, nested(level)) }
    case 'SS':
      return { SS: parseStringSet(content) }
    case 'NS':
      return { NS: parseNumberSet(content) }
    case 'BS':
      return { BS: parseBinarySet(content) }
    default:
      return undefined
  }
}

function nested(level: number): number {
  if (level >= MAX_NESTING) {
    throw validationException(`${NESTING}: Attributes in the item have nested levels beyond supported limit`)
  }
  return level + 1
}

function parseAttributes(raw: unknown, level: number): AttributeMap {
  const source = requireObject(
    raw,
    'java.util.Map<java.lang.String, com.amazonaws.dynamodb.v20120810.AttributeValue>',
  )
  const attributes = createAttributeMap()
  for (const name of Object.keys(source)) {
    assertAttributeName(name)
    if (source[name] === null) {
      throw validationException(`The supplied Item contains a null AttributeValue: ${name} is null`)
    }
    attributes[name] = parseAttributeValue(source[name], level)
  }
  return attributes
}

function assertAttributeName(name: string): void {
  if (name === '') throw validationException('Empty attribute name')
  if (name.length * 3 > MAX_NAME_BYTES && Buffer.byteLength(name) > MAX_NAME_BYTES) {
    throw validationException('Attribute name is too large, must be less than 65536 bytes')
  }
}

function parseElements(raw: unknown, level: number): AttributeValue[] {
  return requireArray(raw).map((element) => {
    if (element === null) throw validationException('The supplied Item contains a null AttributeValue')
    return parseAttributeValue(element, level)
  })
}

function parseStringSet(raw: unknown): string[] {
  const members = requireArray(raw).map((member) => {
    if (member === null) {
      throw validationException(`${INVALID}An string set may not have a null string as a member`)
    }
    return parseString(member)
  })
  if (members.length === 0) throw validationException(`${INVALID}An string set  may not be empty`)
  return inOrder(
    members,
    compareStrings,
    () => `${INVALID}Input collection [${members.join(', ')}] contains duplicates.`,
  )
}

function parseNumberSet(raw: unknown): string[] {
  const members = requireArray(raw).map((member) => {
    if (member === null) {
      throw validationException(`${INVALID}An number set may not have a null string as a member`)
    }
    return normalizeNumber(parseString(member))
  })
  if (members.length === 0) throw validationException(`${INVALID}An number set  may not be empty`)
  return inOrder(members, compareNumbers, () => 'Input collection contains duplicates')
}

function parseBinarySet(raw: unknown): string[] {
  const members = requireArray(raw).map((member) => {
    if (member === null) throw validationException(`${INVALID}Binary sets may not contain null values`)
    return parseBase64(member)
  })
  if (members.length === 0) throw validationException(`${INVALID}Binary sets should not be empty`)
  return inOrder(
    members,
    compareBinary,
    () => `${INVALID}Input collection [${members.join(', ')}]of type BS contains duplicates.`,
  )
}

/** Sets have no order of their own; one fixed order makes equal sets equal member by member. */
function inOrder(
  members: readonly string[],
  compare: (left: string, right: string) => number,
  duplicates: () => string,
): string[] {
  const sorted = members.toSorted(compare)
  if (sorted.some((member, index) => index > 0 && member === sorted[index - 1])) {
    throw validationException(duplicates())
  }
  return sorted
}
