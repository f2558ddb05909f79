import { connectStream, type FakeDynamoDB } from 'apptheory-middy/testkit'
import { type PlainFunctionOptions, startPlainFunction } from './plain-function.ts'

export interface EventLog {
  close(): Promise<void>
}

const file = new URL('functions/log.ts', import.meta.url)
const LOOK_EVERY_MS = 100

/** The function that feeds the log from the stream of the table of events. */
export async function startEventLog(
  fake: FakeDynamoDB,
  tableName: string,
  options: Omit<PlainFunctionOptions, 'name' | 'file'>,
): Promise<EventLog> {
  const { log } = options
  const lambda = await startPlainFunction({ ...options, name: 'log', file })
  const mapping = connectStream(fake, {
    tableName,
    handler: async (event, context) => {
      log(`log ${event.Records.length} records`)
      return (await lambda.invoke(event, context)) as { batchItemFailures: [] }
    },
    functionResponseTypes: ['ReportBatchItemFailures'],
    bisectBatchOnFunctionError: true,
    maximumRetryAttempts: 3,
  })
  const looking = setInterval(() => {
    mapping.drain().catch((error: unknown) => log(`log ${error}`))
  }, LOOK_EVERY_MS)
  return {
    async close() {
      clearInterval(looking)
      await lambda.close()
    },
  }
}
