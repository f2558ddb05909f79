import { MalformedResponseError } from '../malformed-response-error.ts'
import { asJson, clientView, type HttpOutcome, isRecord } from './http-outcome.ts'

const members = new Set(['statusCode', 'headers', 'multiValueHeaders', 'body', 'isBase64Encoded'])

/**
 * Reads what a function returned as the Lambda proxy integration of a REST API does. No member is needed, but
 * no other is allowed: `cookies`, or a bare value, is a malformed response. Where a header is in both maps,
 * `multiValueHeaders` has it.
 *
 * @throws MalformedResponseError for a response that API Gateway would answer with 502
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-lambda-proxy-integrations.html
 */
export function restApiV1Outcome(returned: unknown): HttpOutcome {
  const response = asJson(returned)
  if (!isRecord(response)) {
    throw new MalformedResponseError(
      'malformed Lambda proxy response: a REST API takes an object, and implies nothing from a value',
    )
  }
  const foreign = Object.keys(response).filter((name) => !members.has(name))
  if (foreign.length > 0) {
    throw new MalformedResponseError(
      `malformed Lambda proxy response: a REST API does not take ${foreign.join(', ')}`,
    )
  }
  return clientView({ ...response, statusCode: response['statusCode'] ?? 200 })
}
