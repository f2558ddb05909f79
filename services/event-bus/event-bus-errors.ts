import { AppTheoryError, type ErrorCode, isAppTheoryError } from '../../errors.ts'

const origin = 'apptheory-middy'

export function invalidEvent(field: string, message: string, cause?: unknown): AppTheoryError {
  return new AppTheoryError('event_bus.invalid_event', message, {
    cause: { package: origin, data: { field }, ...(cause === undefined ? {} : { cause }) },
  })
}

/**
 * A coded error as it is. Any other one, such as one that a getter of the event threw, as that of the
 * event.
 */
export function eventError(error: unknown): AppTheoryError {
  try {
    if (isAppTheoryError(error)) return error
  } catch {
    // A proxy can throw whatever is asked of it.
  }
  return invalidEvent('event', `the event cannot be read: ${reasonOf(error)}`, error)
}

/** The message of whatever was thrown. */
export function reasonOf(thrown: unknown): string {
  try {
    return String((thrown as Error | undefined)?.message ?? thrown)
  } catch {
    return 'the error has no message'
  }
}

export function invalidQuery(field: string, message: string): AppTheoryError {
  return new AppTheoryError('event_bus.invalid_query', message, {
    cause: { package: origin, data: { field } },
  })
}

export function invalidCursor(): AppTheoryError {
  return new AppTheoryError('event_bus.invalid_cursor', 'the cursor does not belong to this query', {
    cause: { package: origin },
  })
}

export function notFound(id: string): AppTheoryError {
  return new AppTheoryError('event_bus.not_found', `there is no event ${id}`, {
    cause: { package: origin, data: { id } },
  })
}

export function conflict(id: string): AppTheoryError {
  return new AppTheoryError('event_bus.conflict', `event ${id} is there already, with another payload`, {
    cause: { package: origin, data: { id } },
  })
}

export function keyTaken(id: string): AppTheoryError {
  return new AppTheoryError(
    'event_bus.conflict',
    `the key of event ${id} is taken by an event of another tenant`,
    {
      cause: { package: origin, data: { id } },
    },
  )
}

/**
 * An event is stored, and some of its subscribers failed. `publish` and `dispatch` reject with it. Its code
 * is `event_bus.subscriber_failed`.
 *
 * @example
 * ```ts
 * const bus = new MemoryEventBus()
 * try {
 *   await bus.publish({ eventType: 'order.created', tenantId: 'acme', payload: { orderId: '7' } })
 * } catch (error) {
 *   if (!(error instanceof EventSubscriberError)) throw error
 *   console.error(error.eventId, error.errors)
 * }
 * ```
 */
export class EventSubscriberError extends AppTheoryError {
  /** The name of the error class, as Node prints it. */
  override readonly name: string = 'EventSubscriberError'
  /** The ID of the event, which is stored. */
  readonly eventId: string
  /** What the subscribers threw, in the order of subscription. */
  readonly errors: readonly unknown[]

  constructor(eventId: string, errors: readonly unknown[]) {
    super(
      'event_bus.subscriber_failed',
      `event ${eventId} is stored, and ${errors.length} of its subscribers failed`,
      {
        cause: new AggregateError(errors),
      },
    )
    this.eventId = eventId
    this.errors = errors
  }
}

/** `error` itself if it is coded, else as the failure of a store. */
export function storeError(error: unknown, code: Extract<ErrorCode, `event_bus.${string}`>): AppTheoryError {
  const message =
    code === 'event_bus.unavailable'
      ? 'the event table does not answer: retry later'
      : 'the event table refused the request'
  return new AppTheoryError(code, message, { cause: error })
}
