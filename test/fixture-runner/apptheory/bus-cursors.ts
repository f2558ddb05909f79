import { DynamoDBEventBus } from '../../../services/event-bus/dynamodb/dynamodb-event-bus.ts'
import { eventBusTable } from '../../../services/event-bus/dynamodb/table.ts'
import { ManualClock } from '../../../testkit/index.ts'
import type { FixtureFamily } from '../fixture-family.ts'
import { type BusCursorsCase, readAt } from './bus-case.ts'
import type { Observation } from './recorded-case.ts'
import { recordedFamily } from './recorded-family.ts'
import { newTable, putItems, stores, type Table } from './tables.ts'

export const busCursors: FixtureFamily = recordedFamily<BusCursorsCase>(
  'bus-cursors',
  stores.map(({ connect, ...store }) => ({
    ...store,
    open: async () => {
      const client = connect()
      return {
        observe: async (recorded) => observe(recorded, await newTable(client, eventBusTable, recorded.id)),
        close: async () => client.destroy(),
      }
    },
  })),
)

/**
 * Every page is asked for with AppTheory's cursor of the page before. Cursors are compared where events
 * follow.
 */
async function observe({ given, expect }: BusCursorsCase, table: Table): Promise<Observation> {
  await putItems(table, given.items)
  const bus = new DynamoDBEventBus({ ...table, clock: new ManualClock(readAt) })
  const { startTime, endTime, ...query } = given.query
  const pages: object[] = []
  let cursor: string | undefined
  for (const recorded of expect.pages) {
    const page = await bus.query({
      ...query,
      ...(startTime !== undefined && { startTime: new Date(startTime) }),
      ...(endTime !== undefined && { endTime: new Date(endTime) }),
      ...(cursor !== undefined && { cursor }),
    })
    const ids = page.events.map(({ id }) => id)
    pages.push(recorded.moreFollows ? { ids, cursor: page.cursor ?? null } : { ids })
    cursor = recorded.cursor ?? undefined
  }
  return {
    actual: { pages },
    expected: {
      pages: expect.pages.map(({ ids, cursor, moreFollows }) => (moreFollows ? { ids, cursor } : { ids })),
    },
  }
}
