import type { Context } from 'aws-lambda'
import type { RateLimitMiddlewareOptions } from '../options.ts'
import { type AppTheoryIdentityOptions, appTheoryIdentity, tenantOf } from './identity.ts'
import { methodOf, pathOf } from './request.ts'

/** Options of `rateLimit` that a preset sets. */
export type RateLimitPreset = {
  readonly [K in 'identify' | 'resource' | 'operation' | 'metadata' | 'headers' | 'body']: NonNullable<
    RateLimitMiddlewareOptions[K]
  >
}

/**
 * The path of the request, as AppTheory limits it; outside HTTP the function's name.
 *
 * @example
 * ```ts
 * const strategy = fixedWindow({ windowMs: 60_000, limit: 100 })
 * rateLimit({ strategy, identify: appTheoryIdentity(), resource: appTheoryResource })
 * ```
 */
export function appTheoryResource(event: unknown, context: Context): string {
  return pathOf(event) ?? context.functionName ?? 'function'
}

/**
 * Options with which `rateLimit` counts and responds like AppTheory's current middleware,
 * `runtime.RateLimitMiddleware`. Options after the spread have priority.
 *
 * The caller sets path, key and token: see {@link appTheoryIdentity}.
 *
 * @example
 * ```ts
 * rateLimit({ strategy: fixedWindow({ windowMs: 60_000, limit: 100 }), ...appTheoryRuntime() })
 * ```
 *
 * @throws TypeError that names the option
 */
export function appTheoryRuntime(options: AppTheoryIdentityOptions = {}): RateLimitPreset {
  const identify = appTheoryIdentity(options)
  const { tenant = tenantOf } = options
  return {
    identify,
    resource: appTheoryResource,
    operation: appTheoryOperation,
    metadata: (event, context) => ({
      method: appTheoryOperation(event),
      path: appTheoryResource(event, context),
      tenant: tenant(event, context) ?? '',
    }),
    headers: 'none',
    body: 'envelope',
  }
}

/** The method of the request, any word; outside HTTP `invoke`. */
export function appTheoryOperation(event: unknown): string {
  return methodOf(event) ?? 'invoke'
}
