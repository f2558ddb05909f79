import type { DynamoDBRecord, AttributeValue as StreamValue } from 'aws-lambda'
import { AppTheoryError } from '../../../errors.ts'
import type { Event } from '../event/event.ts'
import { eventIn, type Item, isExpired } from './item.ts'

/**
 * The event that a record of the table's stream tells of; none if it tells of something else: a deletion,
 * or the guard of an ID.
 * @throws AppTheoryError `event_bus.invalid_stream` for a stream without new images,
 * `event_bus.unreadable_event`
 */
export function eventOfRecord(record: DynamoDBRecord): Event | undefined {
  const { dynamodb = {}, eventName } = record
  if (eventName !== 'INSERT' && !replacesExpired(record)) return undefined
  if (!dynamodb.NewImage) throw withoutImages()
  const item = itemIn(dynamodb.NewImage)
  return item['event_type'] === undefined ? undefined : eventIn(item)
}

/** An event that was published anew in the place of one that had expired and was not deleted yet. */
function replacesExpired({ eventName, dynamodb = {} }: DynamoDBRecord): boolean {
  const { OldImage, NewImage, ApproximateCreationDateTime: seconds } = dynamodb
  if (eventName !== 'MODIFY' || !OldImage || !NewImage || seconds === undefined) return false
  // The stream tells the time to the second.
  return isExpired(itemIn(OldImage), (seconds + 1) * 1000) && !isExpired(itemIn(NewImage), seconds * 1000)
}

export function withoutImages(): AppTheoryError {
  return new AppTheoryError(
    'event_bus.invalid_stream',
    'eventBusStream needs the new images of a DynamoDB stream: set StreamViewType to NEW_AND_OLD_IMAGES',
  )
}

/** In a Lambda event bytes are base64. */
function itemIn(image: Readonly<Record<string, StreamValue>>): Item {
  return Object.fromEntries(Object.entries(image).map(([name, value]) => [name, valueIn(value)]))
}

function valueIn(value: StreamValue): Item[string] {
  if (value.B !== undefined) return { B: Buffer.from(value.B, 'base64') }
  return value as Item[string]
}
