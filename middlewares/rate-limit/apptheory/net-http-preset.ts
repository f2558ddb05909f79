import { createHmac } from 'node:crypto'
import { isIPv6 } from 'node:net'
import type { Context } from 'aws-lambda'
import { checkOptions } from '../../../services/options/check-options.ts'
import { aFunction, type OptionRulesOf } from '../../../services/options/option-rules.ts'
import { httpEventOf, text } from '../../http/http-event.ts'
import { credentialHeader } from '../identity/credential-header.ts'
import { secretRule } from '../identity/secret-identity.ts'
import { bearerToken, firstHeader, pathOf } from './request.ts'
import { appTheoryOperation, appTheoryResource, type RateLimitPreset } from './runtime-preset.ts'

/** How {@link appTheoryNetHttp} identifies callers. */
export interface AppTheoryNetHttpOptions {
  /**
   * Returns the service's own identifier of the caller, for requests with neither key nor token. `undefined`
   * falls back to the address.
   * @defaultValue none: such requests are identified by their address
   */
  readonly contextIdentifier?: ((event: unknown, context: Context) => string | undefined) | undefined
  /**
   * Stores keys and tokens as their HMAC-SHA-256 with this secret, in hex. Such callers then share no counter
   * with AppTheory's services, which store keys and tokens as they are.
   * @defaultValue none: keys and tokens are stored as they are
   */
  readonly secret?: string | Uint8Array | undefined
}

const rules: OptionRulesOf<AppTheoryNetHttpOptions> = { contextIdentifier: aFunction, secret: secretRule }

/**
 * Options with which `rateLimit` counts and responds like AppTheory's older adapter for `net/http`, which
 * AppTheory keeps for migrations. Options after the spread have priority.
 *
 * Like that adapter, it stores API keys and bearer tokens in clear text, unless `secret` is given. It trusts
 * the headers `X-Forwarded-For` and `X-Real-IP`, which a caller can forge.
 *
 * @example
 * ```ts
 * rateLimit({ strategy: fixedWindow({ windowMs: 60_000, limit: 100 }), ...appTheoryNetHttp() })
 * ```
 *
 * @throws TypeError that names the option
 */
export function appTheoryNetHttp(options: AppTheoryNetHttpOptions = {}): RateLimitPreset {
  checkOptions('appTheoryNetHttp', options, rules)
  const { contextIdentifier, secret } = options
  const stored = (credential: string): string =>
    secret === undefined ? credential : createHmac('sha256', secret).update(credential).digest('hex')
  return {
    identify: (event, context) => {
      const credential = credentialHeader(event, 'x-api-key') ?? (bearerToken(event) || undefined)
      if (credential !== undefined) return stored(credential)
      return contextIdentifier?.(event, context) || addressOf(event)
    },
    resource: (event, context) => decodedPath(event, context).replace(/(?<=.)\/$/, ''),
    operation: appTheoryOperation,
    metadata: (event, context) => ({
      ip: addressOf(event) ?? '',
      path: decodedPath(event, context),
      user_agent: firstHeader(event, 'user-agent') ?? '',
    }),
    headers: 'x-ratelimit',
    body: 'apptheory',
  }
}

/** Go's `net/http` decodes a path before a handler sees it. */
function decodedPath(event: unknown, context: Context): string {
  const path = pathOf(event)
  if (path === undefined) return appTheoryResource(event, context)
  try {
    return decodeURIComponent(path)
  } catch {
    return path
  }
}

function addressOf(event: unknown): string | undefined {
  const forwarded = firstHeader(event, 'x-forwarded-for')
  if (forwarded !== undefined) {
    const [client = '', ...proxies] = forwarded.split(',')
    return proxies.length > 0 ? client.trim() : client
  }
  return firstHeader(event, 'x-real-ip') ?? remoteAddress(event)
}

/** As Go writes a remote address without its port: an IPv6 address keeps its brackets. */
function remoteAddress(event: unknown): string | undefined {
  const { http, identity } = httpEventOf(event)?.requestContext ?? {}
  const address = text(http?.sourceIp) ?? text(identity?.['sourceIp'])
  return address !== undefined && isIPv6(address) ? `[${address}]` : address
}
