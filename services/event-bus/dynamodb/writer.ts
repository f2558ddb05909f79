import {
  cancellationReasonsOf,
  isConditionalCheckFailure,
  isFailedCondition,
  isTransactionConflict,
  isTransient,
  mayHaveBeenApplied,
} from '../../dynamodb/errors.ts'
import type { RetryingSender, Sent } from '../../dynamodb/retrying-sender.ts'
import { sdk } from '../../dynamodb/sdk.ts'
import type { CancellationReason, GetItemCommandOutput } from '../../dynamodb/sdk-types.ts'
import type { IdGenerator } from '../../ids/ids.ts'
import type { StoredEvent } from '../event/event.ts'
import type { CallOptions } from '../event-bus.ts'
import { keyTaken } from '../event-bus-errors.ts'
import { ACTIONS_PER_EVENT, type Idempotency, type OnConflict } from '../publish/publish-rules.ts'
import { failed, outcomeOfDuplicate, stored, type WriteOutcome } from '../publish/write-outcome.ts'
import { codedFailure } from './coded-failure.ts'
import { type Condition, guardKeyOf, keyOf, notThereYet } from './conditions.ts'
import { eventPuts, putOf } from './event-puts.ts'
import {
  type Item,
  isExpired,
  isOwnedBy,
  isSameEvent,
  itemOf,
  payloadTextOf,
  positionOf,
  textAt,
} from './item.ts'

export interface WriterOptions {
  readonly sender: RetryingSender
  readonly tableName: string
  readonly idempotency: Idempotency
  readonly onConflict: OnConflict
  /** Request tokens of transactions, by which DynamoDB recognises a retry. */
  readonly tokens: IdGenerator
}

/** What is at the key of an event, or at the key that the guard of its ID names. */
interface Occupant {
  readonly item: Item | undefined
  /** Whether an earlier attempt of the same call may have stored it. */
  readonly mayBeOwn: boolean
}

type Attempt = WriteOutcome | ({ readonly kind: 'occupied' } & Occupant)

/** Cheaper than a condition on the expiry, which is needed only if an expired event is there. */
const NOTHING_THERE: Condition = { ConditionExpression: 'attribute_not_exists(pk)' }

/** Puts events that are not there yet. It never rejects: what went wrong is in the outcome. */
export class EventWriter {
  readonly #options: WriterOptions

  constructor(options: WriterOptions) {
    this.#options = options
  }

  async write(event: StoredEvent, nowMs: number, options?: CallOptions): Promise<WriteOutcome> {
    if (this.#idempotency(options) === 'key') return this.#put(event, nowMs, options)
    const [outcome = stored] = await this.writeTogether([event], nowMs, options)
    return outcome
  }

  /**
   * Writes events in one transaction, and writes it again without those that are found to be there before.
   * So what is new is stored as a whole or not at all.
   * @param events - different ones, at most as many as {@link ACTIONS_PER_EVENT} allows in a
   * transaction
   */
  async writeTogether(
    events: readonly StoredEvent[],
    nowMs: number,
    options?: CallOptions,
  ): Promise<readonly WriteOutcome[]> {
    const outcomes = new Map<StoredEvent, WriteOutcome>()
    let mayBeOwn = false
    for (let left = events; left.length > 0; left = left.filter((event) => !outcomes.has(event))) {
      const transaction = await this.#transact(left, nowMs, mayBeOwn, options)
      for (const [event, outcome] of transaction.outcomes) outcomes.set(event, outcome)
      mayBeOwn ||= transaction.mayHaveLanded
    }
    return events.map((event) => outcomes.get(event) ?? stored)
  }

  #idempotency(options: CallOptions | undefined): Idempotency {
    return options?.idempotency ?? this.#options.idempotency
  }

