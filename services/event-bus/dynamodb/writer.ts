import { type AppTheoryError, isAppTheoryError } from '../../../errors.ts'
import { sdk } from '../../dynamodb/sdk.ts'
import type { CancellationReason, Put } from '../../dynamodb/sdk-types.ts'
import type { IdGenerator } from '../../ids/ids.ts'
import type { StoredEvent } from '../event/event.ts'
import type { CallOptions } from '../event-bus.ts'
import { conflict } from '../event-bus-errors.ts'
import { type Idempotency, type OnConflict, samePayload } from '../publish/publish-rules.ts'
import { guardItemOf, notThereYet } from './dynamodb-keys.ts'
import {
  cancellationReasonsOf,
  codedFailure,
  failedCondition,
  isConditionalCheckFailure,
} from './failures.ts'
import { type Item, isExpired, isSameEvent, itemOf, storedEventIn, textAt } from './item.ts'
import type { RetryingSender } from './send.ts'

export interface WriterOptions {
  readonly sender: RetryingSender
  readonly tableName: string
  readonly idempotency: Idempotency
  readonly onConflict: OnConflict
  /** Of transactions, by which DynamoDB knows a retry. */
  readonly tokens: IdGenerator
}

/** What became of an event: stored, there before, or refused. */
export type Written =
  | { readonly deduplicated: boolean; readonly error?: undefined }
  | { readonly deduplicated: false; readonly error: AppTheoryError }

type PutCondition = Pick<
  Put,
  'ConditionExpression' | 'ExpressionAttributeNames' | 'ExpressionAttributeValues'
>

type PutInput = Put & { TableName: string; Item: Item }

/** A key at which an item is already. */
class Occupied {
  readonly existing: Item | undefined

  constructor(existing: Item | undefined) {
    this.existing = existing
  }
}

const stored: Written = { deduplicated: false }

/** Cheaper than to look for what has expired, which is rare: that is done when it has turned out that something is there. */
const NOTHING_THERE = 'attribute_not_exists(pk)'

/** Puts events that are not there yet. */
export class EventWriter {
  readonly #options: WriterOptions

  constructor(options: WriterOptions) {
    this.#options = options
  }

