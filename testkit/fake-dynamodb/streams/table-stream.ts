import { createHash } from 'node:crypto'
import { mapsEqual } from '../attributes/attribute-comparison.ts'
import type { StoredItem } from '../store/stored-item.ts'

/** What the records of a stream hold besides the keys. */
export type StreamViewType = 'NEW_AND_OLD_IMAGES' | 'NEW_IMAGE' | 'OLD_IMAGE' | 'KEYS_ONLY'

/** The change of one item. Items are never changed in place, so that the table's own are kept. */
export interface StreamChange {
  /** Rises by one from change to change, from 0. */
  readonly position: number
  readonly previous: StoredItem | undefined
  readonly next: StoredItem | undefined
  /** Milliseconds since the epoch. */
  readonly createdAt: number
  /** Whether DynamoDB deleted the item because its time to live was over. */
  readonly expired: boolean
}

/**
 * How long changes are kept.
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Streams.html#Streams.DataRetention
 */
export const RETENTION_MS: number = 24 * 60 * 60 * 1000

export type StreamOrigin = Pick<
  TableStream,
  'tableName' | 'label' | 'arn' | 'viewType' | 'createdAt' | 'keyNames' | 'keySchema'
>

/** The changes of a table in the last 24 hours, in one shard, in the order in which they were made. */
export class TableStream {
  readonly tableName: string
  readonly label: string
  readonly arn: string
  readonly viewType: StreamViewType
  readonly createdAt: number
  /** The names of the table's key attributes. */
  readonly keyNames: readonly string[]
  /** As the table's definition has it. */
  readonly keySchema: unknown
  /** Its one shard. */
  readonly shardId: string
  /** The first half of the IDs of its records. */
  readonly idPrefix: string
  #closedAt: number | undefined
  #changes: StreamChange[] = []
  /** How many of the changes are no longer kept, of those in the list. */
  #trimmed = 0
  #end = 0

  constructor(origin: StreamOrigin) {
    this.tableName = origin.tableName
    this.label = origin.label
    this.arn = origin.arn
    this.viewType = origin.viewType
    this.createdAt = origin.createdAt
    this.keyNames = origin.keyNames
    this.keySchema = origin.keySchema
    const digest = createHash('sha256').update(origin.arn).digest('hex')
    this.shardId = `shardId-${String(Math.floor(origin.createdAt)).padStart(20, '0')}-${digest.slice(0, 8)}`
    this.idPrefix = digest.slice(8, 24)
  }

  /** When the table was deleted; nothing is added to its stream after that. */
  get closedAt(): number | undefined {
    return this.#closedAt
  }

  close(now: number): void {
    this.#closedAt = now
  }

  /** The position of the next change. */
  get end(): number {
    return this.#end
  }

  /** Adds a change. A write that changes nothing of an item is none. */
  add(
    previous: StoredItem | undefined,
    next: StoredItem | undefined,
    createdAt: number,
    expired: boolean,
  ): void {
    if (previous === next || (previous && next && mapsEqual(previous.item, next.item))) return
    this.#trim(createdAt)
    this.#changes.push({ position: this.#end, previous, next, createdAt, expired })
    this.#end += 1
  }

  /** The position of the oldest change that is kept at `now`; that of the next change where none is. */
  start(now: number): number {
    this.#trim(now)
    return this.#end - (this.#changes.length - this.#trimmed)
  }

  /** The change at a position between start and end. */
  at(position: number): StreamChange | undefined {
    return this.#changes[this.#changes.length - (this.#end - position)]
  }

  #trim(now: number): void {
    const oldest = now - RETENTION_MS
    while ((this.#changes[this.#trimmed]?.createdAt ?? Number.POSITIVE_INFINITY) <= oldest) this.#trimmed += 1
    // Copied when half of the list or more is of no use, so that a change costs the same however many are
    // kept.
    if (this.#trimmed === 0 || this.#trimmed * 2 < this.#changes.length) return
    this.#changes = this.#changes.slice(this.#trimmed)
    this.#trimmed = 0
  }
}
