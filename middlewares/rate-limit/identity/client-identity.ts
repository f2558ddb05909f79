import { checkOptions } from '../../../services/options/check-options.ts'
import { aBoolean, integer, type OptionRulesOf } from '../../../services/options/option-rules.ts'
import { type HttpEvent, headerValues, httpEventOf, text } from '../../http/http-event.ts'
import { credentialHeader } from './credential-header.ts'
import { canonicalAddress, MAX_ADDRESS_LENGTH } from './network-address.ts'

/** Identifies the caller of an event. `undefined` if it cannot. */
// biome-ignore lint/suspicious/noExplicitAny: an identity beside callbacks that name the type of the event
export type ClientIdentity = (event: any, context?: any) => string | undefined

/**
 * The first of `identities` that identifies the caller.
 *
 * @example
 * ```ts
 * const strategy = fixedWindow({ windowMs: 60_000, limit: 100 })
 * rateLimit({ strategy, identify: firstOf(byAuthorizer, byApiKeyId, bySourceIp()) })
 * ```
 */
export function firstOf(...identities: readonly ClientIdentity[]): ClientIdentity {
  return (event, context) => {
    for (const identity of identities) {
      const identifier = identity(event, context)
      if (identifier !== undefined) return identifier
    }
    return undefined
  }
}

/**
 * The caller that the authorizer of API Gateway verified, by the first of these:
 *
 * - the `sub` of a JWT or of a Cognito user
 * - the `principalId` of a Lambda authorizer
 * - the Cognito identity
 * - the ARN of the IAM principal
 *
 * @example
 * ```ts
 * const strategy = fixedWindow({ windowMs: 60_000, limit: 100 })
 * rateLimit({ strategy, identify: byAuthorizer })
 * ```
 */
export const byAuthorizer: ClientIdentity = fromHttp((event) => {
  const { authorizer, identity } = event.requestContext ?? {}
  if (!authorizer && !identity) return undefined
  const iam = record(authorizer?.['iam'])
  const user =
    text(record(record(authorizer?.['jwt'])['claims'])['sub']) ??
    text(record(authorizer?.['claims'])['sub']) ??
    text(record(authorizer?.['lambda'])['principalId']) ??
    text(authorizer?.['principalId'])
  // Before the ARN, which is one and the same for all users of an identity pool.
  const cognito = text(record(iam['cognitoIdentity'])['identityId']) ?? text(identity?.['cognitoIdentityId'])
  const arn = text(iam['userArn']) ?? text(identity?.['userArn'])
  return prefixed('user', user) ?? prefixed('cognito', cognito) ?? prefixed('iam', arn)
})

/**
 * The identifier of the API key that API Gateway (REST) verified. It is not the key itself, and not a secret.
 *
 * @example
 * ```ts
 * const strategy = fixedWindow({ windowMs: 60_000, limit: 100 })
 * rateLimit({ strategy, identify: firstOf(byApiKeyId, bySourceIp()) })
 * ```
 */
export const byApiKeyId: ClientIdentity = fromHttp((event) =>
  prefixed('apikey', text(event.requestContext?.identity?.['apiKeyId'])),
)

/**
 * The tenant of an invocation, for functions with tenant isolation: Lambda passes it as `context.tenantId`.
 * Its value is what the caller of Lambda names as the tenant, such as API Gateway.
 *
 * @example
 * ```ts
 * const strategy = fixedWindow({ windowMs: 60_000, limit: 100 })
 * rateLimit({ strategy, identify: byTenant })
 * ```
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/tenant-isolation.html
 */
export const byTenant: ClientIdentity = (_event, context) => prefixed('tenant', text(context?.tenantId))

/** The options of {@link bySourceIp}. */
export interface SourceIpOptions {
  /**
   * How much of an IPv6 address names a client, in bits: providers hand out whole networks.
   * @defaultValue 56
   */
  readonly ipv6Prefix?: number | undefined
  /**
   * The number of your own proxies in front of the function that append the address of their caller to
   * `X-Forwarded-For`.
   * @defaultValue 0
   */
  readonly trustedHops?: number | undefined
  /**
   * Whether CloudFront stands in front and names the caller in `CloudFront-Viewer-Address`. Only for an
   * origin that nobody reaches around CloudFront: otherwise a caller can write the header. Not with
   * `trustedHops`.
   * @defaultValue false
   */
  readonly cloudFront?: boolean | undefined
}

