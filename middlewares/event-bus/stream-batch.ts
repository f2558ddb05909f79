import type { DynamoDBBatchResponse, DynamoDBRecord } from 'aws-lambda'
import { isAppTheoryError } from '../../errors.ts'
import { eventOfRecord, withoutImages } from '../../services/event-bus/dynamodb/stream-record.ts'
import type { Event } from '../../services/event-bus/event/event.ts'
import type { DispatchingEventBus } from '../../services/event-bus/event-bus.ts'
import type {
  ParkingCause,
  ParkingStore,
  StreamImage,
} from '../../services/event-bus/parking/parking-store.ts'
import type { SeenStore } from '../../services/event-bus/seen-store.ts'
import { causeOf, type OnFailure, reportFailure } from './report-failure.ts'

export interface StreamBatchOptions {
  readonly bus: DispatchingEventBus
  readonly seen: SeenStore
  readonly consumer: string
  /** How many tenants are handled at once. */
  readonly concurrency: number
  readonly parking: { readonly store: ParkingStore; readonly attempts: number } | undefined
  readonly onFailure: OnFailure
}

interface Delivery {
  readonly index: number
  readonly record: DynamoDBRecord
  readonly tenantId: string
  readonly event: Event | undefined
  /** Why the event is missing. */
  readonly error?: unknown
}

/** The records of one invocation. */
export class StreamBatch {
  readonly #options: StreamBatchOptions

  constructor(options: StreamBatchOptions) {
    this.#options = options
  }

  /** @throws AppTheoryError `event_bus.invalid_stream` */
  async handle(records: readonly DynamoDBRecord[] | undefined): Promise<DynamoDBBatchResponse> {
    if (!Array.isArray(records)) throw withoutImages()
    const deliveries = await this.#deliveriesOf(records)
    const lanes = [...Map.groupBy(deliveries, ({ tenantId }) => tenantId).values()].values()
    const failed: Delivery[] = []
    const work = async (): Promise<void> => {
      for (const lane of lanes) failed.push(...(await this.#handleLane(lane)))
    }
    await Promise.all(Array.from({ length: this.#options.concurrency }, work))
    // Lambda delivers again from the first one on.
    const [first] = failed.sort((a, b) => a.index - b.index)
    return { batchItemFailures: first ? [{ itemIdentifier: sequenceNumberOf(first.record) }] : [] }
  }

  /**
   * Events that have a subscriber, and records that cannot be read, which fail where their tenant is
   * handled.
   */
  async #deliveriesOf(records: readonly DynamoDBRecord[]): Promise<readonly Delivery[]> {
    const { bus, onFailure } = this.#options
    const deliveries: Delivery[] = []
    for (const [index, record] of records.entries()) {
      const image = record.dynamodb?.NewImage
      const tenantId = textIn(image, 'tenant_id')
      const eventType = textIn(image, 'event_type')
      if (eventType && !(bus.handles?.(eventType) ?? true)) continue
      try {
        const event = eventOfRecord(record)
        if (event) deliveries.push({ index, record, tenantId, event })
      } catch (error) {
        // A stream that is set up wrong fails as a whole, so that it is noticed.
        if (isAppTheoryError(error, 'event_bus.invalid_stream')) {
          await reportFailure(onFailure, error, record)
          throw error
        }
        deliveries.push({ index, record, tenantId, event: undefined, error })
      }
    }
    return deliveries
  }

  /** Handles the events of a tenant in order. @returns the one that failed, and was not parked */
  async #handleLane(lane: readonly Delivery[]): Promise<readonly Delivery[]> {
    const { onFailure } = this.#options
    let isParked: boolean | undefined
    for (const delivery of lane) {
      try {
        if (await this.#options.seen.has(this.#seenKeyOf(delivery))) continue
        isParked ??= await this.#hasParked(delivery)
        if (isParked) await this.#park(delivery, 0)
        else isParked = await this.#dispatch(delivery)
        await this.#options.seen.add(this.#seenKeyOf(delivery))
      } catch (error) {
        await reportFailure(onFailure, error, delivery.record)
        return [delivery]
      }
    }
    return []
  }

  /** Runs the subscribers. @returns whether the event is parked now, so that the later ones have to be */
  async #dispatch(delivery: Delivery): Promise<boolean> {
    const { bus, parking, onFailure } = this.#options
    try {
      if (!delivery.event) throw delivery.error
      await bus.dispatch(delivery.event)
      return false
    } catch (error) {
      if (!parking) throw error
      const attempts = await parking.store.countFailure(this.#placeOf(delivery))
      if (attempts < parking.attempts) throw error
      await this.#park(delivery, attempts, causeOf(error))
      await reportFailure(onFailure, error, delivery.record)
      return true
    }
  }

  async #hasParked({ tenantId }: Delivery): Promise<boolean> {
    const { parking, consumer } = this.#options
    if (!parking) return false
    return (await parking.store.first({ consumer, tenantId }, 1)).length > 0
  }

  async #park(delivery: Delivery, attempts: number, cause?: ParkingCause): Promise<void> {
    const image = withText(delivery.record.dynamodb?.NewImage ?? {})
    const [eventId, eventType] = [textIn(image, 'id'), textIn(image, 'event_type')]
    const place = this.#placeOf(delivery)
    await this.#options.parking?.store.park({ ...place, eventId, eventType, image, attempts, cause })
  }

  #placeOf({ tenantId, record }: Delivery) {
    // Sequence numbers are numbers of up to 40 digits.
    const position = sequenceNumberOf(record).padStart(40, '0')
    return { consumer: this.#options.consumer, tenantId, position }
  }

  #seenKeyOf({ record }: Delivery): string {
    return `${this.#options.consumer}#${record.eventID ?? record.dynamodb?.SequenceNumber}`
  }
}

function sequenceNumberOf({ dynamodb }: DynamoDBRecord): string {
  return dynamodb?.SequenceNumber ?? ''
}

function textIn(image: StreamImage | undefined, name: string): string {
  return image?.[name]?.S?.trim() ?? ''
}

/** Bytes as base64, as Lambda passes them on. */
function withText(image: StreamImage): StreamImage {
  const entries = Object.entries(image).map(([name, value]) => {
    const bytes: unknown = value.B
    return [name, bytes instanceof Uint8Array ? { B: Buffer.from(bytes).toString('base64') } : value]
  })
  return Object.fromEntries(entries)
}
