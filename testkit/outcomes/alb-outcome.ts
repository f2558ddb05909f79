import { MalformedResponseError } from '../malformed-response-error.ts'
import { asJson, clientView, type HttpOutcome, isRecord } from './http-outcome.ts'

// https://docs.aws.amazon.com/elasticloadbalancing/latest/application/lambda-functions.html: "Limits".
const MAX_RESPONSE_BYTES = 1024 * 1024

export interface AlbOutcomeOptions {
  /** Whether the target group has multi-value headers enabled. */
  readonly multiValueHeaders: boolean
}

/**
 * Reads what a function returned as a load balancer does: it needs a `statusCode`, and reads
 * `multiValueHeaders` alone where multi-value headers are enabled, `headers` alone where they are not. Header
 * values must be text: it answers 502 for a boolean.
 *
 * @throws MalformedResponseError for a response that the load balancer would answer with 502
 * @see https://docs.aws.amazon.com/elasticloadbalancing/latest/application/lambda-functions.html
 * @see https://github.com/jeremydaly/lambda-api/issues/117
 */
export function albOutcome(returned: unknown, options: AlbOutcomeOptions): HttpOutcome {
  const response = asJson(returned, MAX_RESPONSE_BYTES)
  if (!isRecord(response) || response['statusCode'] === undefined) {
    throw new MalformedResponseError(
      'a load balancer takes an object with a statusCode, and implies nothing from a value',
    )
  }
  const { statusCode, headers, multiValueHeaders, body, isBase64Encoded } = response
  const read = options.multiValueHeaders ? 'multiValueHeaders' : 'headers'
  assertNoneIsNull(response, ['headers', 'statusDescription', 'body', read])
  assertText(response[read])
  return clientView({
    statusCode,
    body,
    isBase64Encoded,
    ...(options.multiValueHeaders ? { multiValueHeaders } : { headers }),
  })
}

/** A member may be left out. As `null` it is a 502. */
function assertNoneIsNull(response: Readonly<Record<string, unknown>>, members: readonly string[]): void {
  for (const name of members) {
    if (response[name] === null)
      throw new MalformedResponseError(`a load balancer takes no null as ${name}: leave it out`)
  }
}

function assertText(headers: unknown): void {
  for (const [name, values] of Object.entries(headers ?? {})) {
    if ([values].flat().some((value) => typeof value !== 'string'))
      throw new MalformedResponseError(
        `a load balancer takes strings as header values, and ${name} has another`,
      )
  }
}
