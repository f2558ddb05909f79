import middy from '@middy/core'
import { fixedWindow, rateLimit } from 'apptheory-middy'
import type { APIGatewayProxyEventV2 } from 'aws-lambda'

// The function as it was.
const greet = async (event: APIGatewayProxyEventV2) => ({
  statusCode: 200,
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify({ hello: event.queryStringParameters?.['name'] ?? 'world' }),
})

// The table is the one that RATE_LIMIT_TABLE_NAME names.
export const handler = middy<APIGatewayProxyEventV2>()
  .use(rateLimit({ strategy: fixedWindow({ windowMs: 60_000, limit: 100 }) }))
  .handler(greet)
