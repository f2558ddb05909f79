import type { DynamoDBRecord } from 'aws-lambda'
import { eventOfImage } from '../../services/event-bus/dynamodb/stream-record.ts'
import type { DispatchingEventBus } from '../../services/event-bus/event-bus.ts'
import type { ParkedEvent, ParkingStore } from '../../services/event-bus/parking/parking-store.ts'
import { TimeBudget } from '../../services/event-bus/query/time-budget.ts'
import { checkOptions } from '../../services/options/check-options.ts'
import { aFunction, nonEmptyString, type OptionRulesOf } from '../../services/options/option-rules.ts'
import { causeOf, type OnFailure, reportFailure } from './report-failure.ts'

/** Which parked events are handled again, and for how long. */
export interface RedriveOptions {
  /** The tenant whose events are handled again. @defaultValue every tenant that has parked events */
  readonly tenantId?: string | undefined
  /** Milliseconds that are left: an event that may not fit is not started. @defaultValue no bound */
  readonly remainingTimeMs?: (() => number) | undefined
}

/** How a run over parked events ended. */
export interface RedriveOutcome {
  /** How many events succeeded. */
  readonly handled: number
  /** Tenants whose first parked event has failed again. */
  readonly failedTenants: readonly string[]
  /** Whether the time was too short for all. */
  readonly moreFollow: boolean
}

const optionRules: OptionRulesOf<RedriveOptions> = { tenantId: nonEmptyString, remainingTimeMs: aFunction }

interface RedriveDependencies {
  readonly bus: DispatchingEventBus
  readonly consumer: string
  readonly store: ParkingStore | undefined
  readonly onFailure: OnFailure
}

/** How many events are read at once. */
const PAGE = 10

/** One run over parked events. */
export class Redrive {
  readonly #dependencies: RedriveDependencies
  #handled = 0

  constructor(dependencies: RedriveDependencies) {
    this.#dependencies = dependencies
  }

  async run(options: RedriveOptions): Promise<RedriveOutcome> {
    checkOptions('redrive', options, optionRules)
    const { store, consumer } = this.#dependencies
    if (!store) throw new TypeError("redrive: give eventBusStream the option 'park'")
    const budget = new TimeBudget(options.remainingTimeMs)
    const tenants = options.tenantId === undefined ? await store.tenants(consumer) : [options.tenantId.trim()]
    const failedTenants: string[] = []
    for (const tenantId of tenants) {
      const end = await this.#runLane(store, tenantId, budget)
      if (end === 'failed') failedTenants.push(tenantId)
      if (end === 'no time') return { handled: this.#handled, failedTenants, moreFollow: true }
    }
    return { handled: this.#handled, failedTenants, moreFollow: false }
  }

  async #runLane(
    store: ParkingStore,
    tenantId: string,
    budget: TimeBudget,
  ): Promise<'done' | 'failed' | 'no time'> {
    for (;;) {
      const parked = await budget.spend(() =>
        store.first({ consumer: this.#dependencies.consumer, tenantId }, PAGE),
      )
      if (parked.length === 0) return 'done'
      for (const event of parked) {
        if (!budget.allowsMore) return 'no time'
        if (!(await budget.spend(() => this.#handle(store, event)))) return 'failed'
        this.#handled += 1
      }
    }
  }

  /** @returns whether the event succeeded */
  async #handle(store: ParkingStore, parked: ParkedEvent): Promise<boolean> {
    const { bus, onFailure } = this.#dependencies
    try {
      const event = eventOfImage(parked.image)
      if (event) await bus.dispatch(event)
    } catch (error) {
      await store.failedAgain(parked, causeOf(error))
      await reportFailure(onFailure, error, recordOf(parked))
      return false
    }
    await store.remove(parked)
    return true
  }
}

function recordOf({ image, position }: ParkedEvent): DynamoDBRecord {
  return {
    eventName: 'INSERT',
    dynamodb: { NewImage: image, SequenceNumber: position.replace(/^0+(?=.)/, '') },
  }
}
