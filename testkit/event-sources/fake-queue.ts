import { createHash } from 'node:crypto'
import { type Clock, systemClock } from '../../services/clock/clock.ts'
import { checkOptions } from '../../services/options/check-options.ts'
import {
  aBoolean,
  aClock,
  integer,
  type OptionRule,
  type OptionRulesOf,
  required,
} from '../../services/options/option-rules.ts'
import { ACCOUNT_ID, REGION, textOf } from '../events/aws-origin.ts'
import { derivedUuid } from '../events/derived-ids.ts'
import type { QueuedMessage, SendOptions } from './queued-message.ts'

/** The attributes of a queue, under their own names where they have one. */
export interface FakeQueueOptions {
  /** The name of the queue, at most 80 characters. That of a FIFO queue ends in `.fifo`. */
  readonly name: string
  /** The source of the time. @defaultValue the machine's */
  readonly clock?: Clock | undefined
  /** How long a received message is invisible, in seconds, from 0 to 43200. @defaultValue `30` */
  readonly visibilityTimeout?: number | undefined
  /** How long a new message is invisible, in seconds, from 0 to 900. @defaultValue `0` */
  readonly delaySeconds?: number | undefined
  /** How long a message is kept, in seconds, from 60 to 1209600. @defaultValue `345600`: four days */
  readonly messageRetentionPeriod?: number | undefined
  /**
   * Whether a message without `deduplicationId` gets the hash of its body. Only for a FIFO queue.
   * @defaultValue `false`
   */
  readonly contentBasedDeduplication?: boolean | undefined
  /**
   * The queue that a message moves to when it was received `maxReceiveCount` times and is due again.
   * @defaultValue none
   */
  readonly deadLetterQueue?: FakeQueue | undefined
  /**
   * After so many receptions a message moves to the `deadLetterQueue`, from 1 to 1000. Give both or none.
   * @defaultValue none
   */
  readonly maxReceiveCount?: number | undefined
}

interface Stored {
  message: QueuedMessage
  visibleAt: number
}

const DEDUPLICATION_MS = 5 * 60 * 1000
const MAX_BODY_BYTES = 1_048_576
const FIRST_SEQUENCE_NUMBER = 18_849_496_460_467_696_128n

const aQueue: OptionRule = { expected: 'a FakeQueue', accepts: (value) => value instanceof FakeQueue }

const rules: OptionRulesOf<FakeQueueOptions> = {
  name: required({
    expected: 'a name of letters, digits, - and _ of at most 80 characters, which may end in .fifo',
    accepts: (value) => typeof value === 'string' && /^(?=.{1,80}$)[\w-]+(?:\.fifo)?$/.test(value),
  }),
  clock: aClock,
  visibilityTimeout: integer(0, 43_200),
  delaySeconds: integer(0, 900),
  messageRetentionPeriod: integer(60, 1_209_600),
  contentBasedDeduplication: aBoolean,
  deadLetterQueue: aQueue,
  maxReceiveCount: integer(1, 1000),
}

/**
 * An SQS queue in memory, standard or FIFO, for {@link connectQueue} and for code that sends messages.
 *
 * @example
 * ```ts
 * const { clock } = createTestEnv()
 * const failed = new FakeQueue({ name: 'failed-orders', clock })
 * const orders = new FakeQueue({ name: 'orders', clock, deadLetterQueue: failed, maxReceiveCount: 3 })
 * orders.send({ order: '1' })
 * ```
 *
 * @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/welcome.html
 */
export class FakeQueue {
  /** The name of the queue. That of a FIFO queue ends in `.fifo`. */
  readonly name: string
  /** The ARN of the queue, as events have it in `eventSourceARN`. */
  readonly arn: string
  /** Whether it is a FIFO queue, which its name decides. */
  readonly isFifo: boolean
  /** @internal */
  readonly clock: Clock
  readonly #visibilityMs: number
  readonly #delayMs: number
  readonly #retentionMs: number
  readonly #options: FakeQueueOptions
  /** In the order in which they were sent. */
  #stored: Stored[] = []
  readonly #deduplication: Map<string, number> = new Map()
  #sent = 0

