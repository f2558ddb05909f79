import { MAX_PARTITION_KEY_BYTES } from '../../../dynamodb/limits.ts'
import { sdk } from '../../../dynamodb/sdk.ts'
import type { AttributeValue, DynamoDBClient } from '../../../dynamodb/sdk-types.ts'
import type { RateLimitKey } from '../../rate-limiter.ts'
import type { PolicyWindow } from '../../strategy/strategy.ts'
import type { CounterRequest } from '../counter-store.ts'
import { encodedPart, sortKey } from '../item-key.ts'
import { decisionBackoff, type Pacing } from '../read.ts'
import { send } from '../send.ts'
import { type CompactImage, CompactNames } from './item.ts'
import { type Keeping, surplusNames } from './surplus.ts'
import {
  type CompactOutcome,
  type CompactTarget,
  CompactUpdate,
  imageOf,
  type PreparedUpdate,
  type StoredItem,
  sendPrepared,
} from './update.ts'

export interface CompactStoreOptions extends Pacing {
  readonly client: DynamoDBClient
  readonly tableName: string
  readonly ttlBufferMs: number
  readonly consistentRead: boolean
  /** How far another host's clock may be ahead of this host's, in milliseconds, to be followed. */
  readonly maxClockSkewMs: number
  /** The attribute that expires items. @defaultValue `'ttl'` */
  readonly ttlName?: string
}

/** Attempts before pauses between them begin: each fails only if another request changed the item. */
const ATTEMPTS_AT_ONCE = 4

/** Of one expression. All else in an expression fits beside it. */
const MAX_REMOVED_NAMES = 100

/** Reads and writes the one item of a key in layout `compact`. */
export class CompactTable {
  readonly ttlName: string
  readonly #options: CompactStoreOptions
  readonly #names: WeakMap<PolicyWindow, CompactNames> = new WeakMap()

  constructor(options: CompactStoreOptions) {
    this.#options = options
    this.ttlName = options.ttlName ?? 'ttl'
  }

  namesOf(window: PolicyWindow): CompactNames {
    const known = this.#names.get(window)
    if (known) return known
    const names = new CompactNames(window)
    this.#names.set(window, names)
    return names
  }

  update(request: CounterRequest): CompactUpdate {
    return new CompactUpdate(this.#target(request), request)
  }

  /** Sends an update that was prepared before, perhaps for another key. */
  send(update: PreparedUpdate, request: CounterRequest): Promise<CompactOutcome> {
    return sendPrepared(update, this.#target(request), request)
  }

  #target({ key }: CounterRequest): CompactTarget {
    const { client, tableName } = this.#options
    return { client, tableName, key: primaryKey(key) }
  }

  /**
   * Keeps the item until `endMs` and the buffer have passed, or for longer if a window of another length
   * needs it. The expiry never becomes earlier.
   * @param image what is known of the item; `undefined` if nothing is
   */
  keepUntil(update: CompactUpdate, endMs: number, image: CompactImage | undefined): void {
    const expiresAt = this.expiryOf(endMs)
    const { ttlName } = this
    const known = image?.get(ttlName) ?? Number.NEGATIVE_INFINITY
    if (known > expiresAt) {
      update.requiresAtLeast(ttlName, expiresAt)
      return
    }
    update.sets(ttlName, expiresAt)
    if (image) update.requiresAtMostOrAbsent(ttlName, expiresAt)
    else update.requiresAtMost(ttlName, expiresAt)
  }

  /** When an item may expire that counts until `endMs`, in Unix seconds. */
  expiryOf(endMs: number): number {
    return Math.ceil((endMs + this.#options.ttlBufferMs) / 1000)
  }

  /**
   * The time of a decision, where the item shows that another host has seen `newestMs`. A host whose clock is
   * a little behind follows it. Beyond `maxClockSkewMs` its own clock decides: the other's may be wrong.
   */
  caughtUp(now: number, newestMs: number): number {
    return newestMs > now && newestMs - now <= this.#options.maxClockSkewMs ? newestMs : now
  }

  /** Repeats `attempt` until it returns an outcome, with pauses after the first attempts. */
  async until<TOutcome>(
    request: CounterRequest,
    attempt: () => Promise<TOutcome | undefined>,
  ): Promise<TOutcome> {
    const backoff = decisionBackoff(this.#options)
    for (let attempts = 1; ; attempts++) {
      const outcome = await attempt()
      if (outcome) return outcome
      if (attempts >= ATTEMPTS_AT_ONCE) await backoff.pause(request.signal)
    }
  }

  /** The names of `surplusNames`, as many as one update removes. */
  surplus(
    image: CompactImage,
    now: number,
    windows: readonly PolicyWindow[],
    keeping: Keeping,
  ): readonly string[] {
    const inUse = new Set(
      windows.flatMap((window) => [this.namesOf(window).newest, this.namesOf(window).total]),
    )
    return surplusNames(image, now, inUse, keeping).slice(0, MAX_REMOVED_NAMES)
  }

  /** Subtracts the request's cost from a counter, never below zero. */
  async subtract(request: CounterRequest, counter: string): Promise<void> {
    const update = this.update(request)
    update.adds(counter, -request.cost)
    update.requiresAtLeast(counter, request.cost)
    const { applied, image } = await update.send()
    const left = image.get(counter) ?? 0
    if (!applied && left > 0) await this.subtract({ ...request, cost: left }, counter)
  }

  /** Deletes the item of a key. */
  async delete(request: CounterRequest): Promise<void> {
    const { client, tableName } = this.#options
    const command = new sdk.module.DeleteItemCommand({ TableName: tableName, Key: primaryKey(request.key) })
    await send(client, command, request)
  }

  async read(request: CounterRequest): Promise<CompactImage> {
    return imageOf(await this.readItem(request))
  }

  async readItem(request: CounterRequest): Promise<StoredItem | undefined> {
    const { client, tableName, consistentRead } = this.#options
    const get = new sdk.module.GetItemCommand({
      TableName: tableName,
      Key: primaryKey(request.key),
      ConsistentRead: consistentRead,
    })
    const { Item } = await send(client, get, request)
    return Item
  }
}

export type { CompactOutcome }

// The keys of the other layout have a delimiter in PK, and these have none: one table can hold both.
function primaryKey(key: RateLimitKey): Record<string, AttributeValue> {
  return { PK: { S: encodedPart(key.identifier, MAX_PARTITION_KEY_BYTES).inKey }, SK: { S: sortKey(key).SK } }
}
