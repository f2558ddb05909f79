import type { Event } from '../event/event.ts'
import type { CallOptions, EventBus, EventQuery } from '../event-bus.ts'

/** Every event of a query, page after page. */
export async function* queryAll(
  bus: Pick<EventBus, 'query'>,
  query: EventQuery,
  options?: CallOptions,
): AsyncGenerator<Event, void, undefined> {
  let cursor = query?.cursor
  do {
    const page = await bus.query({ ...query, cursor }, options)
    yield* page.events
    cursor = page.cursor
  } while (cursor !== undefined)
}
