import type { DynamoDBRecord } from 'aws-lambda'

/** A new image of a stream record, as Lambda passes it on. */
export type StreamImage = NonNullable<NonNullable<DynamoDBRecord['dynamodb']>['NewImage']>

/** The parked events of one tenant for one consumer: they have an order, and are handled in it. */
export interface ParkingLane {
  readonly consumer: string
  readonly tenantId: string
}

/** An event of a lane. */
export interface ParkingPlace extends ParkingLane {
  /** Sorts as the stream does. */
  readonly position: string
}

/** Why an event failed. It has no message and no payload, which may contain secrets. */
export interface ParkingCause {
  readonly code: string
  /** The codes of the subscribers' errors, or their names if they have no code. */
  readonly causes: readonly string[]
}

export interface ParkedEvent extends ParkingPlace {
  readonly eventId: string
  readonly eventType: string
  readonly image: StreamImage
  /** The number of failed deliveries; 0 for an event that is parked behind another one. */
  readonly attempts: number
  readonly cause?: ParkingCause | undefined
  readonly firstAt: Date
  readonly lastAt: Date
}

/** Keeps events that failed too often, and the later ones of the same tenant, until they are redriven. */
export interface ParkingStore {
  /** Counts a failed delivery of an event that is not parked. @returns how many there were */
  countFailure(place: ParkingPlace): Promise<number>
  park(event: Omit<ParkedEvent, 'firstAt' | 'lastAt'>): Promise<void>
  /** The first events of a lane, in order; empty if none is parked. */
  first(lane: ParkingLane, limit: number): Promise<readonly ParkedEvent[]>
  /** Records that a parked event has failed again. */
  failedAgain(place: ParkingPlace, cause: ParkingCause): Promise<void>
  remove(place: ParkingPlace): Promise<void>
  /** The tenants that have parked events. */
  tenants(consumer: string): Promise<readonly string[]>
}
