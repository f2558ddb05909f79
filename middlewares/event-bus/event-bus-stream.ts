import type { Context, DynamoDBBatchResponse, DynamoDBRecord, DynamoDBStreamEvent } from 'aws-lambda'
import type { DispatchingEventBus } from '../../services/event-bus/event-bus.ts'
import type { ParkingStore } from '../../services/event-bus/parking/parking-store.ts'
import { MemorySeenStore, type SeenStore } from '../../services/event-bus/seen-store.ts'
import { checkOptions } from '../../services/options/check-options.ts'
import {
  aFunction,
  eitherOf,
  integer,
  nonEmptyString,
  type OptionRulesOf,
  objectWith,
  optionsObject,
  required,
} from '../../services/options/option-rules.ts'
import type { RedriveOptions, RedriveOutcome } from './redrive.ts'

/** The options of {@link eventBusStream}. */
export interface EventBusStreamOptions {
  /** The bus whose subscribers are run. */
  readonly bus: DispatchingEventBus
  /** Remembers the deliveries that were handled. @defaultValue a `MemorySeenStore` */
  readonly seen?: SeenStore | undefined
  /**
   * The name of the consumer: consumers that share a seen-store or a parking table do not affect one another.
   * @defaultValue the function's name
   */
  readonly consumer?: string | undefined
  /** How many tenants are handled at once. @defaultValue 4 */
  readonly concurrency?: number | undefined
  /**
   * Sets failing events aside, so that the shard moves on.
   * @defaultValue the batch is retried as Lambda is set to
   */
  readonly park?: ParkOptions | undefined
  /**
   * Called for every record that failed, and awaited before the batch is answered. What it throws, or rejects
   * with, is ignored.
   * @defaultValue nothing is called
   */
  readonly onFailure?: ((error: unknown, record: DynamoDBRecord) => unknown) | undefined
}

/** Where failing events wait, and when they are moved there. */
export interface ParkOptions {
  /** The name of a table with the keys of `parkingTable`, or a store. */
  readonly table: string | ParkingStore
  /** After how many failed deliveries an event is parked. @defaultValue 3 */
  readonly attempts?: number | undefined
}

const parkRules: OptionRulesOf<ParkOptions> = {
  table: required(
    eitherOf(nonEmptyString, objectWith('countFailure', 'park', 'first', 'failedAgain', 'remove', 'tenants')),
  ),
  attempts: integer(1),
}

const optionRules: OptionRulesOf<EventBusStreamOptions> = {
  bus: required(objectWith('dispatch')),
  seen: objectWith('has', 'add'),
  consumer: nonEmptyString,
  concurrency: integer(1),
  park: optionsObject(parkRules),
  onFailure: aFunction,
}

/** A handler for the stream of an event table. */
export interface EventBusStreamHandler {
  /**
   * Handles a batch, as Lambda calls it. The result names the first record that failed, if any did.
   * @throws AppTheoryError `event_bus.invalid_stream` if the stream does not contain new images; Lambda then
   * delivers the batch again
   */
  (event: DynamoDBStreamEvent, context: Context): Promise<DynamoDBBatchResponse>
  /**
   * Handles parked events again, in order, and removes those that succeed. After a failure, the other parked
   * events of the same tenant stay. Run it once at a time.
   * @throws TypeError without `park`, or for a wrong option
   */
  redrive(options?: RedriveOptions): Promise<RedriveOutcome>
}

/**
 * Makes the Lambda handler that runs a bus's subscribers for the events in the stream of its table.
 *
 * Records of one tenant are handled in order, tenants side by side. An event that fails holds up the later
 * events of its tenant only. The answer names the first failed record, and Lambda delivers again from there
 * on (`FunctionResponseTypes: ReportBatchItemFailures`); events in the seen-store are not handled again.
 * With `park`, an event that has failed `attempts` times, and the later events of its tenant, go to a
 * table.
 *
 * Delivery is at least once: an invocation can end between a subscriber and the seen-store, and after a
 * failure all subscribers of the event run again.
 *
 * @example
 * ```ts
 * const bus = new DynamoDBEventBus()
 * bus.subscribe('order.created', async (event) => console.info(event.tenantId, event.payload))
 * export const handler = eventBusStream({ bus })
 * ```
 *
 * @throws TypeError that names the option
 */
export function eventBusStream(options: EventBusStreamOptions): EventBusStreamHandler {
  checkOptions('eventBusStream', options, optionRules)
  const { bus, onFailure, seen = new MemorySeenStore(), concurrency = 4, park } = options
  const store = park && parkingStoreOf(park.table)
  const loading = Promise.all([import('./stream-batch.ts'), store])
  loading.catch(() => {})
  let lastName: string | undefined
  const handler = async ({ Records: records }: DynamoDBStreamEvent, context: Context) => {
    const [{ StreamBatch }, parking] = await loading
    lastName = context?.functionName
    const consumer = options.consumer ?? lastName ?? 'function'
    const parkingOf = parking && { store: parking, attempts: park?.attempts ?? 3 }
    return new StreamBatch({ bus, seen, consumer, concurrency, parking: parkingOf, onFailure }).handle(
      records,
    )
  }
  const redrive = async (redriveOptions: RedriveOptions = {}): Promise<RedriveOutcome> => {
    const { Redrive } = await import('./redrive.ts')
    const consumer = options.consumer ?? lastName ?? process.env['AWS_LAMBDA_FUNCTION_NAME'] ?? 'function'
    return new Redrive({ bus, consumer, store: await store, onFailure }).run(redriveOptions)
  }
  return Object.assign(handler, { redrive })
}

async function parkingStoreOf(table: string | ParkingStore): Promise<ParkingStore> {
  if (typeof table !== 'string') return table
  const { DynamoDBParkingStore } = await import('../../services/event-bus/dynamodb/dynamodb-parking-store.ts')
  return new DynamoDBParkingStore({ tableName: table })
}
