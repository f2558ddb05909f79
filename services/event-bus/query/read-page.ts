import type { Event } from '../event/event.ts'
import type { EventPage } from '../event-bus.ts'
import { type CursorKey, encodeCursor, type QueryRange } from './cursor.ts'

/** An event that a query returns, and the position after it. */
export interface ReadEvent {
  readonly event: Event
  readonly key: () => CursorKey
}

/** A page as a store reads it. */
export interface ReadPage {
  readonly found: readonly ReadEvent[]
  /** The position after the page, if more may follow. */
  readonly next?: CursorKey | undefined
}

export function eventPageOf(query: QueryRange, { found, next }: ReadPage): EventPage {
  const events = found.map(({ event }) => event)
  return next ? { events, cursor: encodeCursor(query, next) } : { events }
}
