import { fixturesOf } from '../../../scripts/contract/fixture.ts'
import { MemoryRateLimiter } from '../../../services/rate-limiter/memory/memory-rate-limiter.ts'
import { FakeDynamoDB } from '../../../testkit/index.ts'
import { dynamodbLocalClient } from '../../dynamodb-local/client.ts'
import { faultyClient } from '../faulty-client.ts'
import { type FixtureFamily, fixtureFamily } from '../fixture-family.ts'
import { type FixtureCase, strategyOf } from './fixture-case.ts'
import { runCase } from './run-case.ts'
import { tableSubject } from './table-subject.ts'

const layouts = ['apptheory', 'compact'] as const

export const rateLimitFamily: FixtureFamily = fixtureFamily<FixtureCase>({
  name: 'rate-limit',
  cases: () => fixturesOf('rate-limit'),
  adapters: [
    {
      name: 'memory',
      has: ({ given }) => given.needs !== 'store',
      open: async () => ({
        run: (fixture) =>
          runCase(fixture, async (clock) => ({
            limiter: new MemoryRateLimiter({ strategy: strategyOf(fixture.given.strategy), clock }),
          })),
      }),
    },
    ...layouts.map((layout) => ({
      name: `fake DynamoDB, layout ${layout}`,
      has: holdsOn(layout),
      open: async () => {
        const faulty = faultyClient(new FakeDynamoDB().client())
        return {
          run: (fixture: FixtureCase) =>
            runCase(fixture, (clock) => tableSubject(fixture, layout, clock, faulty)),
        }
      },
    })),
    ...layouts.map((layout) => ({
      name: `DynamoDB Local, layout ${layout}`,
      needs: 'dynamodb-local' as const,
      has: holdsOn(layout),
      open: async () => {
        const faulty = faultyClient(dynamodbLocalClient())
        return {
          run: (fixture: FixtureCase) =>
            runCase(fixture, (clock) => tableSubject(fixture, layout, clock, faulty)),
          close: async () => faulty.client.destroy(),
        }
      },
    })),
  ],
})

function holdsOn(layout: (typeof layouts)[number]) {
  return ({ given }: FixtureCase): boolean => given.layouts?.includes(layout) ?? true
}
