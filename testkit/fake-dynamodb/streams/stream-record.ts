import { itemSizeBytes } from '../attributes/attribute-size.ts'
import { createAttributeMap, type Item } from '../attributes/attribute-value.ts'
import type { StreamChange, TableStream } from './table-stream.ts'

/** A change as GetRecords gives it. */
export interface StreamRecord {
  readonly eventID: string
  readonly eventName: 'INSERT' | 'MODIFY' | 'REMOVE'
  readonly eventVersion: '1.1'
  readonly eventSource: 'aws:dynamodb'
  readonly awsRegion: string
  readonly dynamodb: {
    /** Seconds since the epoch. */
    readonly ApproximateCreationDateTime: number
    readonly Keys: Item
    readonly NewImage?: Item
    readonly OldImage?: Item
    readonly SequenceNumber: string
    readonly SizeBytes: number
    readonly StreamViewType: TableStream['viewType']
  }
  readonly userIdentity?: { readonly PrincipalId: string; readonly Type: string }
}

/** That of the first change. */
const FIRST_SEQUENCE_NUMBER = 100_000_000_000_000_000_000_000n

/** The number of the change at a position: of as many digits as every other. */
export function sequenceNumberOf(position: number): string {
  return `1${String(position).padStart(23, '0')}`
}

/** The position of a sequence number; `undefined` for what is none. */
export function positionOf(sequenceNumber: string): number | undefined {
  if (!/^\d+$/.test(sequenceNumber)) return undefined
  return Number(BigInt(sequenceNumber) - FIRST_SEQUENCE_NUMBER)
}

/** The record of a change. It shares its images with the table: to be written out, not to be given away. */
export function recordOf(change: StreamChange, stream: TableStream, region: string): StreamRecord {
  const { previous, next, position } = change
  const sequenceNumber = sequenceNumberOf(position)
  const keys = keysOf((next ?? previous)?.item ?? createAttributeMap(), stream.keyNames)
  const newImage = stream.viewType.startsWith('NEW') ? next : undefined
  const oldImage = stream.viewType.includes('OLD') ? previous : undefined
  return {
    eventID: eventIdOf(stream, position),
    eventName: previous ? (next ? 'MODIFY' : 'REMOVE') : 'INSERT',
    eventVersion: '1.1',
    eventSource: 'aws:dynamodb',
    awsRegion: region,
    dynamodb: {
      ApproximateCreationDateTime: Math.floor(change.createdAt / 1000),
      Keys: keys,
      ...(newImage && { NewImage: newImage.item }),
      ...(oldImage && { OldImage: oldImage.item }),
      SequenceNumber: sequenceNumber,
      SizeBytes: itemSizeBytes(keys) + (newImage?.bytes ?? 0) + (oldImage?.bytes ?? 0),
      StreamViewType: stream.viewType,
    },
    ...(change.expired && {
      userIdentity: { PrincipalId: 'dynamodb.amazonaws.com', Type: 'Service' },
    }),
  }
}

function keysOf(item: Item, names: readonly string[]): Item {
  const keys = createAttributeMap()
  for (const name of names) {
    const value = item[name]
    if (value) keys[name] = value
  }
  return keys
}

/** 32 hexadecimal digits: of the stream, then of the change. */
function eventIdOf(stream: TableStream, position: number): string {
  return stream.idPrefix + position.toString(16).padStart(16, '0')
}
