import type { Context, DynamoDBBatchResponse, DynamoDBRecord, DynamoDBStreamEvent } from 'aws-lambda'
import { isAppTheoryError } from '../../errors.ts'
import type { Event } from '../../services/event-bus/event/event.ts'
import type { DispatchingEventBus } from '../../services/event-bus/event-bus.ts'
import { MemorySeenStore, type SeenStore } from '../../services/event-bus/seen-store.ts'
import { checkOptions } from '../../services/options/check-options.ts'
import {
  aFunction,
  nonEmptyString,
  type OptionRulesOf,
  objectWith,
  required,
} from '../../services/options/option-rules.ts'

export interface EventBusStreamOptions {
  /** Whose subscribers are run. */
  readonly bus: DispatchingEventBus
  /** What remembers deliveries that were handled. @defaultValue a `MemorySeenStore` */
  readonly seen?: SeenStore | undefined
  /**
   * Who handles them: consumers that share a seen-store do not hide deliveries from one another.
   * @defaultValue the function's name
   */
  readonly consumer?: string | undefined
  /**
   * Hears of every record that failed, and is waited for before the batch is answered. What it throws, or
   * rejects with, is ignored.
   */
  readonly onFailure?: ((error: unknown, record: DynamoDBRecord) => unknown) | undefined
}

const optionRules: OptionRulesOf<EventBusStreamOptions> = {
  bus: required(objectWith('dispatch')),
  seen: objectWith('has', 'add'),
  consumer: nonEmptyString,
  onFailure: aFunction,
}

/** A handler for the stream of an event table. */
export type EventBusStreamHandler = (
  event: DynamoDBStreamEvent,
  context: Context,
) => Promise<DynamoDBBatchResponse>

/**
 * Makes the Lambda handler that runs a bus's subscribers for the events that come through the stream of its
 * table.
 *
 * @example
 * ```ts
 * const bus = new DynamoDBEventBus()
 * bus.subscribe('order.created', async (event) => sendConfirmation(event.payload))
 * export const handler = eventBusStream({ bus })
 * ```
 *
 * Records are handled in their order, and the first that fails ends the batch: its answer names that
 * record, from which Lambda goes on (`FunctionResponseTypes: ReportBatchItemFailures`). Delivery is at
 * least once: what was handled is remembered in the seen-store, but an invocation can end between a
 * subscriber and the store, and after a failure all subscribers of the event run again.
 * @throws TypeError that names the option
 */
export function eventBusStream(options: EventBusStreamOptions): EventBusStreamHandler {
  checkOptions('eventBusStream', options, optionRules)
  const { bus, consumer, onFailure, seen = new MemorySeenStore() } = options
  const loading = import('../../services/event-bus/dynamodb/stream-record.ts')
  return async ({ Records: records }, context) => {
    const { eventOfRecord, withoutImages } = await loading
    if (!Array.isArray(records)) throw withoutImages()
    const name = consumer ?? context?.functionName ?? 'function'
    for (const record of records) {
      try {
        await handleOnce(record, { eventOfRecord, consumer: name, bus, seen })
      } catch (error) {
        await report(onFailure, error, record)
        // No retry helps a stream that is set up wrong: the invocation fails for all to see.
        if (isAppTheoryError(error, 'event_bus.invalid_stream')) throw error
        return { batchItemFailures: [{ itemIdentifier: record.dynamodb?.SequenceNumber ?? '' }] }
      }
    }
    return { batchItemFailures: [] }
  }
}

interface Delivery {
  readonly eventOfRecord: (record: DynamoDBRecord) => Event | undefined
  readonly consumer: string
  readonly bus: DispatchingEventBus
  readonly seen: SeenStore
}

async function handleOnce(
  record: DynamoDBRecord,
  { eventOfRecord, consumer, bus, seen }: Delivery,
): Promise<void> {
  const event = eventOfRecord(record)
  if (!event) return
  const key = `${consumer}#${record.eventID ?? record.dynamodb?.SequenceNumber}`
  if (await seen.has(key)) return
  await bus.dispatch(event)
  await seen.add(key)
}

async function report(
  onFailure: EventBusStreamOptions['onFailure'],
  error: unknown,
  record: DynamoDBRecord,
): Promise<void> {
  try {
    await onFailure?.(error, record)
  } catch {
    // Whoever watches a failure must not turn it into another.
  }
}
