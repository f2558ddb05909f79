import { isAppTheoryError } from '../../errors.ts'
import type { Event, EventInput, StoredEvent } from './event.ts'
import type { CallOptions, PublishResult } from './event-bus.ts'
import { conflict } from './event-bus-errors.ts'
import { itemBytesOf } from './event-size.ts'
import type { EventBusMetrics } from './metrics.ts'
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
  const firsts = new Map<string, StoredEvent>()
  for (const { value } of prepared) {
    if (value && !firsts.has(identityOf(value, batch.idempotency)))
      firsts.set(identityOf(value, batch.idempotency), value)
  }
  const written = new Map<StoredEvent, BatchWritten>()
  for (const chunk of chunksOf([...firsts.values()], batch.writer.actionsPerEvent)) {
    const [only] = chunk
    const outcomes =
      only && chunk.length === 1
        ? [await batch.writer.write(only, batch.now(), batch.options)]
        : await batch.writer.writeTogether(chunk, batch.now(), batch.options)
    for (const [i, event] of chunk.entries()) written.set(event, outcomes[i] ?? { deduplicated: false })
  }
  return prepared.map(({ value, error }): PublishResult => {
    if (!value) return { id: undefined, deduplicated: false, error }
    const first = firsts.get(identityOf(value, batch.idempotency)) ?? value
    const outcome = outcomeOf(value, first, written.get(first), batch.onConflict)
    if (outcome.error) batch.metrics.publishFailed(value)
    else batch.metrics.published(value, outcome.deduplicated)
    return outcome
  })
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

function identityOf({ partitionKey, sortKey, tenantId, id }: StoredEvent, idempotency: Idempotency): string {
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

/** Of an event, or of one that is the same as an earlier one of the batch. */
function outcomeOf(
  event: StoredEvent,
  first: StoredEvent,
  written: BatchWritten = { deduplicated: false },
  onConflict: OnConflict,
): PublishResult {
  if (event === first || written.error) return resultOf(event.id, written)
  const conflicts = onConflict === 'error' && !samePayload(first.payloadJson, event.payloadJson)
  return conflicts
    ? resultOf(event.id, { deduplicated: false, error: conflict(event.id) })
    : { id: event.id, deduplicated: true }
}

function resultOf(id: string, { deduplicated, error }: BatchWritten): PublishResult {
  return error ? { id, deduplicated: false, error } : { id, deduplicated }
}
