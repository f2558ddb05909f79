import { type Event, eventOf, type StoredEvent } from './event/event.ts'
import type { EventHandler } from './event-bus.ts'
import { EventSubscriberError } from './event-bus-errors.ts'

interface Subscription {
  readonly eventType: string
  readonly handler: EventHandler
}

/** Subscribers by event type, in the order of subscription. */
export class Subscribers {
  #subscriptions: readonly Subscription[] = []

  /** @throws TypeError for a type that is blank, or a handler that is not a function */
  add(eventType: string, handler: EventHandler): () => void {
    if (typeof eventType !== 'string' || eventType.trim() === '') {
      throw new TypeError('subscribe takes the type of an event, or *')
    }
    if (typeof handler !== 'function') throw new TypeError('subscribe takes a function')
    const subscription = { eventType: eventType.trim(), handler }
    this.#subscriptions = [...this.#subscriptions, subscription]
    return () => {
      this.#subscriptions = this.#subscriptions.filter((other) => other !== subscription)
    }
  }

  /** Whether events of this type have a subscriber. */
  handles(eventType: string): boolean {
    return this.#subscriptions.some((subscription) => isMeant(subscription, eventType))
  }

  /**
   * Runs one subscriber after another, all of them, each with an event of its own.
   * @throws AppTheoryError `event_bus.subscriber_failed`
   */
  async dispatch(stored: StoredEvent): Promise<void> {
    await this.#run(stored.id, stored.eventType, () => eventOf(stored))
  }

  /** As {@link Subscribers.dispatch}, for an event that comes from elsewhere. */
  async dispatchEvent(event: Event): Promise<void> {
    await this.#run(event.id, event.eventType, () => structuredClone(event))
  }

  async #run(id: string, eventType: string, makeEvent: () => Event): Promise<void> {
    const errors: unknown[] = []
    for (const subscription of this.#subscriptions) {
      if (!isMeant(subscription, eventType)) continue
      try {
        await subscription.handler(makeEvent())
      } catch (error) {
        errors.push(error)
      }
    }
    if (errors.length > 0) throw new EventSubscriberError(id, errors)
  }
}

function isMeant(subscription: Subscription, eventType: string): boolean {
  return subscription.eventType === '*' || subscription.eventType === eventType
}
