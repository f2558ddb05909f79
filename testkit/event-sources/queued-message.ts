import type { SqsAttributeInput } from '../events/sqs.ts'

/** The parameters of a message that `FakeQueue.send` adds to the queue. */
export interface SendOptions {
  /** The attributes of the message, by name. @defaultValue none */
  readonly messageAttributes?: Readonly<Record<string, SqsAttributeInput>> | undefined
  /** How long the message is invisible, in seconds. Not in a FIFO queue. @defaultValue the queue's */
  readonly delaySeconds?: number | undefined
  /** The group within which messages stay in order. FIFO queues require it. @defaultValue none */
  readonly groupId?: string | undefined
  /**
   * A later message with the same ID is accepted and not delivered, for 5 minutes. Only in a FIFO queue.
   * @defaultValue the hash of the body, with `contentBasedDeduplication`
   */
  readonly deduplicationId?: string | undefined
}

/** A message in a queue. */
export interface QueuedMessage {
  /** The ID that the queue gave the message. */
  readonly messageId: string
  /** The text of the message. Data that is not text was sent as JSON. */
  readonly body: string
  /** The attributes of the message, by name; empty if it was sent without. */
  readonly messageAttributes: Readonly<Record<string, SqsAttributeInput>>
  /** When the message was sent, in milliseconds since the epoch. */
  readonly sentAt: number
  /** How often the message was received so far, from 0. */
  readonly receiveCount: number
  /** When it was received first, in milliseconds since the epoch. Absent if it was never received. */
  readonly firstReceivedAt?: number
  /** The message group. Only in a FIFO queue. */
  readonly groupId?: string
  /** Given, or derived from the content. Only in a FIFO queue. */
  readonly deduplicationId?: string
  /** The place of the message in the order of the queue. Only in a FIFO queue. */
  readonly sequenceNumber?: string
  /** The ARN of the queue that the message came from. Only in a dead-letter queue. */
  readonly deadLetterQueueSourceArn?: string
}
