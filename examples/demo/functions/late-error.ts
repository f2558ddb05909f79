import { setTimeout as sleep } from 'node:timers/promises'
import { AppTheoryError, streamifyResponse } from 'apptheory-middy'
import { sse } from 'apptheory-middy/streaming'
import type { LambdaFunctionURLEvent } from 'aws-lambda'

async function* rows(): AsyncGenerator<string> {
  for (const row of ['first row\n', 'second row\n', 'third row\n']) {
    yield row
    await sleep(400)
  }
  throw new AppTheoryError('app.overloaded', 'the database went away')
}

async function* events() {
  for await (const row of rows()) yield { data: row.trim() }
}

/** Fails when status 200 and three rows are already with the client. */
export const handler = streamifyResponse(
  async ({ queryStringParameters }: LambdaFunctionURLEvent) =>
    queryStringParameters?.['as'] === 'events'
      ? sse(events())
      : { statusCode: 200, headers: { 'content-type': 'text/plain; charset=utf-8' }, body: rows() },
  { onLateError: ({ code, chunks }) => console.log(`late error ${code}, after ${chunks} chunks`) },
)
