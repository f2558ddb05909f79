import type { AppTheoryError } from '../../../errors.ts'
import { MAX_TRANSACTION_ACTIONS } from '../../dynamodb/limits.ts'
import type { Event, EventInput, StoredEvent } from '../event/event.ts'
import { itemBytesOf } from '../event/event-size.ts'
import type { CallOptions, PublishResult } from '../event-bus.ts'
import { eventError } from '../event-bus-errors.ts'
import type { EventBusMetrics } from '../metrics/metrics.ts'
import { ACTIONS_PER_EVENT, type Idempotency, type OnConflict } from './publish-rules.ts'
import { outcomeOfDuplicate, publishResultOf, stored, type WriteOutcome } from './write-outcome.ts'

/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_TransactWriteItems.html */
const MAX_TRANSACTION_BYTES = 4 * 1024 * 1024

/** The size of the guard item of an ID, besides the keys that it repeats. */
const GUARD_BYTES = 200

export interface BatchWriter {
  write(event: StoredEvent, nowMs: number, options?: CallOptions): Promise<WriteOutcome>
  writeTogether(
    events: readonly StoredEvent[],
    nowMs: number,
    options?: CallOptions,
  ): Promise<readonly WriteOutcome[]>
}

export interface BatchOptions {
  readonly prepare: (event: Event | EventInput) => StoredEvent
  readonly writer: BatchWriter
  readonly idempotency: Idempotency
  readonly onConflict: OnConflict
  readonly now: () => number
  readonly metrics: EventBusMetrics
  readonly options: CallOptions | undefined
}

/** Publishes events in as few transactions as they fit, one after another. */
export async function publishInBatches(
  events: readonly (Event | EventInput)[],
  batch: BatchOptions,
): Promise<readonly PublishResult[]> {
  const prepared = events.map((event) => attempt(() => batch.prepare(event)))
  const outcomes = new Map<StoredEvent, WriteOutcome>()
  let left = prepared.flatMap(({ value }) => value ?? [])
  while (left.length > 0) {
    await writeFirsts(left, batch, outcomes)
    left = left.filter((event) => !outcomes.has(event))
  }
  return prepared.map(({ value, error }): PublishResult => {
    if (!value) return { id: undefined, deduplicated: false, error }
    const outcome = outcomes.get(value) ?? stored
    batch.metrics.wrote(value, outcome)
    return publishResultOf(value.id, outcome)
  })
}

/**
 * Writes the first of all events that are the same, because a transaction does not take an item twice. The
 * outcome of the others follows from that of the first.
 */
async function writeFirsts(
  events: readonly StoredEvent[],
  batch: BatchOptions,
  outcomes: Map<StoredEvent, WriteOutcome>,
): Promise<void> {
  const { writer, idempotency, onConflict, options } = batch
  const firsts = new Map<string, StoredEvent>()
  for (const event of events) {
    const identity = identityOf(event, idempotency)
    if (!firsts.has(identity)) firsts.set(identity, event)
  }
  for (const chunk of chunksOf([...firsts.values()], ACTIONS_PER_EVENT[idempotency])) {
    const [only] = chunk
    const written =
      only && chunk.length === 1
        ? [await writer.write(only, batch.now(), options)]
        : await writer.writeTogether(chunk, batch.now(), options)
    for (const [i, event] of chunk.entries()) outcomes.set(event, written[i] ?? stored)
  }
  if (firsts.size === events.length) return
  for (const event of events) {
    const first = firsts.get(identityOf(event, idempotency))
    const outcome = first && outcomes.get(first)
    if (!outcome || event === first) continue
    if (outcome.kind !== 'failed') {
      outcomes.set(event, outcomeOfDuplicate(first.payloadJson, event, onConflict))
    } else if (outcome.error.code !== 'event_bus.conflict') {
      // After a conflict, this event may be the one that is stored: it is written on its own.
      outcomes.set(event, outcome)
    }
  }
}

type Attempt<T> =
  | { readonly value: T; readonly error?: undefined }
  | { readonly value?: undefined; readonly error: AppTheoryError }

function attempt<T>(run: () => T): Attempt<T> {
  try {
    return { value: run() }
  } catch (error) {
    return { error: eventError(error) }
  }
}

/** Equal for events that are the same to a bus. */
export function identityOf(
  { partitionKey, sortKey, tenantId, id }: StoredEvent,
  idempotency: Idempotency,
): string {
  return JSON.stringify(idempotency === 'key' ? [partitionKey, sortKey] : [tenantId, id])
}

function* chunksOf(
  events: readonly StoredEvent[],
  actionsPerEvent: number,
): Generator<readonly StoredEvent[]> {
  let chunk: StoredEvent[] = []
  let bytes = 0
  for (const event of events) {
    const size = itemBytesOf(event) + (actionsPerEvent - 1) * guardBytesOf(event)
    const isFull =
      (chunk.length + 1) * actionsPerEvent > MAX_TRANSACTION_ACTIONS || bytes + size > MAX_TRANSACTION_BYTES
    if (isFull && chunk.length > 0) {
      yield chunk
      chunk = []
      bytes = 0
    }
    chunk.push(event)
    bytes += size
  }
  if (chunk.length > 0) yield chunk
}

function guardBytesOf({ partitionKey, sortKey }: StoredEvent): number {
  return GUARD_BYTES + 2 * (Buffer.byteLength(partitionKey) + Buffer.byteLength(sortKey))
}
