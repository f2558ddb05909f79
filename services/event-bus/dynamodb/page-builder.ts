import { AppTheoryError, isAppTheoryError } from '../../../errors.ts'
import { type CursorKey, encodeCursor } from '../query/cursor.ts'
import type { ResolvedQuery } from '../query/event-query.ts'
import type { ReadEvent, ReadPage } from '../query/read-page.ts'
import { eventIn, type Item } from './item.ts'
import type { Unreadable } from './options.ts'

export interface PageBuilderOptions {
  readonly query: ResolvedQuery
  readonly unreadable: Unreadable
  readonly onUnreadable: (error: AppTheoryError, eventType: string | undefined) => void
}

/** Collects the events of a page until it is full and one more is known to follow. */
export class PageBuilder {
  readonly #options: PageBuilderOptions
  readonly #found: ReadEvent[] = []
  /** Items that are passed over, by the number of events before them. */
  readonly #unreadable: { readonly error: AppTheoryError; readonly before: number }[] = []
  #moreFollow = false

  constructor(options: PageBuilderOptions) {
    this.#options = options
  }

  get size(): number {
    return this.#found.length
  }

  /** Whether the limit is reached, and at least one more event follows. */
  get isFull(): boolean {
    return this.#moreFollow
  }

  /**
   * @throws AppTheoryError `event_bus.unreadable_event` for the first item of a page, unless it is to be
   * skipped
   */
  add(item: Item, key: () => CursorKey): void {
    const { query, unreadable } = this.#options
    if (this.#moreFollow) return
    const event = readableIn(item)
    if (!(event instanceof AppTheoryError)) {
      if (this.#found.length < query.limit) this.#found.push({ event, key })
      else this.#moreFollow = true
    } else if (unreadable === 'skip') {
      this.#unreadable.push({ error: event, before: this.#found.length })
    } else if (this.#found.length > 0) {
      // The page ends before it, so that no event before it is lost.
      this.#moreFollow = true
    } else {
      throw withCursor(event, encodeCursor(query, key()))
    }
  }

  /** Whether one more event follows a page that has reached its limit; in which order is not known yet. */
  lookAhead(items: readonly Item[]): void {
    const { query, unreadable } = this.#options
    if (this.#found.length < query.limit) return
    const isEvent = (item: Item): boolean =>
      unreadable === 'throw' || !(readableIn(item) instanceof AppTheoryError)
    this.#moreFollow ||= items.some(isEvent)
  }

  /** @param next - the position after the page; undefined if the data end */
  page(next?: CursorKey): ReadPage {
    // Items behind the last event of a page that goes on are read again for the next one.
    const isOfPage = ({ before }: { before: number }): boolean =>
      !this.#moreFollow || before < this.#found.length
    const { onUnreadable, query } = this.#options
    for (const { error } of this.#unreadable.filter(isOfPage)) onUnreadable(error, query.eventType)
    return { found: this.#found, next }
  }

  /** The position after the last event of a full page. */
  get last(): ReadEvent | undefined {
    return this.#found.at(-1)
  }
}

function readableIn(item: Item) {
  try {
    return eventIn(item)
  } catch (error) {
    if (isAppTheoryError(error, 'event_bus.unreadable_event')) return error
    throw error
  }
}

function withCursor({ code, message, cause }: AppTheoryError, cursor: string): AppTheoryError {
  const { package: origin, data } = cause as { readonly package: string; readonly data: object }
  return new AppTheoryError(code, message, { cause: { package: origin, data: { ...data, cursor } } })
}