  /** @throws TypeError for options that CreateQueue would reject */
  constructor(options: FakeQueueOptions) {
    checkOptions('FakeQueue', options, rules)
    const { name, deadLetterQueue, maxReceiveCount } = options
    this.name = name
    this.arn = `arn:aws:sqs:${REGION}:${ACCOUNT_ID}:${name}`
    this.isFifo = name.endsWith('.fifo')
    if ((deadLetterQueue === undefined) !== (maxReceiveCount === undefined)) {
      throw new TypeError("FakeQueue: options 'deadLetterQueue' and 'maxReceiveCount' go together")
    }
    if (deadLetterQueue && deadLetterQueue.isFifo !== this.isFifo) {
      throw new TypeError(
        "FakeQueue: option 'deadLetterQueue' of a FIFO queue must be FIFO, of a standard queue standard",
      )
    }
    this.clock = options.clock ?? systemClock
    this.#visibilityMs = (options.visibilityTimeout ?? 30) * 1000
    this.#delayMs = (options.delaySeconds ?? 0) * 1000
    this.#retentionMs = (options.messageRetentionPeriod ?? 345_600) * 1000
    this.#options = options
  }

  /** The messages that are not deleted, visible or not, in the order in which they were sent. */
  get messages(): readonly QueuedMessage[] {
    return this.#stored.map(({ message }) => message)
  }

