import type { Context } from 'aws-lambda'
import type { Clock } from '../services/clock/clock.ts'
import type { IdGenerator } from '../services/ids/ids.ts'
import { checkOptions } from '../services/options/check-options.ts'
import {
  finiteNumber,
  integer,
  nonEmptyString,
  type OptionRulesOf,
} from '../services/options/option-rules.ts'

/** The options of {@link lambdaContext}. */
export interface LambdaContextOptions {
  /** The name of the function. @defaultValue `test-function` */
  readonly functionName?: string | undefined
  /** How long the invocation may take from now, in milliseconds. @defaultValue 3000, as Lambda's */
  readonly timeoutMs?: number | undefined
  /** The ID of the invocation. @defaultValue the next of the identifiers */
  readonly awsRequestId?: string | undefined
  /** The memory of the function, in MB. @defaultValue 128 */
  readonly memoryLimitInMB?: number | undefined
  /** The tenant of the invocation, for a function with tenant isolation. @defaultValue absent */
  readonly tenantId?: string | undefined
}

export const lambdaContextRules: OptionRulesOf<LambdaContextOptions> = {
  functionName: nonEmptyString,
  timeoutMs: finiteNumber(0),
  awsRequestId: nonEmptyString,
  memoryLimitInMB: integer(128, 10_240),
  tenantId: nonEmptyString,
}

/**
 * A complete Lambda context with its deadline on `clock`.
 *
 * @example
 * ```ts
 * const sources = { clock: new ManualClock(), ids: new ManualIdGenerator() }
 * const context = lambdaContext(sources, { timeoutMs: 1000 })
 * ```
 * @throws TypeError that names the option
 */
export function lambdaContext(
  { clock, ids }: { readonly clock: Clock; readonly ids: IdGenerator },
  options: LambdaContextOptions = {},
): Context {
  checkOptions('lambdaContext', options, lambdaContextRules)
  const { functionName = 'test-function', timeoutMs = 3000, memoryLimitInMB = 128, tenantId } = options
  const deadline = clock.now() + timeoutMs
  const day = new Date(clock.now()).toISOString().slice(0, 10).replaceAll('-', '/')
  const noCallback = (): never => {
    throw new Error('callbacks are not supported: return a promise')
  }
  return {
    functionName,
    functionVersion: '$LATEST',
    invokedFunctionArn: `arn:aws:lambda:us-east-1:123456789012:function:${functionName}`,
    memoryLimitInMB: String(memoryLimitInMB),
    awsRequestId: options.awsRequestId ?? ids.next(),
    logGroupName: `/aws/lambda/${functionName}`,
    logStreamName: `${day}/[$LATEST]0123456789abcdef0123456789abcdef`,
    callbackWaitsForEmptyEventLoop: true,
    ...(tenantId !== undefined && { tenantId }),
    getRemainingTimeInMillis: () => Math.max(0, deadline - clock.now()),
    done: noCallback,
    fail: noCallback,
    succeed: noCallback,
  }
}
