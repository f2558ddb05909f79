import type { SQSEvent, SQSHandler } from 'aws-lambda'
import type { QueueMappingOptions } from './connect-queue.ts'
import type { FakeQueueOptions } from './fake-queue.ts'

export const bodiesOf = ({ Records }: SQSEvent): string => Records.map(({ body }) => body).join('')

export interface Consumer {
  readonly handler: SQSHandler
  readonly batches: readonly string[]
}

/** A function that notes each batch, and throws for one that holds a bad message. */
export function consumer(isBad: (bodies: string, call: number) => boolean = () => false): Consumer {
  const batches: string[] = []
  const handler = async (event: SQSEvent): Promise<void> => {
    batches.push(bodiesOf(event))
    if (isBad(bodiesOf(event), batches.length)) throw new Error('bad')
  }
  return { handler, batches }
}

/** A function that reports the messages that are bad. */
export function reporter(bad: string): Consumer {
  const batches: string[] = []
  const handler: SQSHandler = async (event) => {
    batches.push(bodiesOf(event))
    const failed = event.Records.filter(({ body }) => bad.includes(body))
    return { batchItemFailures: failed.map(({ messageId }) => ({ itemIdentifier: messageId })) }
  }
  return { handler, batches }
}

export const REPORT: Pick<QueueMappingOptions, 'functionResponseTypes'> = {
  functionResponseTypes: ['ReportBatchItemFailures'],
}
export const FIFO: FakeQueueOptions = { name: 'orders.fifo', contentBasedDeduplication: true }
