import type { DynamoDBRecord } from 'aws-lambda'

/** A new image of a stream record, as Lambda passes it on. */
export type StreamImage = NonNullable<NonNullable<DynamoDBRecord['dynamodb']>['NewImage']>

/** The parked events of one tenant for one consumer: they have an order, and are handled in it. */
export interface ParkingLane {
  /**
   * The option `consumer` of the `eventBusStream` that failed: consumers share a table without affecting each
   * other.
   */
  readonly consumer: string
  /** The tenant whose events are parked, as the stream record has it. */
  readonly tenantId: string
}

/** An event of a lane. */
export interface ParkingPlace extends ParkingLane {
  /** Sorts as the stream does. */
  readonly position: string
}

/** Why an event failed. It has no message and no payload, which may contain secrets. */
export interface ParkingCause {
  /** The error code of the failed delivery, such as `event_bus.subscriber_failed`. */
  readonly code: string
  /** The codes of the subscribers' errors, or their names if they have no code. */
  readonly causes: readonly string[]
}

/** An event in a {@link ParkingStore}, with everything that a redrive needs. */
export interface ParkedEvent extends ParkingPlace {
  /** The ID of the event; empty if the record could not be read. */
  readonly eventId: string
  /** The type of the event; empty if the record could not be read. */
  readonly eventType: string
  /** The item of the event as the stream delivered it. A redrive handles it again. */
  readonly image: StreamImage
  /** The number of failed deliveries; 0 for an event that is parked behind another one. */
  readonly attempts: number
  /** Why the last delivery failed. Absent for an event that is parked behind another one. */
  readonly cause?: ParkingCause | undefined
  /** When it was parked. */
  readonly firstAt: Date
  /** When it last failed, or was parked. */
  readonly lastAt: Date
}

/** Keeps events that failed too often, and the later ones of the same tenant, until they are redriven. */
export interface ParkingStore {
  /** Counts a failed delivery of an event that is not parked. @returns how many there were */
  countFailure(place: ParkingPlace): Promise<number>
  /** Stores an event, unless it is parked already. The store sets `firstAt` and `lastAt`. */
  park(event: Omit<ParkedEvent, 'firstAt' | 'lastAt'>): Promise<void>
  /** The first events of a lane, in order; empty if none is parked. */
  first(lane: ParkingLane, limit: number): Promise<readonly ParkedEvent[]>
  /** Records that a parked event has failed again. */
  failedAgain(place: ParkingPlace, cause: ParkingCause): Promise<void>
  /** Deletes a parked event, once it was handled. An event that is not parked is ignored. */
  remove(place: ParkingPlace): Promise<void>
  /** The tenants that have parked events. */
  tenants(consumer: string): Promise<readonly string[]>
}