  /** Never rejects: what went wrong is in the answer. */
  async write(event: StoredEvent, nowMs: number, options?: CallOptions): Promise<Written> {
    if (this.#options.idempotency === 'key') return this.#put(event, nowMs, options)
    const [written = stored] = await this.writeTogether([event], nowMs, options)
    return written
  }

  /**
   * Writes events in one transaction, without those of which it turns out that they are there before; so what is new is stored as a
   * whole or not at all.
   * @param events - at most as many as {@link EventWriter.actionsPerEvent} lets into a transaction, none twice
   */
  async writeTogether(
    events: readonly StoredEvent[],
    nowMs: number,
    options?: CallOptions,
  ): Promise<readonly Written[]> {
    const written = new Map<StoredEvent, Written>()
    for (;;) {
      const left = events.filter((event) => !written.has(event))
      if (left.length === 0) break
      const reasons = await this.#transact(left, nowMs, options)
      if (isAppTheoryError(reasons)) for (const event of left) written.set(event, refused(reasons))
      else if (!reasons) for (const event of left) written.set(event, stored)
      else
        for (const [event, outcome] of await this.#losers(left, reasons, options)) written.set(event, outcome)
    }
    return events.map((event) => written.get(event) ?? stored)
  }

  get actionsPerEvent(): number {
    return this.#options.idempotency === 'id' ? 2 : 1
  }

  async #put(event: StoredEvent, nowMs: number, options?: CallOptions): Promise<Written> {
    const item = itemOf(event)
    const first = await this.#send(this.#putOf(item, { ConditionExpression: NOTHING_THERE }), event, options)
    if (!(first instanceof Occupied)) return first
    if (!first.existing || !isExpired(first.existing, nowMs)) return this.#alreadyThere(event, first.existing)
    const second = await this.#send(this.#putOf(item, notThereYet(nowMs)), event, options)
    return second instanceof Occupied ? this.#alreadyThere(event, second.existing) : second
  }

  async #send(put: PutInput, event: StoredEvent, options?: CallOptions): Promise<Written | Occupied> {
    const { error, mayHaveLanded } = await this.#options.sender.send(
      new sdk.module.PutItemCommand(put),
      options,
    )
    if (error === undefined) return stored
    if (!isConditionalCheckFailure(error)) return refused(codedFailure(error))
    // It was an earlier attempt of this very call that stored it.
    if (mayHaveLanded && error.Item && isSameEvent(error.Item, event)) return stored
    return new Occupied(error.Item)
  }

  /** Nothing if all were stored, the reasons if conditions failed, else the error. */
  async #transact(
    events: readonly StoredEvent[],
    nowMs: number,
    options?: CallOptions,
  ): Promise<readonly CancellationReason[] | AppTheoryError | undefined> {
    const puts = events.flatMap((event) =>
      this.#itemsOf(event).map((item) => ({ Put: this.#putOf(item, notThereYet(nowMs)) })),
    )
    const command = new sdk.module.TransactWriteItemsCommand({
      TransactItems: puts,
      ClientRequestToken: this.#options.tokens.next(),
    })
    const { error } = await this.#options.sender.send(command, options)
    if (error === undefined) return undefined
    const reasons = cancellationReasonsOf(error)
    return reasons?.some(failedCondition) ? reasons : codedFailure(error)
  }

  #itemsOf(event: StoredEvent): readonly Item[] {
    const item = itemOf(event)
    return this.#options.idempotency === 'id' ? [item, guardItemOf(event)] : [item]
  }

  #putOf(item: Item, condition: PutCondition): PutInput {
    return {
      TableName: this.#options.tableName,
      Item: item,
      ...condition,
      ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
    }
  }

  /** The events whose conditions failed, and what that means for each. */
  async #losers(
    events: readonly StoredEvent[],
    reasons: readonly CancellationReason[],
    options?: CallOptions,
  ): Promise<readonly (readonly [StoredEvent, Written])[]> {
    const losers: (readonly [StoredEvent, Written])[] = []
    for (const [i, event] of events.entries()) {
      const first = i * this.actionsPerEvent
      const own = reasons.slice(first, first + this.actionsPerEvent)
      if (!own.some(failedCondition)) continue
      const existing = await this.#existing(own, options)
      losers.push([
        event,
        isAppTheoryError(existing) ? refused(existing) : this.#alreadyThere(event, existing),
      ])
    }
    return losers
  }

  /** The event that is there before, at the same key or at the one that the guard of its ID names; or why it could not be read. */
  async #existing(
    reasons: readonly CancellationReason[],
    options?: CallOptions,
  ): Promise<Item | AppTheoryError | undefined> {
    const [event, guard] = reasons.map(({ Item }) => Item)
    if (event || !guard || this.#options.onConflict === 'ignore') return event
    const command = new sdk.module.GetItemCommand({
      TableName: this.#options.tableName,
      Key: { pk: { S: textAt(guard, 'event_pk') }, sk: { S: textAt(guard, 'event_sk') } },
      ConsistentRead: true,
    })
    const { output, error } = await this.#options.sender.send(command, options)
    return output ? output.Item : codedFailure(error)
  }

  #alreadyThere(event: StoredEvent, existing: Item | undefined): Written {
    if (this.#options.onConflict === 'error' && existing && !hasPayloadOf(existing, event)) {
      return refused(conflict(event.id))
    }
    return { deduplicated: true }
  }
}

function hasPayloadOf(item: Item, event: StoredEvent): boolean {
  try {
    return samePayload(storedEventIn(item).payloadJson, event.payloadJson)
  } catch {
    return false
  }
}

function refused(error: AppTheoryError): Written {
  return { deduplicated: false, error }
}
