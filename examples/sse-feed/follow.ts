import type { EventBus } from 'apptheory-middy'
import type { SseEvent } from 'apptheory-middy/streaming'

export interface FollowOptions {
  readonly bus: Pick<EventBus, 'queryAll'>
  readonly tenantId: string
  /** From when on, in epoch milliseconds. */
  readonly since: number
  /** The time, in epoch milliseconds. */
  readonly now: () => number
  /** Waits between two looks at the log; false ends the feed. */
  readonly wait: () => Promise<boolean>
}

// The indexes of DynamoDB follow its table within a fraction of a second, so an event can turn up after a
// newer one.
const OVERLAP_MS = 2000

/**
 * The events of a tenant as they come, oldest first. The `id` of each is where a client that comes back goes
 * on; it may then see the last ones again, and knows them by the `id` in their data.
 */
export async function* follow({ bus, tenantId, since, now, wait }: FollowOptions): AsyncGenerator<SseEvent> {
  const sent = new Map<string, number>()
  let newest = since
  do {
    const fresh = []
    for await (const event of bus.queryAll({ tenantId, startTime: new Date(newest - OVERLAP_MS) })) {
      if (!sent.has(event.id)) fresh.push(event)
    }
    for (const { id, eventType, tags, payload, publishedAt } of fresh.reverse()) {
      const time = publishedAt.getTime()
      sent.set(id, time)
      // The publisher sets the time: a clock that is ahead must not hide what others publish meanwhile.
      newest = Math.max(newest, Math.min(time, now()))
      yield { id: String(newest), data: { id, eventType, tags, payload, publishedAt } }
    }
    for (const [id, time] of sent) if (time < newest - OVERLAP_MS) sent.delete(id)
  } while (await wait())
}
