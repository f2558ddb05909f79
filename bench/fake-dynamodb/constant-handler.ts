import type { DynamoDBClientConfig } from '@aws-sdk/client-dynamodb'

/**
 * A request handler that answers every request with the same body: what remains is the SDK itself, the floor
 * under anything that answers in process.
 */
export function constantHandler(reply: object): NonNullable<DynamoDBClientConfig['requestHandler']> {
  const body = Buffer.from(JSON.stringify(reply))
  const headers = {
    'content-type': 'application/x-amz-json-1.0',
    'content-length': String(body.length),
    'x-amzn-requestid': 'CONSTANT',
  }
  const handler = {
    metadata: { handlerProtocol: 'http/1.1' },
    handle: async () => ({ response: { statusCode: 200, headers: { ...headers }, body } }),
    destroy() {},
    updateHttpClientConfig() {},
    httpHandlerConfigs: () => ({}),
  }
  return handler as NonNullable<DynamoDBClientConfig['requestHandler']>
}
