import type { DynamoDBBatchResponse } from 'aws-lambda'
import {
  type EventBusStreamHandler,
  eventBusStream,
} from '../../../middlewares/event-bus/event-bus-stream.ts'
import type { DispatchingEventBus } from '../../../services/event-bus/event-bus.ts'
import type { SeenStore } from '../../../services/event-bus/seen-store.ts'
import type { FixtureBatch } from './fixture-case.ts'
import { failureOf } from './outcome.ts'

/** The handlers of a table's stream, one for each consumer, which share what remembers deliveries. */
export class StreamConsumers {
  /** Every record that failed, in order. */
  readonly failures: object[] = []
  readonly #bus: DispatchingEventBus
  readonly #seen: SeenStore
  readonly #handlers = new Map<string | undefined, EventBusStreamHandler>()

  constructor(bus: DispatchingEventBus, seen: SeenStore) {
    this.#bus = bus
    this.#seen = seen
  }

  handle({ consumer, records }: FixtureBatch): Promise<DynamoDBBatchResponse> {
    const handler = this.#handlers.get(consumer) ?? this.#make(consumer)
    return handler({ Records: records } as never, { functionName: 'fixture' } as never)
  }

  #make(consumer: string | undefined): EventBusStreamHandler {
    const handler = eventBusStream({
      bus: this.#bus,
      seen: this.#seen,
      ...(consumer !== undefined && { consumer }),
      onFailure: (error, { dynamodb }) => {
        this.failures.push({ sequenceNumber: dynamodb?.SequenceNumber, ...failureOf(error) })
      },
    })
    this.#handlers.set(consumer, handler)
    return handler
  }
}