  /**
   * Sends a message. One that a FIFO queue has seen in the last five minutes is accepted and not delivered.
   *
   * @param body text as it is, anything else as JSON
   * @throws TypeError for a message that SendMessage would reject
   */
  send(body: unknown, options: SendOptions = {}): { readonly messageId: string } {
    const text = textOf(body)
    this.#check(text, options)
    const now = this.clock.now()
    const messageId = this.#nextMessageId()
    const deduplicationId = this.isFifo ? this.#deduplicationIdOf(text, options) : undefined
    if (deduplicationId !== undefined && this.#isDuplicate(deduplicationId, now)) return { messageId }
    const delayMs = options.delaySeconds === undefined ? this.#delayMs : options.delaySeconds * 1000
    this.#stored.push({
      visibleAt: now + delayMs,
      message: {
        messageId,
        body: text,
        messageAttributes: { ...options.messageAttributes },
        sentAt: now,
        receiveCount: 0,
        ...(options.groupId !== undefined && { groupId: options.groupId }),
        ...(deduplicationId !== undefined && {
          deduplicationId,
          sequenceNumber: this.#sequenceNumber(),
        }),
      },
    })
    return { messageId }
  }

  /**
   * Receives up to `most` messages. They are invisible to others until their visibility timeout is over.
   * Messages of a FIFO queue stay in order within their group. Messages that were received too often move to
   * the dead-letter queue.
   * @param mostBytes - of the bodies together.
   * @defaultValue no bound
   */
  receive(
    most: number,
    now: number = this.clock.now(),
    mostBytes: number = Number.POSITIVE_INFINITY,
  ): QueuedMessage[] {
    this.#expire(now)
    const received: QueuedMessage[] = []
    const blocked = new Set<string | undefined>()
    let bytes = 0
    for (const stored of [...this.#stored]) {
      if (received.length >= most) break
      const { groupId } = stored.message
      if (this.isFifo && blocked.has(groupId)) continue
      if (stored.visibleAt > now) blocked.add(groupId)
      else if (!this.#buryIfDue(stored)) {
        bytes += Buffer.byteLength(stored.message.body)
        if (bytes > mostBytes) break
        received.push(this.#hand(stored, now))
      }
    }
    return received
  }

  /** Deletes messages. */
  delete(messageIds: Iterable<string>): void {
    const gone = new Set(messageIds)
    this.#stored = this.#stored.filter(({ message }) => !gone.has(message.messageId))
  }

  /** When the next message can be received; `undefined` where there is none. */
  nextVisibleAt(now: number = this.clock.now()): number | undefined {
    this.#expire(now)
    const heads = new Map<string, number>()
    for (const { message, visibleAt } of this.#stored) {
      const group = this.isFifo ? (message.groupId ?? '') : message.messageId
      if (!heads.has(group)) heads.set(group, visibleAt)
    }
    return heads.size > 0 ? Math.min(...heads.values()) : undefined
  }

  /**
   * Moves every message of this dead-letter queue back to the queue that it came from, as new, as
   * StartMessageMoveTask does.
   */
  redrive(source: FakeQueue): number {
    const moved = this.#stored.filter(({ message }) => message.deadLetterQueueSourceArn === source.arn)
    this.delete(moved.map(({ message }) => message.messageId))
    const now = source.clock.now()
    for (const { message: dead } of moved) {
      const { deadLetterQueueSourceArn: _, firstReceivedAt: __, ...rest } = dead
      const messageId = source.#nextMessageId()
      const message = { ...rest, messageId, sentAt: now, receiveCount: 0 }
      const sequence = source.isFifo && { sequenceNumber: source.#sequenceNumber() }
      source.#stored.push({ visibleAt: now, message: { ...message, ...sequence } })
    }
    return moved.length
  }

  #sequenceNumber(): string {
    return String(FIRST_SEQUENCE_NUMBER + 256n * BigInt(this.#sent))
  }

  #nextMessageId(): string {
    this.#sent += 1
    return derivedUuid(`${this.arn} ${this.#sent}`)
  }

  #hand(stored: Stored, now: number): QueuedMessage {
    const { message } = stored
    stored.visibleAt = now + this.#visibilityMs
    stored.message = {
      ...message,
      receiveCount: message.receiveCount + 1,
      firstReceivedAt: message.firstReceivedAt ?? now,
    }
    return stored.message
  }

  #buryIfDue(stored: Stored): boolean {
    const { deadLetterQueue, maxReceiveCount = Number.POSITIVE_INFINITY } = this.#options
    if (!deadLetterQueue || stored.message.receiveCount < maxReceiveCount) return false
    this.#stored = this.#stored.filter((other) => other !== stored)
    const now = deadLetterQueue.clock.now()
    // The age of a message begins again in a FIFO queue, and goes on in a standard one.
    const sentAt = this.isFifo ? now : stored.message.sentAt
    const message = { ...stored.message, sentAt, deadLetterQueueSourceArn: this.arn }
    deadLetterQueue.#stored.push({ visibleAt: now, message })
    return true
  }

  #expire(now: number): void {
    this.#stored = this.#stored.filter(({ message }) => message.sentAt + this.#retentionMs > now)
  }

  #check(text: string, { groupId, delaySeconds, deduplicationId }: SendOptions): void {
    const refuse = (problem: string): never => {
      throw new TypeError(`FakeQueue ${this.name}: ${problem}`)
    }
    const bytes = Buffer.byteLength(text)
    if (bytes === 0 || bytes > MAX_BODY_BYTES) refuse(`a body has 1 to ${MAX_BODY_BYTES} bytes, not ${bytes}`)
    if (!this.isFifo && deduplicationId !== undefined) refuse('a standard queue takes no deduplicationId')
    if (!this.isFifo) return
    if (groupId === undefined) refuse('a message of a FIFO queue needs a groupId')
    if (delaySeconds !== undefined) refuse('a message of a FIFO queue has no delaySeconds of its own')
    if (deduplicationId === undefined && !this.#options.contentBasedDeduplication) {
      refuse('a message needs a deduplicationId, or the queue contentBasedDeduplication')
    }
  }

  #deduplicationIdOf(text: string, { deduplicationId }: SendOptions): string {
    return deduplicationId ?? createHash('sha256').update(text).digest('hex')
  }

  #isDuplicate(deduplicationId: string, now: number): boolean {
    const seenAt = this.#deduplication.get(deduplicationId)
    if (seenAt !== undefined && now - seenAt < DEDUPLICATION_MS) return true
    this.#deduplication.set(deduplicationId, now)
    return false
  }
}
