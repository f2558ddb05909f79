import { isAppTheoryError } from '../../../errors.ts'
import { ManualClock } from '../../../testkit/manual-clock.ts'
import { ManualIdGenerator } from '../../../testkit/manual-id-generator.ts'
import type { EventInput } from '../event/event.ts'
import type { DispatchingEventBus, EventQuery } from '../event-bus.ts'
import type { MemoryEventBusOptions } from '../memory/memory-event-bus.ts'
import type { MetricRecord } from '../metrics/metrics-options.ts'

export type BusUnderTest = MemoryEventBusOptions & { readonly clock: ManualClock }

export type MakeBus = (options: BusUnderTest) => DispatchingEventBus

export const start = '2026-03-01T10:00:00.000Z'
let scopes = 0

export interface Scene {
  readonly bus: DispatchingEventBus
  readonly clock: ManualClock
  /** A tenant that no other test uses, because a table may outlive a test. */
  readonly tenantId: string
  readonly metrics: MetricRecord[]
  input(parts?: Partial<EventInput>): EventInput
  /** IDs of a page, without the prefix of the scene. */
  idsOf(query?: Partial<EventQuery>): Promise<string[]>
}

export type MakeScene = (options?: MemoryEventBusOptions) => Scene

export const codeIs =
  (code: string): ((error: unknown) => boolean) =>
  (error) =>
    isAppTheoryError(error, code as never)

/** What a promise rejects with. */
export async function rejectionOf(promise: Promise<unknown>): Promise<unknown> {
  try {
    await promise
  } catch (error) {
    return error
  }
  throw new Error('it was fulfilled')
}

export function scenesOf(make: MakeBus): MakeScene {
  return (options = {}) => {
    scopes += 1
    const tenantId = `tenant-${process.pid}-${scopes}`
    const clock = new ManualClock(start)
    const metrics: MetricRecord[] = []
    const emit = (record: MetricRecord) => metrics.push(record)
    const ids = new ManualIdGenerator(`${tenantId}.id-`)
    const bus = make({ ids, tableName: 'events', metrics: { emit }, ...options, clock })
    const input = (parts: Partial<EventInput> = {}): EventInput => ({
      eventType: 'order.created',
      tenantId,
      payload: { n: 1 },
      ...parts,
      ...(parts.id === undefined ? {} : { id: `${tenantId}.${parts.id}` }),
    })
    const idsOf = async (query: Partial<EventQuery> = {}): Promise<string[]> => {
      const { events } = await bus.query({ tenantId, ...query })
      return events.map(({ id }) => id.slice(tenantId.length + 1))
    }
    return { bus, clock, tenantId, metrics, input, idsOf }
  }
}
