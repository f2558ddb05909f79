import { createHash, createHmac } from 'node:crypto'
import { checkOptions } from '../../../services/options/check-options.ts'
import { nonEmptyString, type OptionRulesOf, required } from '../../../services/options/option-rules.ts'
import { headerValues, httpEventOf } from '../../http/http-event.ts'
import { bareSourceIp, type ClientIdentity, firstOf } from './client-identity.ts'

export interface SecretIdentityOptions {
  /**
   * Makes the hash an HMAC, so that who reads the table cannot find a guessable value by trying.
   * @defaultValue none: plain SHA-256, enough for long random keys and tokens
   */
  readonly secret?: string | Uint8Array | undefined
}

const secretRules: OptionRulesOf<SecretIdentityOptions> = {
  secret: {
    expected: 'a non-empty string or Uint8Array',
    accepts: (value) => (typeof value === 'string' || value instanceof Uint8Array) && value.length > 0,
  },
}

/**
 * The value of a header, as its SHA-256. The caller writes it: use it only where something before the
 * function has verified it.
 * @throws TypeError that names the option
 */
export function byHeader(name: string, options: SecretIdentityOptions = {}): ClientIdentity {
  checkOptions('byHeader', { name }, { name: required(nonEmptyString) })
  const hash = hashWith('byHeader', options)
  const lowerCase = name.toLowerCase()
  return (event) => {
    const value = firstHeader(event, lowerCase)
    return value === undefined ? undefined : `header:${lowerCase}:${hash(value)}`
  }
}

/**
 * The bearer token of the Authorization header (RFC 6750), as its SHA-256. Not verified here: use it only
 * where an authorizer has.
 */
export function byBearerToken(options: SecretIdentityOptions = {}): ClientIdentity {
  const hash = hashWith('byBearerToken', options)
  return (event) => {
    const token = bearerToken(event)
    return token === undefined ? undefined : `bearer:${hash(token)}`
  }
}

/**
 * The chain of AppTheory's services in Go: `X-API-Key`, the bearer token, the source address, without
 * prefixes, so that callers known by address share their counters with those services. Where Go writes
 * keys and tokens into the table as they are, this writes their SHA-256; and where Go believes the left
 * end of `X-Forwarded-For`, this does not.
 */
export function appTheoryIdentity(options: SecretIdentityOptions = {}): ClientIdentity {
  const hash = hashWith('appTheoryIdentity', options)
  const hashed =
    (secretOf: (event: unknown) => string | undefined): ClientIdentity =>
    (event) => {
      const secret = secretOf(event)
      return secret === undefined ? undefined : hash(secret)
    }
  return firstOf(
    hashed((event) => firstHeader(event, 'x-api-key')),
    hashed(bearerToken),
    bareSourceIp,
  )
}

function hashWith(owner: string, options: SecretIdentityOptions): (value: string) => string {
  checkOptions(owner, options, secretRules)
  const { secret } = options
  return (value) =>
    (secret === undefined ? createHash('sha256') : createHmac('sha256', secret)).update(value).digest('hex')
}

function bearerToken(event: unknown): string | undefined {
  return /^Bearer +(\S+)$/i.exec(firstHeader(event, 'authorization') ?? '')?.[1]
}

function firstHeader(event: unknown, name: string): string | undefined {
  const http = httpEventOf(event)
  return http && headerValues(http, name).find((value) => value !== '')
}
