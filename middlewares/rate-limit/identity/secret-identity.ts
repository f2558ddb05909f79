import { createHash, createHmac } from 'node:crypto'
import { checkOptions } from '../../../services/options/check-options.ts'
import {
  nonEmptyString,
  type OptionRule,
  type OptionRulesOf,
  required,
} from '../../../services/options/option-rules.ts'
import { headerValues, httpEventOf } from '../../http/http-event.ts'
import type { ClientIdentity } from './client-identity.ts'

export interface SecretIdentityOptions {
  /**
   * Makes the hash an HMAC, so that who reads the table cannot find a guessable value by trying.
   * @defaultValue none: plain SHA-256, enough for long random keys and tokens
   */
  readonly secret?: string | Uint8Array | undefined
}

export const secretRule: OptionRule = {
  expected: 'a non-empty string or Uint8Array',
  accepts: (value) => (typeof value === 'string' || value instanceof Uint8Array) && value.length > 0,
}

const secretRules: OptionRulesOf<SecretIdentityOptions> = { secret: secretRule }

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
