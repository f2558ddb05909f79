import { createHash } from 'node:crypto'

/** `length` hexadecimal digits that depend on `seed` alone; at most 64. */
export function derivedHex(seed: string, length: number): string {
  return createHash('sha256').update(seed).digest('hex').slice(0, length)
}

/** A UUID of version 4 in form, that depends on `seed` alone. */
export function derivedUuid(seed: string): string {
  const hex = derivedHex(seed, 32)
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    `4${hex.slice(13, 16)}`,
    `8${hex.slice(17, 20)}`,
    hex.slice(20),
  ].join('-')
}

/** 15 characters of base64url and `=`, the form in which API Gateway writes extended request identifiers. */
export function derivedExtendedRequestId(seed: string): string {
  return `${createHash('sha256').update(seed).digest('base64url').replaceAll(/[-_]/g, '0').slice(0, 15)}=`
}
