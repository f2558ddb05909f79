/**
 * A number of a request in DynamoDB's canonical form: no exponent, no needless zeros, no `-0`.
 *
 * @throws DynamoDBException `ValidationException` for what is not a number, has over 38 significant digits, or a magnitude outside
 * 1E-130 to 9.9999999999999999999999999999999999999E+125
 */
export function normalizeNumber(text: string): string {
  throw new Error(`not yet: ${text}`)
}

/** The order of two canonical numbers: negative, zero or positive. */
export function compareNumbers(left: string, right: string): number {
  throw new Error(`not yet: ${left} ${right}`)
}

/** The exact sum of two canonical numbers, canonical. @throws DynamoDBException as {@link normalizeNumber} */
export function addNumbers(left: string, right: string): string {
  throw new Error(`not yet: ${left} ${right}`)
}

/** The exact difference of two canonical numbers, canonical. @throws DynamoDBException as {@link normalizeNumber} */
export function subtractNumbers(left: string, right: string): string {
  throw new Error(`not yet: ${left} ${right}`)
}
