import { createHmac } from 'node:crypto'
import type { Context } from 'aws-lambda'
import { isPromiseLike } from '../../../services/is-promise-like.ts'
import { checkOptions } from '../../../services/options/check-options.ts'
import { aFunction, type OptionRulesOf } from '../../../services/options/option-rules.ts'
import { byAuthorizer } from '../identity/client-identity.ts'
import { credentialHeader } from '../identity/credential-header.ts'
import { bearerToken, firstHeader, firstQueryValue } from './request.ts'

/** Computes a value from the event and the context of an invocation. */
type FromEvent<TValue> = (event: unknown, context: Context) => TValue

/** Where {@link appTheoryIdentity} finds a caller without API key and bearer token. */
export interface AppTheoryIdentityOptions {
  /**
   * The identity of the caller, if the request has neither an API key nor a bearer token. In AppTheory it is
   * the result of the authentication hook.
   * @defaultValue the identity from an authorizer of API Gateway: `byAuthorizer`
   */
  readonly authIdentity?: FromEvent<string | undefined | PromiseLike<string | undefined>> | undefined
  /**
   * The tenant, if the request has no credential and no identity.
   * @defaultValue `context.tenantId`, then the header `x-tenant-id`, then the query parameter `tenant`
   */
  readonly tenant?: FromEvent<string | undefined> | undefined
}

const rules: OptionRulesOf<AppTheoryIdentityOptions> = { authIdentity: aFunction, tenant: aFunction }

/**
 * Of AppTheory's rate-limit middleware. It makes identifiers of keys and tokens that all its services share.
 */
const FINGERPRINT_KEY = 'apptheory/rate-limit/identifier-fingerprint/v1'

/**
 * The identifiers of AppTheory's `runtime.RateLimitMiddleware`, so that both share a counter. The first of
 * these that exists:
 *
 * 1. `api_key:hmac-sha256:<hex>` of the header `x-api-key`
 * 2. `bearer:hmac-sha256:<hex>` of a bearer token
 * 3. the caller's identity
 * 4. the tenant
 * 5. `anonymous`
 *
 * The caller sets these headers, and they are not verified here: with another key a caller gets another
 * counter. Use it to share counters with AppTheory's services, or after a service that verifies keys and
 * tokens.
 *
 * @example
 * ```ts
 * const strategy = fixedWindow({ windowMs: 60_000, limit: 100 })
 * rateLimit({ strategy, identify: appTheoryIdentity(), resource: appTheoryResource })
 * ```
 *
 * @throws TypeError that names the option
 */
export function appTheoryIdentity(
  options: AppTheoryIdentityOptions = {},
): FromEvent<string | PromiseLike<string>> {
  checkOptions('appTheoryIdentity', options, rules)
  const { authIdentity = byAuthorizer, tenant = tenantOf } = options
  return (event, context) => {
    const credential = credentialOf(event)
    if (credential !== undefined) return credential
    const otherwise = (identity: string | undefined): string =>
      trimmed(identity) ?? trimmed(tenant(event, context)) ?? 'anonymous'
    const identity = authIdentity(event, context)
    return isPromiseLike(identity) ? identity.then(otherwise) : otherwise(identity)
  }
}

/** The tenant as AppTheory reads it from a request, with the one of Lambda's tenant isolation before it. */
export function tenantOf(event: unknown, context: Context): string | undefined {
  const { tenantId } = context as { readonly tenantId?: unknown }
  if (typeof tenantId === 'string' && tenantId !== '') return tenantId
  return firstHeader(event, 'x-tenant-id') ?? firstQueryValue(event, 'tenant')
}

function credentialOf(event: unknown): string | undefined {
  // White space around a key is part of it in AppTheory, around a token it is not.
  const key = credentialHeader(event, 'x-api-key')
  if (key?.trim()) return fingerprint('api_key', key)
  const token = trimmed(bearerToken(event))
  return token && fingerprint('bearer', token)
}

function fingerprint(kind: string, value: string): string {
  const hmac = createHmac('sha256', FINGERPRINT_KEY).update(`${kind}\0${value}`)
  return `${kind}:hmac-sha256:${hmac.digest('hex')}`
}

function trimmed(value: string | undefined): string | undefined {
  return value?.trim() || undefined
}
