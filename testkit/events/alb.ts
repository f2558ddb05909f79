import type { ALBEvent } from 'aws-lambda'
import { checkOptions } from '../../services/options/check-options.ts'
import { aBoolean, nonEmptyString, type OptionRulesOf } from '../../services/options/option-rules.ts'
import { ACCOUNT_ID, REGION } from './aws-origin.ts'
import { type HttpRequestInput, httpRequestRules } from './http/http-request.ts'
import { lastOf, listsOf, proxiedRequest } from './http/proxied-request.ts'
import { assertFits, sizeLimits } from './size-limits.ts'

/** What a load balancer knows: it has no authorizer and no identifier of a request. */
export interface AlbInput extends Omit<HttpRequestInput, 'authorizer' | 'requestId'> {
  /** Whether the target group has multi-value headers enabled. @defaultValue false */
  readonly multiValueHeaders?: boolean | undefined
  /** The ARN of the target group that calls the function. @defaultValue that of a target group `functions` */
  readonly targetGroupArn?: string | undefined
}

const { authorizer: _, requestId: __, ...requestRules } = httpRequestRules
const rules: OptionRulesOf<AlbInput> = {
  ...requestRules,
  multiValueHeaders: aBoolean,
  targetGroupArn: nonEmptyString,
}

/**
 * An event of an Application Load Balancer. Query parameters arrive as the client wrote them, not decoded. If
 * a header or parameter was sent more than once, its last value arrives. With `multiValueHeaders` all values
 * arrive, in the multi-value members alone.
 *
 * @example
 * ```ts
 * const event = buildAlbEvent({ path: '/orders', query: 'page=2' })
 * ```
 *
 * @see https://docs.aws.amazon.com/elasticloadbalancing/latest/application/lambda-functions.html
 * @throws TypeError that names the option, such as a `body` over 1 MB
 */
export function buildAlbEvent(input: AlbInput = {}): ALBEvent {
  checkOptions('buildAlbEvent', input, rules)
  const { multiValueHeaders = false, targetGroupArn = defaultTargetGroupArn } = input
  const host = `tests-1234567890.${REGION}.elb.amazonaws.com`
  const request = proxiedRequest(input, { host, encodesBinaryTypes: true, forwardedFor: 'append' })
  const query = rawParameters(request.rawQuery)
  const headers = {
    ...request.headers,
    ...(request.cookies.length > 0 && { cookie: [request.cookies.join('; ')] }),
  }
  const bytes = Buffer.byteLength(request.body ?? '', request.isBase64Encoded ? 'base64' : 'utf8')
  assertFits('buildAlbEvent', 'body', bytes, sizeLimits.albBody)
  return {
    requestContext: { elb: { targetGroupArn } },
    httpMethod: request.method,
    path: request.path,
    ...(multiValueHeaders
      ? { multiValueQueryStringParameters: listsOf(query), multiValueHeaders: listsOf(headers) }
      : { queryStringParameters: lastOf(query), headers: lastOf(headers) }),
    body: request.body ?? '',
    isBase64Encoded: request.isBase64Encoded,
  }
}

const balancing = `arn:aws:elasticloadbalancing:${REGION}:${ACCOUNT_ID}`
const defaultTargetGroupArn = `${balancing}:targetgroup/functions/49e9d65c45c6791a`

function rawParameters(rawQuery: string): Record<string, readonly string[]> {
  const lists = new Map<string, string[]>()
  for (const pair of rawQuery.split('&').filter(Boolean)) {
    const [name = '', ...value] = pair.split('=')
    lists.set(name, [...(lists.get(name) ?? []), value.join('=')])
  }
  return Object.fromEntries(lists)
}
