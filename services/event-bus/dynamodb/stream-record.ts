import type { DynamoDBRecord, AttributeValue as StreamValue } from 'aws-lambda'
import { AppTheoryError } from '../../../errors.ts'
import type { Event } from '../event/event.ts'
import type { StreamImage } from '../parking/parking-store.ts'
import { eventIn, type Item, isExpired, textAt } from './item.ts'

/**
 * The event that a record of the table's stream publishes; undefined for other records, such as deletions and
 * guards of IDs.
 * @throws AppTheoryError `event_bus.invalid_stream` for a stream without new images,
 * `event_bus.unreadable_event`
 */
export function eventOfRecord(record: DynamoDBRecord): Event | undefined {
  const { dynamodb = {}, eventName } = record
  if (eventName !== 'INSERT' && !replacesExpired(record)) return undefined
  if (!dynamodb.NewImage) throw withoutImages()
  return eventOfImage(dynamodb.NewImage)
}

/** @throws AppTheoryError `event_bus.unreadable_event` */
export function eventOfImage(image: StreamImage): Event | undefined {
  const item = itemIn(image)
  return item['event_type'] === undefined ? undefined : eventIn(item)
}

/** A publisher's clock may differ from that of the stream by so much. */
const LARGEST_SKEW_MS = 5 * 60_000

/**
 * Whether an event was published in the place of an expired one that was not deleted yet. The publisher
 * decided that by its own clock, which wrote `created_at`.
 */
function replacesExpired({ eventName, dynamodb = {} }: DynamoDBRecord): boolean {
  const { OldImage, NewImage, ApproximateCreationDateTime: seconds } = dynamodb
  if (eventName !== 'MODIFY' || !NewImage || seconds === undefined) return false
  const item = itemIn(NewImage)
  const streamMs = seconds * 1000
  if (isExpired(item, streamMs)) return false
  const createdMs = Date.parse(textAt(item, 'created_at'))
  // Without old images, an event that was created just now was published just now.
  if (!OldImage) return Math.abs(createdMs - streamMs) <= LARGEST_SKEW_MS
  // Times in the stream have no fraction of a second.
  return isExpired(itemIn(OldImage), Math.max(streamMs + 1000, createdMs || 0))
}

export function withoutImages(): AppTheoryError {
  return new AppTheoryError(
    'event_bus.invalid_stream',
    'eventBusStream needs the new images of a DynamoDB stream: set StreamViewType to NEW_AND_OLD_IMAGES',
  )
}

/** In a Lambda event bytes are base64. */
function itemIn(image: StreamImage): Item {
  return Object.fromEntries(Object.entries(image).map(([name, value]) => [name, valueIn(value)]))
}

function valueIn(value: StreamValue): Item[string] {
  if (value.B !== undefined) return { B: Buffer.from(value.B, 'base64') }
  return value as Item[string]
}
