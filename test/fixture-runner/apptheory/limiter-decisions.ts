import { isAppTheoryError } from '../../../errors.ts'
import { rateLimitHeaders } from '../../../middlewares/rate-limit/headers.ts'
import { DynamoDBRateLimiter } from '../../../services/rate-limiter/dynamodb/dynamodb-rate-limiter.ts'
import { rateLimitTable } from '../../../services/rate-limiter/dynamodb/table.ts'
import { MemoryRateLimiter } from '../../../services/rate-limiter/memory/memory-rate-limiter.ts'
import type { LimitDecision, RateLimiter } from '../../../services/rate-limiter/rate-limiter.ts'
import { ManualClock } from '../../../testkit/index.ts'
import type { FixtureFamily } from '../fixture-family.ts'
import { type LimiterDecisionsCase, millisecondsOf, recordedStrategy } from './limiter-case.ts'
import type { Observation } from './recorded-case.ts'
import { type RecordedAdapter, recordedFamily } from './recorded-family.ts'
import { newTable, stores } from './tables.ts'

type MakeLimiter = (clock: ManualClock) => RateLimiter

const onTables = stores.flatMap(({ connect, ...store }) =>
  (['apptheory', 'compact'] as const).map(
    (layout): RecordedAdapter<LimiterDecisionsCase> => ({
      ...store,
      name: `${store.name}, layout ${layout}`,
      has: ({ source }) => layout === 'apptheory' || source === 'go',
      open: async () => {
        const client = connect()
        return {
          observe: async (recorded) => {
            const table = await newTable(client, rateLimitTable(), `decisions.${layout}.${recorded.id}`)
            return observe(
              recorded,
              (clock) =>
                new DynamoDBRateLimiter({
                  ...table,
                  strategy: recordedStrategy(recorded.given.strategy),
                  clock,
                  layout,
                  ...(layout === 'apptheory' && {
                    attributeNames: recorded.source === 'go' ? 'camel' : 'pascal',
                  }),
                  failOpen: false,
                  timeoutMs: 10_000,
                }),
            )
          },
          close: async () => client.destroy(),
        }
      },
    }),
  ),
)

export const limiterDecisions: FixtureFamily = recordedFamily<LimiterDecisionsCase>('limiter-decisions', [
  {
    name: 'memory',
    has: ({ source }) => source === 'go',
    open: async () => ({
      observe: async (recorded) => {
        const strategy = recordedStrategy(recorded.given.strategy)
        const clock = new ManualClock()
        const limiter = new MemoryRateLimiter({ strategy, clock })
        return observe(recorded, (at) => {
          clock.set(at.now())
          return limiter
        })
      },
    }),
  },
  ...onTables,
])

async function observe(
  { given, expect }: LimiterDecisionsCase,
  limiterAt: MakeLimiter,
): Promise<Observation> {
  const actual: unknown[] = []
  const expected: unknown[] = []
  for (const [i, { op, at }] of given.steps.entries()) {
    const clock = new ManualClock(millisecondsOf(at))
    const decided = await decisionOf(
      async () => (await limiterAt(clock)[op](given.key)) ?? undefined,
      clock.now(),
    )
    actual.push(decided)
    const { divergence: _, ...recorded } = expect.decisions[i] ?? {}
    expected.push(expect.decisions[i] && wholeMilliseconds(recorded))
    // The counters differ from here on.
    if ((decided as { allowed?: boolean } | null)?.allowed !== recorded.allowed) break
  }
  return { actual: { decisions: actual }, expected: { decisions: expected } }
}

async function decisionOf(
  call: () => Promise<LimitDecision | undefined>,
  now: number,
): Promise<object | null> {
  try {
    const decision = await call()
    return decision ? recordedForm(decision, now) : null
  } catch (error) {
    if (isAppTheoryError(error, 'rate_limiter.invalid_key')) return { error: 'invalid_input' }
    throw error
  }
}

function recordedForm(decision: LimitDecision, now: number): object {
  const { allowed, currentCount: count, limit, remaining, resetsAt, retryAfterMs } = decision
  const { 'retry-after': seconds } = rateLimitHeaders(false, new ManualClock(now))(
    decision,
    !allowed,
  ) as Record<string, string>
  return {
    ...{ allowed, count, limit, remaining, resetsAt: resetsAt.toISOString() },
    ...(retryAfterMs !== undefined && { retryAfterMs }),
    ...(seconds !== undefined && { retryAfterSeconds: Number(seconds) }),
  }
}

/** Where AppTheory counted nanoseconds, a wait is one millisecond longer here. */
function wholeMilliseconds(recorded: { readonly retryAfterMs?: number }): object {
  if (recorded.retryAfterMs === undefined) return recorded
  return { ...recorded, retryAfterMs: Math.ceil(recorded.retryAfterMs) }
}
