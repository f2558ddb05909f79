import { createHash, createHmac } from 'node:crypto'
import { checkOptions } from '../../../services/options/check-options.ts'
import {
  aBoolean,
  nonEmptyString,
  type OptionRule,
  type OptionRulesOf,
  required,
} from '../../../services/options/option-rules.ts'
import { headerValues, httpEventOf } from '../../http/http-event.ts'
import type { ClientIdentity } from './client-identity.ts'
import { credentialHeader } from './credential-header.ts'

/** How the hash of a key or a token is made. */
export interface SecretIdentityOptions {
  /**
   * Makes the hash an HMAC. Without it, a guessable value can be found by anyone who reads the table.
   * @defaultValue none: plain SHA-256, enough for long random keys and tokens
   */
  readonly secret?: string | Uint8Array | undefined
}

/** The options of {@link byHeader}. */
export interface HeaderIdentityOptions extends SecretIdentityOptions {
  /**
   * For a header with a list, or with commas in its value. Otherwise a header that arrives more than once, or
   * with a comma, is ignored: its caller could choose which value counts.
   * @defaultValue false
   */
  readonly list?: boolean | undefined
}

export const secretRule: OptionRule = {
  expected: 'a non-empty string or Uint8Array',
  accepts: (value) => (typeof value === 'string' || value instanceof Uint8Array) && value.length > 0,
}

const secretRules: OptionRulesOf<SecretIdentityOptions> = { secret: secretRule }

/**
 * Identifies the caller by the SHA-256 of a header's value. The caller sets this value: use it only if it was
 * verified before the function. `undefined` if the header is missing.
 *
 * @example
 * ```ts
 * const strategy = fixedWindow({ windowMs: 60_000, limit: 100 })
 * rateLimit({ strategy, identify: byHeader('x-api-key', { secret: process.env['KEY_SECRET'] }) })
 * ```
 *
 * @throws TypeError that names the option
 */
export function byHeader(name: string, options: HeaderIdentityOptions = {}): ClientIdentity {
  checkOptions('byHeader', { name }, { name: required(nonEmptyString) })
  checkOptions('byHeader', options, { ...secretRules, list: aBoolean })
  const hash = hashWith(options)
  const lowerCase = name.toLowerCase()
  const read = options.list ? headerList : credentialHeader
  return (event) => {
    const value = read(event, lowerCase)
    return value === undefined ? undefined : `header:${lowerCase}:${hash(value)}`
  }
}

/**
 * Identifies the caller by the SHA-256 of the bearer token of the Authorization header (RFC 6750). The token
 * is not verified here: use it only after an authorizer. `undefined` without a token.
 *
 * @example
 * ```ts
 * const strategy = fixedWindow({ windowMs: 60_000, limit: 100 })
 * rateLimit({ strategy, identify: firstOf(byBearerToken(), bySourceIp()) })
 * ```
 *
 * @throws TypeError that names the option
 */
export function byBearerToken(options: SecretIdentityOptions = {}): ClientIdentity {
  checkOptions('byBearerToken', options, secretRules)
  const hash = hashWith(options)
  return (event) => {
    const token = bearerToken(event)
    return token === undefined ? undefined : `bearer:${hash(token)}`
  }
}

function hashWith({ secret }: SecretIdentityOptions): (value: string) => string {
  return (value) =>
    (secret === undefined ? createHash('sha256') : createHmac('sha256', secret)).update(value).digest('hex')
}

function bearerToken(event: unknown): string | undefined {
  return /^Bearer +(\S+)$/i.exec(credentialHeader(event, 'authorization') ?? '')?.[1]
}

/** All values of a header, as one list. */
function headerList(event: unknown, name: string): string | undefined {
  const http = httpEventOf(event)
  const values = http ? headerValues(http, name).filter((value) => value !== '') : []
  return values.length > 0 ? values.join(', ') : undefined
}
