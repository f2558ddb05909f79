import type { AttributeValue } from '../attributes/attribute-value.ts'

/**
 * Keys as strings whose order by UTF-16 units is DynamoDB's order, so that one sorted map holds a table or an
 * index:
 *
 *     hash of the partition key (4) | its length (2) | partition key | sort key, escaped | terminator | ...
 *
 * The hash scatters the partitions, as DynamoDB does: a scan has an order, but not one of the keys' own.
 * Everything below is made of units up to 0x00ff where it can be, so that V8 keeps one byte a character.
 */

/** Greater than whatever can follow in an encoded key. */
export const AFTER = '\uffff'

const TERMINATOR = '\0\0'
const ESCAPED_NUL = '\0\u0001'

/** A key attribute's value, in order among values of the same type. */
export function encodeKeyValue(value: AttributeValue): string {
  if ('S' in value) return encodeString(value.S)
  if ('N' in value) return encodeNumber(value.N)
  if ('B' in value) return Buffer.from(value.B, 'base64').toString('latin1')
  throw new TypeError('a key attribute is S, N or B')
}

/** What every entry of one partition begins with, and no entry of another. */
export function encodePartition(partitionKey: AttributeValue): string {
  const key = encodeKeyValue(partitionKey)
  return encodeHash(key) + String.fromCharCode(key.length >> 8, key.length & 0xff) + key
}

/** {@link encodePartition} of a partition key of one or several attributes. */
export function encodePartitions(partitionKeys: readonly AttributeValue[]): string {
  const [only, ...others] = partitionKeys
  if (only && others.length === 0) return encodePartition(only)
  const all = partitionKeys.map(encodePartition).join('')
  return encodeHash(all) + all
}

/** What follows {@link encodePartition} in an entry with this sort key. */
export function encodeSortKey(sortKey: AttributeValue): string {
  return encodeSortKeyPrefix(sortKey) + TERMINATOR
}

/** What follows {@link encodePartition} in every entry whose sort key begins with this value. */
export function encodeSortKeyPrefix(sortKey: AttributeValue): string {
  const key = encodeKeyValue(sortKey)
  return key.includes('\0') ? key.replaceAll('\0', ESCAPED_NUL) : key
}

/**
 * What sets entries of an index apart that have the same index key: the item's place in its table, scattered,
 * because DynamoDB promises no order among them.
 */
export function encodeTieBreaker(place: string): string {
  return encodeHash(place) + place
}

/**
 * The first hash prefix of segment `segment` of `totalSegments`; for `segment === totalSegments` the end of
 * the table.
 */
export function segmentBoundary(segment: number, totalSegments: number): string {
  if (segment >= totalSegments) return AFTER
  return bytes(Math.ceil((segment * 2 ** 32) / totalSegments))
}

/** UTF-8's order differs from UTF-16's where surrogates meet U+E000 to U+FFFF: trade their places. */
function encodeString(text: string): string {
  if (!/[\ud800-\uffff]/.test(text)) return text
  return wellFormed(text).replace(/[\ud800-\uffff]/g, (unit) => {
    const code = unit.charCodeAt(0)
    return String.fromCharCode(code < 0xe000 ? code + 0x2000 : code - 0x800)
  })
}

/** A lone surrogate becomes U+FFFD, as on its way over the wire. */
function wellFormed(text: string): string {
  return Buffer.from(text).toString()
}

const SMALLEST_EXPONENT = -130

/** A canonical number as sign, exponent and digits; the last two complemented when it is negative. */
function encodeNumber(text: string): string {
  if (text === '0') return '1'
  const negative = text.startsWith('-')
  const { digits, exponent } = scientific(negative ? text.slice(1) : text)
  const scale = exponent - SMALLEST_EXPONENT
  if (!negative) return `2${bytes(scale).slice(2)}${digits}`
  const complement = digits.replace(/\d/g, (digit) => String(9 - Number(digit)))
  return `0${bytes(0xffff - scale).slice(2)}${complement}~`
}

/** The significant digits of a positive plain decimal, and the power of ten of the first. */
function scientific(text: string): { digits: string; exponent: number } {
  const point = text.indexOf('.')
  const whole = point < 0 ? text : text.slice(0, point)
  const all = point < 0 ? text : whole + text.slice(point + 1)
  const leadingZeros = /^0*/.exec(all)?.[0].length ?? 0
  return { digits: all.slice(leadingZeros).replace(/0+$/, ''), exponent: whole.length - 1 - leadingZeros }
}

/** FNV-1a with a final avalanche, as four characters. */
function encodeHash(key: string): string {
  let hash = 0x811c9dc5
  for (let i = 0; i < key.length; i++) hash = Math.imul(hash ^ key.charCodeAt(i), 0x01000193)
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b)
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35)
  return bytes((hash ^ (hash >>> 16)) >>> 0)
}

function bytes(unsigned32: number): string {
  return String.fromCharCode(
    unsigned32 >>> 24,
    (unsigned32 >>> 16) & 0xff,
    (unsigned32 >>> 8) & 0xff,
    unsigned32 & 0xff,
  )
}
