import { randomUUID } from 'node:crypto'
import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import type middy from '@middy/core'
import type { LambdaFunctionURLResult } from 'aws-lambda'

/** A client, and a middleware that adds the number of its requests and of the decisions to each response. */
export function tableRequests() {
  const environment = randomUUID()
  const client = new DynamoDBClient({})
  let requests = 0
  let decisions = 0
  client.middlewareStack.add(
    (next) => (args) => {
      requests += 1
      return next(args)
    },
    { step: 'deserialize' },
  )
  const addHeader = ({ response }: middy.Request<unknown, LambdaFunctionURLResult | null>): void => {
    decisions += 1
    if (typeof response !== 'object' || response === null) return
    response.headers = {
      ...response.headers,
      'x-table-requests': `environment=${environment};requests=${requests};decisions=${decisions}`,
    }
  }
  return { client, middleware: { after: addHeader, onError: addHeader } }
}
