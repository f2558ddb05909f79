/**
 * The context of a Lambda authorizer as REST and WebSocket APIs pass it: strings alone, but for how long it
 * took.
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-lambda-authorizer-output.html
 */
export function authorizerContext(context: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const entries = Object.entries(context).map(([name, value]) => [
    name,
    value === null || name === 'integrationLatency' ? value : String(value),
  ])
  return Object.fromEntries(entries)
}
