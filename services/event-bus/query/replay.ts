import type { Event } from '../event/event.ts'
import type { EventHandler, EventQuery, ReplayOptions, ReplayOutcome } from '../event-bus.ts'
import { invalidQuery } from '../event-bus-errors.ts'
import { type CursorKey, encodeCursor } from './cursor.ts'
import { type ResolvedQuery, resolveQuery } from './event-query.ts'
import type { ReadEvent, ReadPage } from './read-page.ts'
import { TimeBudget } from './time-budget.ts'

/** Runs a handler for the events of a query, oldest first, until they end, the time is short, or it fails. */
export async function replay(
  readPage: (query: ResolvedQuery) => Promise<ReadPage>,
  query: EventQuery,
  handler: EventHandler,
  options: ReplayOptions = {},
): Promise<ReplayOutcome> {
  const concurrency = checkReplay(query, handler, options)
  const range = resolveQuery({ ...query, order: 'asc', cursor: options.cursor ?? query.cursor })
  const budget = new TimeBudget(options.remainingTimeMs)
  let position = range.after
  let handled = 0
  for (;;) {
    const { found, next } = await budget.spend(() => readPage({ ...range, after: position }))
    const pass = await handleInOrder(found, handler, concurrency, budget)
    handled += pass.handled
    position = found[pass.handled - 1]?.key() ?? position
    if (pass.handled < found.length) {
      const cursor = encodeCursor(range, position ?? positionBefore(found[0] as ReadEvent))
      return 'error' in pass ? { handled, cursor, error: pass.error } : { handled, cursor }
    }
    if (!next) return { handled }
    position = next
  }
}

function checkReplay(query: EventQuery, handler: unknown, { concurrency = 1 }: ReplayOptions): number {
  if (typeof handler !== 'function') throw invalidQuery('handler', 'replay takes a function')
  if (query?.order === 'desc') throw invalidQuery('order', 'replay reads oldest first: leave out `order`')
  if (Number.isSafeInteger(concurrency) && concurrency >= 1) return concurrency
  throw invalidQuery('concurrency', 'concurrency must be a whole number of at least 1')
}

interface Pass {
  /** How many events from the first on were handled, without a gap. */
  readonly handled: number
  readonly error?: unknown
}

/** Starts events in order, at most `concurrency` at once. After a failure none is started. */
async function handleInOrder(
  found: readonly ReadEvent[],
  handler: EventHandler,
  concurrency: number,
  budget: TimeBudget,
): Promise<Pass> {
  const isHandled: boolean[] = []
  const failures: { readonly index: number; readonly error: unknown }[] = []
  let started = 0
  const work = async (): Promise<void> => {
    while (started < found.length && failures.length === 0 && budget.allowsMore) {
      const index = started++
      const event: Event = { ...(found[index] as ReadEvent).event, replayed: true }
      try {
        await budget.spend(async () => handler(event))
        isHandled[index] = true
      } catch (error) {
        failures.push({ index, error })
      }
    }
  }
  await Promise.all(Array.from({ length: Math.min(concurrency, found.length) }, work))
  const firstGap = found.findIndex((_, index) => !isHandled[index])
  const handled = firstGap === -1 ? found.length : firstGap
  const [failure] = failures.toSorted((a, b) => a.index - b.index)
  return failure ? { handled, error: failure.error } : { handled }
}

/** A position before an event, from which a replay that has handled nothing can start. */
function positionBefore({ key }: ReadEvent): CursorKey {
  const { partitionKey, sortKey, publishedAt } = key()
  return { partitionKey, sortKey: sortKey.slice(0, sortKey.indexOf('#') + 1), publishedAt }
}
