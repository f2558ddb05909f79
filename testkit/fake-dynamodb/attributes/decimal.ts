import { validationException } from '../exceptions.ts'

const MAX_DIGITS = 38
const MAX_BYTES = 21
const MAX_EXPONENT = 125
const MIN_EXPONENT = -130
/** The service parses with a 32-bit exponent; what does not fit is not a number at all. */
const MAX_WRITTEN_EXPONENT = 2_147_483_647

const OVERFLOW = 'Number overflow. Attempting to store a number with magnitude larger than supported range'
const UNDERFLOW = 'Number underflow. Attempting to store a number with magnitude smaller than supported range'
const TOO_PRECISE = 'Attempting to store more than 38 significant digits in a Number'
const NOT_NUMERIC = 'The parameter cannot be converted to a numeric value'

const canonicalInteger = /^(?:0|-?[1-9][0-9]{0,36})$/
const smallInteger = /^-?[0-9]{1,15}$/
const written = /^([+-]?)([0-9]*)(?:\.([0-9]*))?(?:[eE]([+-]?[0-9]+))?$/

/**
 * A number of a request in DynamoDB's canonical form: no exponent, no needless zeros, no `-0`.
 *
 * @throws DynamoDBException `ValidationException` for what is not a number, has over 38 significant digits,
 * or a magnitude outside 1E-130 to 9.9999999999999999999999999999999999999E+125
 * @see
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Constraints.html#limits-data-types-number
 */
export function normalizeNumber(text: string): string {
  // 37 digits, so that a canonical text is at its limit of 38 only where trailing zeros cannot hide more of
  // them.
  if (canonicalInteger.test(text)) return text
  const match = written.exec(text)
  const [, sign = '', whole = '', fraction = '', exponentText = '0'] = match ?? []
  const exponent = Number(exponentText)
  if (match === null || whole + fraction === '' || Math.abs(exponent) > MAX_WRITTEN_EXPONENT) {
    throw validationException(text === '' ? NOT_NUMERIC : `${NOT_NUMERIC}: ${text}`)
  }
  const { digits, scale } = trimZeros(whole + fraction, exponent - fraction.length)
  return format(sign === '-', digits, scale, TOO_PRECISE)
}

/** The order of two canonical numbers: negative, zero or positive. */
export function compareNumbers(left: string, right: string): number {
  if (left === right) return 0
  const negative = left.startsWith('-')
  if (negative !== right.startsWith('-')) return negative ? -1 : 1
  return negative ? compareMagnitudes(right.slice(1), left.slice(1)) : compareMagnitudes(left, right)
}

/**
 * The exact sum of two canonical numbers, canonical.
 *
 * @throws DynamoDBException `ValidationException` when the sum does not fit; for one that needs over 38
 * digits DynamoDB speaks of an overflow as well
 */
export function addNumbers(left: string, right: string): string {
  if (smallInteger.test(left) && smallInteger.test(right)) return String(Number(left) + Number(right))
  return sum(toScaled(left), toScaled(right))
}

/**
 * The exact difference of two canonical numbers, canonical.
 *
 * @throws DynamoDBException as {@link addNumbers}
 */
export function subtractNumbers(left: string, right: string): string {
  if (smallInteger.test(left) && smallInteger.test(right)) return String(Number(left) - Number(right))
  const subtrahend = toScaled(right)
  return sum(toScaled(left), { coefficient: -subtrahend.coefficient, scale: subtrahend.scale })
}

/**
 * The bytes that a canonical number takes: base-100 digits aligned to the decimal point, one for the
 * exponent, one for a minus. At most 21.
 */
export function numberSizeBytes(number: string): number {
  if (number === '0') return 1
  const negative = number.startsWith('-')
  const [whole = '', fraction = ''] = (negative ? number.slice(1) : number).split('.')
  const digits =
    (whole.length % 2 === 0 || whole === '0' ? '' : '0') +
    (whole === '0' ? '' : whole) +
    fraction +
    (fraction.length % 2 === 0 ? '' : '0')
  let first = 0
  while (digits.startsWith('00', first)) first += 2
  let end = digits.length
  while (end > first && digits.startsWith('00', end - 2)) end -= 2
  return Math.min(MAX_BYTES, (end - first) / 2 + (negative ? 2 : 1))
}

/** `coefficient` times ten to the power of `scale`. */
interface Scaled {
  readonly coefficient: bigint
  readonly scale: number
}

function toScaled(canonical: string): Scaled {
  const point = canonical.indexOf('.')
  if (point === -1) return { coefficient: BigInt(canonical), scale: 0 }
  const digits = canonical.slice(0, point) + canonical.slice(point + 1)
  return { coefficient: BigInt(digits), scale: point + 1 - canonical.length }
}

function sum(left: Scaled, right: Scaled): string {
  const scale = Math.min(left.scale, right.scale)
  const total =
    left.coefficient * 10n ** BigInt(left.scale - scale) +
    right.coefficient * 10n ** BigInt(right.scale - scale)
  const trimmed = trimZeros(String(total < 0n ? -total : total), scale)
  return format(total < 0n, trimmed.digits, trimmed.scale, OVERFLOW)
}

/**
 * Significant digits without zeros on either side; empty for zero. By index: a regular expression would take
 * quadratic time.
 */
function trimZeros(text: string, textScale: number): { digits: string; scale: number } {
  let first = 0
  while (first < text.length && text.charCodeAt(first) === 48) first++
  let end = text.length
  while (end > first && text.charCodeAt(end - 1) === 48) end--
  return { digits: text.slice(first, end), scale: textScale + text.length - end }
}

function format(negative: boolean, digits: string, scale: number, tooPrecise: string): string {
  if (digits === '') return '0'
  if (digits.length > MAX_DIGITS) throw validationException(tooPrecise)
  const exponent = scale + digits.length - 1
  if (exponent > MAX_EXPONENT) throw validationException(OVERFLOW)
  if (exponent < MIN_EXPONENT) throw validationException(UNDERFLOW)
  return (negative ? '-' : '') + withoutExponent(digits, scale)
}

function withoutExponent(digits: string, scale: number): string {
  if (scale >= 0) return digits + '0'.repeat(scale)
  const point = digits.length + scale
  if (point > 0) return `${digits.slice(0, point)}.${digits.slice(point)}`
  return `0.${'0'.repeat(-point)}${digits}`
}

function compareMagnitudes(left: string, right: string): number {
  const leftWhole = wholeLength(left)
  const rightWhole = wholeLength(right)
  if (leftWhole !== rightWhole) return leftWhole - rightWhole
  // Equally long whole parts: digit by digit, and a shorter fraction is the smaller one.
  return left < right ? -1 : left > right ? 1 : 0
}

function wholeLength(magnitude: string): number {
  const point = magnitude.indexOf('.')
  return point === -1 ? magnitude.length : point
}
