import { isAppTheoryError } from '../../../errors.ts'
import type { Event, EventInput, StoredEvent } from '../event/event.ts'
import { itemBytesOf } from '../event/event-size.ts'
import type { CallOptions, PublishResult } from '../event-bus.ts'
import { conflict } from '../event-bus-errors.ts'
import type { EventBusMetrics } from '../metrics/metrics.ts'
import { type Idempotency, type OnConflict, samePayload } from './publish-rules.ts'

/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_TransactWriteItems.html */
const MAX_ACTIONS = 100
const MAX_TRANSACTION_BYTES = 4 * 1024 * 1024

/** What an ID's guard item takes besides the keys that it repeats. */
const GUARD_BYTES = 200

export interface BatchWriter {
  readonly actionsPerEvent: number
  write(event: StoredEvent, nowMs: number, options?: CallOptions): Promise<BatchWritten>
  writeTogether(
    events: readonly StoredEvent[],
    nowMs: number,
    options?: CallOptions,
  ): Promise<readonly BatchWritten[]>
}

type BatchWritten = Pick<PublishResult, 'deduplicated' | 'error'>

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
  const outcomes = new Map<StoredEvent, PublishResult>()
  let left = prepared.flatMap(({ value }) => value ?? [])
  while (left.length > 0) {
    await writeFirsts(left, batch, outcomes)
    left = left.filter((event) => !outcomes.has(event))
  }
  return prepared.map(({ value, error }): PublishResult => {
    if (!value) return { id: undefined, deduplicated: false, error }
    const outcome = outcomes.get(value) ?? { id: value.id, deduplicated: false }
    if (outcome.error) batch.metrics.publishFailed(value)
    else batch.metrics.published(value, outcome.deduplicated)
    return outcome
  })
}

/** Writes the first of all events that are the same, since no transaction takes an item twice, and tells of the others what follows. */
async function writeFirsts(
  events: readonly StoredEvent[],
  batch: BatchOptions,
  outcomes: Map<StoredEvent, PublishResult>,
): Promise<void> {
  const { writer, idempotency, onConflict, options } = batch
  const firsts = new Map<string, StoredEvent>()
  for (const event of events) {
    const identity = identityOf(event, idempotency)
    if (!firsts.has(identity)) firsts.set(identity, event)
  }
  for (const chunk of chunksOf([...firsts.values()], writer.actionsPerEvent)) {
    const [only] = chunk
    const written =
      only && chunk.length === 1
        ? [await writer.write(only, batch.now(), options)]
        : await writer.writeTogether(chunk, batch.now(), options)
    for (const [i, event] of chunk.entries()) outcomes.set(event, resultOf(event.id, written[i]))
  }
  for (const event of events) {
    const first = firsts.get(identityOf(event, idempotency))
    const outcome = first && outcomes.get(first)
    // What conflicts with the event that is there says nothing of one that may not: that is written on its own.
    if (!first || event === first || outcome?.error?.code === 'event_bus.conflict') continue
    outcomes.set(
      event,
      outcome?.error ? { ...outcome, id: event.id } : outcomeAfter(first, event, onConflict),
    )
  }
}

type Attempt<T> =
  | { readonly value: T; readonly error?: undefined }
  | { readonly value?: undefined; readonly error: NonNullable<PublishResult['error']> }

function attempt<T>(run: () => T): Attempt<T> {
  try {
    return { value: run() }
  } catch (error) {
    if (isAppTheoryError(error)) return { error }
    throw error
  }
}

/** What tells an event from others within a bus. */
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
    const isFull = (chunk.length + 1) * actionsPerEvent > MAX_ACTIONS || bytes + size > MAX_TRANSACTION_BYTES
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

/** What becomes of an event when the same one has just been stored, or found to be there. */
export function outcomeAfter(first: StoredEvent, event: StoredEvent, onConflict: OnConflict): PublishResult {
  if (onConflict === 'error' && !samePayload(first.payloadJson, event.payloadJson)) {
    return { id: event.id, deduplicated: false, error: conflict(event.id) }
  }
  return { id: event.id, deduplicated: true }
}

function resultOf(
  id: string,
  { deduplicated, error }: BatchWritten = { deduplicated: false },
): PublishResult {
  return error ? { id, deduplicated: false, error } : { id, deduplicated }
}
