import type { DynamoDBRecord } from 'aws-lambda'
import { recordOf, sequenceNumberOf } from '../fake-dynamodb/streams/stream-record.ts'
import { RETENTION_MS, type StreamChange, type TableStream } from '../fake-dynamodb/streams/table-stream.ts'
import type { EventFilter } from './event-filter.ts'

/** A record on its way to a function. */
export interface StreamEntry {
  readonly change: StreamChange
  /** The record as Lambda gives it to a function, as JSON: every invocation gets a copy. */
  readonly json: string
}

/** Where a mapping reads a stream: from a position on, what passes its filter. */
export class StreamSource {
  readonly stream: TableStream
  readonly #region: string
  readonly #filter: EventFilter | undefined
  #position: number

  constructor(stream: TableStream, region: string, position: number, filter: EventFilter | undefined) {
    this.stream = stream
    this.#region = region
    this.#position = position
    this.#filter = filter
  }

  /** Everything that has not been read, of what the stream still has. */
  *read(now: number): Generator<StreamEntry> {
    const { stream } = this
    this.#position = Math.max(this.#position, stream.start(now))
    while (this.#position < stream.end) {
      const change = stream.at(this.#position)
      this.#position += 1
      if (!change) continue
      const record = this.#recordOf(change)
      if (!this.#filter || this.#filter(record)) yield { change, json: JSON.stringify(record) }
    }
  }

  /** The value of the partition key of an item that changed, as text. */
  partitionOf({ previous, next }: StreamChange): string {
    const item = (next ?? previous)?.item
    return JSON.stringify(item?.[this.stream.keyNames[0] ?? ''])
  }

  /** A record as Lambda has it, which writes the identity of the service in lower case. */
  #recordOf(change: StreamChange): DynamoDBRecord {
    const { userIdentity, ...record } = recordOf(change, this.stream, this.#region)
    return {
      ...record,
      ...(userIdentity && {
        userIdentity: { type: userIdentity.Type, principalId: userIdentity.PrincipalId },
      }),
      eventSourceARN: this.stream.arn,
    } as DynamoDBRecord
  }
}

/** Whether a record is too old to be delivered, at the limit or where the stream has lost it. */
export function isTooOld({ change }: StreamEntry, now: number, maximumAgeInSeconds: number): boolean {
  const age = now - change.createdAt
  return age >= RETENTION_MS || (maximumAgeInSeconds >= 0 && age > maximumAgeInSeconds * 1000)
}

export function sequenceNumbers(entries: readonly StreamEntry[]): string[] {
  return entries.map(({ change }) => sequenceNumberOf(change.position))
}