  async #put(event: StoredEvent, nowMs: number, options?: CallOptions): Promise<WriteOutcome> {
    let attempt = await this.#putIf(NOTHING_THERE, event, options)
    if (attempt.kind === 'occupied' && attempt.item && isExpired(attempt.item, nowMs)) {
      attempt = await this.#putIf(notThereYet(nowMs), event, options)
    }
    return attempt.kind === 'occupied' ? this.#outcomeOf(event, attempt) : attempt
  }

  async #putIf(condition: Condition, event: StoredEvent, options?: CallOptions): Promise<Attempt> {
    const { tableName, sender } = this.#options
    const put = new sdk.module.PutItemCommand(putOf(tableName, itemOf(event), condition))
    const { error, mayHaveLanded } = await sender.send(put, options)
    if (error === undefined) return stored
    if (isConditionalCheckFailure(error))
      return { kind: 'occupied', item: error.Item, mayBeOwn: mayHaveLanded }
    const item = isTransactionConflict(error) ? await this.#read(keyOf(event), options) : undefined
    return item ? { kind: 'occupied', item, mayBeOwn: mayHaveLanded } : failed(codedFailure(error))
  }

  /** The outcomes of at least one of the events. */
  async #transact(
    events: readonly StoredEvent[],
    nowMs: number,
    mayBeOwn: boolean,
    options?: CallOptions,
  ): Promise<Transacted> {
    const { tableName, tokens, sender } = this.#options
    const idempotency = this.#idempotency(options)
    const actions = ACTIONS_PER_EVENT[idempotency]
    const command = new sdk.module.TransactWriteItemsCommand({
      TransactItems: events.flatMap((event) => eventPuts(tableName, idempotency, event, nowMs)),
      ClientRequestToken: tokens.next(),
    })
    const sent = await sender.send(command, options)
    const { error } = sent
    if (error === undefined) return { outcomes: events.map((event) => [event, stored]), mayHaveLanded: false }
    const mayHaveLanded = sent.mayHaveLanded || mayHaveBeenApplied(error)
    const found = await Promise.all(
      events.map(async (event, i) => {
        const reasons = cancellationReasonsOf(error)?.slice(i * actions, (i + 1) * actions)
        // By its token, a retry of a transaction that was applied succeeds: a failed condition is about
        // another attempt.
        if (reasons?.some(isFailedCondition)) return this.#occupied(event, reasons, mayBeOwn, options)
        if (
          !isTransient(error) ||
          !isTransactionConflict(reasons ? { CancellationReasons: reasons } : error)
        ) {
          return undefined
        }
        return this.#occupiedMeanwhile(event, nowMs, mayBeOwn || mayHaveLanded, options)
      }),
    )
    const outcomes = events.flatMap((event, i) => (found[i] ? [[event, found[i]] as const] : []))
    const none = events.map((event) => [event, failed(codedFailure(error))] as const)
    return { outcomes: outcomes.length > 0 ? outcomes : none, mayHaveLanded }
  }

  /**
   * A conflict that retries did not resolve may be with a publisher that has stored the same event by now.
   */
  async #occupiedMeanwhile(
    event: StoredEvent,
    nowMs: number,
    mayBeOwn: boolean,
    options?: CallOptions,
  ): Promise<WriteOutcome | undefined> {
    const byId = this.#idempotency(options) === 'id'
    const item = await this.#read(byId ? keyOf(guardKeyOf(event)) : keyOf(event), options)
    if (!item || isExpired(item, nowMs)) return undefined
    return this.#occupied(event, byId ? [{}, { Item: item }] : [{ Item: item }], mayBeOwn, options)
  }

  /**
   * What follows from the items that were at the keys of an event: its own, and that of the guard of its
   * ID.
   */
  async #occupied(
    event: StoredEvent,
    [atKey, guard]: readonly CancellationReason[],
    mayBeOwn: boolean,
    options?: CallOptions,
  ): Promise<WriteOutcome> {
    if (atKey?.Item || !guard?.Item) return this.#outcomeOf(event, { item: atKey?.Item, mayBeOwn })
    if (this.#options.onConflict === 'ignore' && !mayBeOwn) return { kind: 'duplicate' }
    const key = { pk: { S: textAt(guard.Item, 'event_pk') }, sk: { S: textAt(guard.Item, 'event_sk') } }
    const { output, error } = await this.#get(key, options)
    return output ? this.#outcomeOf(event, { item: output.Item, mayBeOwn }) : failed(codedFailure(error))
  }

  #outcomeOf(event: StoredEvent, { item, mayBeOwn }: Occupant): WriteOutcome {
    if (!item) return { kind: 'duplicate' }
    const isAtKey = positionOf(item).partitionKey === event.partitionKey
    if (isAtKey && !isOwnedBy(item, event)) return failed(keyTaken(event.id))
    if (mayBeOwn && isSameEvent(item, event)) return stored
    return outcomeOfDuplicate(payloadTextOf(item), event, this.#options.onConflict)
  }

  async #read(key: Item, options?: CallOptions): Promise<Item | undefined> {
    return (await this.#get(key, options)).output?.Item
  }

  #get(key: Item, options?: CallOptions): Promise<Sent<GetItemCommandOutput>> {
    const { tableName, sender } = this.#options
    return sender.send(
      new sdk.module.GetItemCommand({ TableName: tableName, Key: key, ConsistentRead: true }),
      options,
    )
  }
}

interface Transacted {
  readonly outcomes: readonly (readonly [StoredEvent, WriteOutcome])[]
  readonly mayHaveLanded: boolean
}