const sourceIpRules: OptionRulesOf<SourceIpOptions> = {
  ipv6Prefix: integer(1, 128),
  trustedHops: integer(0, 100),
  cloudFront: aBoolean,
}

/**
 * The address from which the request came: that of `requestContext`, or behind a load balancer the
 * rightmost of `X-Forwarded-For`. What is further left was written by the caller, and is read only as far
 * as `trustedHops` says.
 *
 * @example
 * ```ts
 * const strategy = fixedWindow({ windowMs: 60_000, limit: 100 })
 * // One proxy of yours stands before the load balancer.
 * rateLimit({ strategy, identify: bySourceIp({ trustedHops: 1 }) })
 * ```
 *
 * @throws TypeError that names the option
 */
export function bySourceIp(options: SourceIpOptions = {}): ClientIdentity {
  checkOptions('bySourceIp', options, sourceIpRules)
  const { ipv6Prefix = 56, trustedHops = 0, cloudFront = false } = options
  if (cloudFront && trustedHops > 0)
    throw new TypeError("bySourceIp: options 'cloudFront' and 'trustedHops' exclude each other")
  const identityOf = remembering((address) => prefixed('ip', canonicalAddress(address, ipv6Prefix)))
  return fromHttp((event) => {
    const { http, identity } = event.requestContext ?? {}
    const nearest = text(http?.sourceIp) ?? text(identity?.['sourceIp'])
    // What the console of API Gateway sends when it tests a method.
    if (nearest === CONSOLE_TEST) return prefixed('ip', CONSOLE_TEST)
    const direct = trustedHops === 0 ? nearest : undefined
    const address = cloudFront
      ? viewerAddress(event)
      : (direct ?? addressChain(event, nearest).at(-1 - trustedHops))
    return address === undefined ? undefined : identityOf(address)
  })
}

/** Trusts what AWS verified, and nothing that the caller wrote. */
export const defaultIdentity: ClientIdentity = firstOf(byAuthorizer, byApiKeyId, bySourceIp())

const CONSOLE_TEST = 'test-invoke-source-ip'

const REMEMBERED_ADDRESSES = 1000

/** Remembers what `identityOf` returned for the latest addresses: callers come more than once. */
function remembering(
  identityOf: (address: string) => string | undefined,
): (address: string) => string | undefined {
  const known = new Map<string, string>()
  return (address) => {
    const found = known.get(address)
    if (found !== undefined) return found
    const identity = identityOf(address)
    if (known.size >= REMEMBERED_ADDRESSES) known.clear()
    if (identity !== undefined && address.length <= MAX_ADDRESS_LENGTH) known.set(address, identity)
    return identity
  }
}

/**
 * The address that CloudFront states, without the port that follows it, also after IPv6 without brackets.
 * https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/adding-cloudfront-headers.html
 */
function viewerAddress(event: HttpEvent): string | undefined {
  return credentialHeader(event, 'cloudfront-viewer-address')?.replace(/:\d{1,5}$/, '')
}

/** Addresses from the farthest to the nearest, which API Gateway and load balancers append themselves. */
function addressChain(event: HttpEvent, nearest: string | undefined): readonly string[] {
  const forwarded = headerValues(event, 'x-forwarded-for')
    .flatMap((value) => value.split(','))
    .map((value) => value.trim())
    .filter(Boolean)
  if (nearest === undefined || forwarded.at(-1) === nearest) return forwarded
  // An edge-optimised REST API appends the address of its own edge as well, which is not one of our proxies.
  return forwarded.at(-2) === nearest ? forwarded.slice(0, -1) : [...forwarded, nearest]
}

function fromHttp(identity: (event: HttpEvent) => string | undefined): ClientIdentity {
  return (event) => {
    const http = httpEventOf(event)
    return http && identity(http)
  }
}

function prefixed(kind: string, value: string | undefined): string | undefined {
  return value === undefined ? undefined : `${kind}:${value}`
}

function record(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {}
}
