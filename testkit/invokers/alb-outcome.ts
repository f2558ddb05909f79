import { asJson, clientView, type HttpOutcome, isRecord } from '../http-outcome.ts'

export interface AlbOutcomeOptions {
  /** Whether the target group has multi-value headers enabled. */
  readonly multiValueHeaders: boolean
}

/**
 * Reads what a function returned as a load balancer does: it needs a `statusCode`, and reads `multiValueHeaders` alone
 * where multi-value headers are enabled, `headers` alone where they are not.
 *
 * @throws TypeError for a response that the load balancer would answer with 502
 * @see https://docs.aws.amazon.com/elasticloadbalancing/latest/application/lambda-functions.html
 */
export function albOutcome(returned: unknown, options: AlbOutcomeOptions): HttpOutcome {
  const response = asJson(returned)
  if (!isRecord(response) || response['statusCode'] === undefined) {
    throw new TypeError('a load balancer takes an object with a statusCode, and implies nothing from a value')
  }
  const { statusCode, headers, multiValueHeaders, body, isBase64Encoded } = response
  return clientView({
    statusCode,
    body,
    isBase64Encoded,
    ...(options.multiValueHeaders ? { multiValueHeaders } : { headers }),
  })
}
