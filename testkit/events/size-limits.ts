type LimitedBy =
  | 'invocation'
  | 'asynchronousInvocation'
  | 'albBody'
  | 'webSocketMessage'
  | 'sqsMessage'
  | 'snsMessage'
  | 'kinesisRecord'
  | 'eventBridgeEntry'

/** What a service takes at most, in bytes. */
export const sizeLimits: Readonly<Record<LimitedBy, number>> = {
  // https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html: "Invocation payload", synchronous.
  invocation: 6 * 1024 * 1024,
  // https://docs.aws.amazon.com/elasticloadbalancing/latest/application/lambda-functions.html: "Limits".
  albBody: 1024 * 1024,
  // https://docs.aws.amazon.com/apigateway/latest/developerguide/limits.html: "Message payload size".
  webSocketMessage: 128 * 1024,
  // https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/quotas-messages.html
  sqsMessage: 1024 * 1024,
  // https://docs.aws.amazon.com/general/latest/gr/sns.html
  snsMessage: 256 * 1024,
  // https://docs.aws.amazon.com/streams/latest/dev/large-records.html
  kinesisRecord: 10 * 1024 * 1024,
  // https://aws.amazon.com/blogs/compute/more-room-to-build-serverless-services-now-support-payloads-up-to-1-mb
  eventBridgeEntry: 1024 * 1024,
  asynchronousInvocation: 1024 * 1024,
}

/** An event or a part of it is larger than its service takes. */
export class EventTooLargeError extends TypeError {
  override readonly name: string = 'TypeError'
}

/** @throws EventTooLargeError where the option `name` of `owner` makes more than `most` bytes */
export function assertFits(owner: string, name: string, bytes: number, most: number): void {
  if (bytes <= most) return
  throw new EventTooLargeError(`${owner}: option '${name}' must have at most ${most} bytes, and has ${bytes}`)
}

/** The event, if Lambda takes one of its size: the size counts as JSON. */
export function fittingEvent<TEvent>(
  owner: string,
  event: TEvent,
  most: number = sizeLimits.invocation,
): TEvent {
  const bytes = Buffer.byteLength(JSON.stringify(event))
  if (bytes <= most) return event
  throw new EventTooLargeError(
    `${owner}: the event must have at most ${most} bytes as JSON, and has ${bytes}`,
  )
}
