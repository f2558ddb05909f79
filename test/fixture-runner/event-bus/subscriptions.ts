import type { Event } from '../../../services/event-bus/event/event.ts'
import type { EventBus } from '../../../services/event-bus/event-bus.ts'
import type { FixtureSubscriber, Handled } from './fixture-case.ts'

/** The subscribers of a case, which tell what they were called with. */
export class Subscriptions {
  /** Every call, in order. */
  readonly handled: Handled[] = []
  readonly #undo = new Map<string, () => void>()

  constructor(bus: EventBus, subscribers: readonly FixtureSubscriber[]) {
    for (const subscriber of subscribers) {
      this.#undo.set(subscriber.name, bus.subscribe(subscriber.eventType, this.#handlerOf(subscriber)))
    }
  }

  undo(name: string): void {
    this.#undo.get(name)?.()
  }

  #handlerOf({ name, throws }: FixtureSubscriber): (event: Event) => void {
    let left = throws ? (throws.times ?? Number.POSITIVE_INFINITY) : 0
    return (event) => {
      const threw = left > 0 && (throws?.ids?.includes(event.id) ?? true)
      this.handled.push({ subscriber: name, event, ...(threw && { threw }) })
      if (!threw) return
      left -= 1
      throw new Error(name)
    }
  }
}
