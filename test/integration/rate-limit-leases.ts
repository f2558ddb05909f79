import { CreateTableCommand } from '@aws-sdk/client-dynamodb'
import type { TimerClock } from '../../services/clock/clock.ts'
import { sleep } from '../../services/clock/sleep.ts'
import type { LeaseOptions } from '../../services/rate-limiter/dynamodb/index.ts'
import { DynamoDBRateLimiter, rateLimitTable } from '../../services/rate-limiter/dynamodb/index.ts'
import type { RateLimitStrategy } from '../../services/rate-limiter/strategy/strategy.ts'
import { FakeDynamoDB, ManualClock } from '../../testkit/index.ts'
import type { layouts } from './rate-limit-strategies.ts'
import { type Ledger, WindowLedger } from './window-ledger.ts'

/** One execution environment of a function. */
export interface LeaseEnvironment {
  readonly ratePerSecond: number
  /** How far its clock is ahead, in milliseconds. @defaultValue 0 */
  readonly clockAheadMs?: number
  /** When it stops, with whatever it has booked. @defaultValue never */
  readonly stopsAfterMs?: number
}

export interface LeaseCase {
  readonly layout: (typeof layouts)[number]
  readonly strategy: RateLimitStrategy
  readonly lease: LeaseOptions | false
  readonly environments: readonly LeaseEnvironment[]
  readonly seconds: number
  readonly latencyMs: number
  /** What part of the replies is lost after their request was applied. @defaultValue 0 */
  readonly lostReplies?: number
  /** How many writes of one item per second the table takes. @defaultValue any */
  readonly itemWritesPerSecond?: number
  /** Costs of the requests, chosen at random. @defaultValue `[1]` */
  readonly costs?: readonly number[]
  readonly random: () => number
}

export interface LeaseResult extends Ledger {
  readonly requests: number
  readonly throttled: number
}

const key = { identifier: 'ann', resource: '/orders', operation: 'GET' }
const START = Date.UTC(2026, 2, 1, 10)

/** Environments that share one limit, in virtual time. */
export async function runLeases(given: LeaseCase): Promise<LeaseResult> {
  const clock = new ManualClock(START)
  const { fake, clientOf, throttled } = await tableFor(given, clock)
  const ledger = new WindowLedger(given.strategy.windows)
  const limiters = given.environments.map(({ clockAheadMs = 0 }) => {
    const { strategy, layout, lease } = given
    return new DynamoDBRateLimiter({
      strategy,
      layout,
      lease,
      clock: aheadOf(clock, clockAheadMs),
      client: clientOf(),
      // A run with lost replies is about counting, not about sparing the table.
      circuitBreaker: false,
      onDegraded: () => {},
    })
  })
  let pending = 0
  const decide = async (environment: number, cost: number): Promise<void> => {
    pending += 1
    const decision = await limiters[environment]?.checkAndIncrement(key, { cost })
    pending -= 1
    if (decision) ledger.note(decision, cost)
  }
  for (const { atMs, environment, cost } of arrivalsOf(given)) {
    const waitMs = Math.max(0, START + atMs - clock.now())
    if (pending > 0) await clock.advanceAsync(waitMs)
    else clock.advance(waitMs)
    void decide(environment, cost)
    // A leased decision is made within a few microtasks.
    for (let turn = 0; turn < 4 && pending > 0; turn++) await undefined
  }
  while (pending > 0) await clock.advanceAsync(1)
  return {
    ...ledger.result(START, given.seconds * 1000),
    requests: fake.log.requests().length,
    throttled: throttled(),
  }
}

interface Arrival {
  readonly atMs: number
  readonly environment: number
  readonly cost: number
}

/** Poisson arrivals of every environment, in whole milliseconds, in the order of time. */
function arrivalsOf({ environments, seconds, costs = [1], random }: LeaseCase): readonly Arrival[] {
  const arrivals: Arrival[] = []
  environments.forEach(({ ratePerSecond, stopsAfterMs = Number.POSITIVE_INFINITY }, environment) => {
    const untilMs = Math.min(seconds * 1000, stopsAfterMs)
    const wait = (): number => (-Math.log(1 - random()) * 1000) / ratePerSecond
    for (let atMs = wait(); atMs < untilMs; atMs += wait()) {
      const cost = costs[Math.floor(random() * costs.length)] ?? 1
      arrivals.push({ atMs: Math.floor(atMs), environment, cost })
    }
  })
  return arrivals.sort((a, b) => a.atMs - b.atMs)
}

async function tableFor(given: LeaseCase, clock: ManualClock) {
  const fake = new FakeDynamoDB({ clock, logLimit: 1_000_000 })
  await fake.client().send(new CreateTableCommand(rateLimitTable()))
  fake.log.clear()
  fake.latencyMs = given.latencyMs
  let throttled = 0
  const { lostReplies = 0, itemWritesPerSecond } = given
  const always = { times: Number.POSITIVE_INFINITY, operation: 'UpdateItem' as const }
  if (itemWritesPerSecond !== undefined) {
    const hasCapacity = itemCapacity(clock, itemWritesPerSecond)
    const matches = ({ input }: { readonly input: object }): boolean => {
      const isThrottled = !hasCapacity(JSON.stringify((input as { Key?: unknown }).Key))
      if (isThrottled) throttled += 1
      return isThrottled
    }
    fake.inject({ ...always, error: 'throttle', matches })
  }
  if (lostReplies > 0) {
    const matches = (): boolean => given.random() < lostReplies
    fake.inject({ ...always, error: 'connection-reset', when: 'after', matches })
  }
  const clientOf = () => fake.client({ maxAttempts: 8, retryStrategy: backoffOn(clock) })
  return { fake, clientOf, throttled: () => throttled }
}

/** Of each item, as many writes as a second allows, refilled continuously. */
function itemCapacity(clock: TimerClock, perSecond: number): (item: string) => boolean {
  const items = new Map<string, { left: number; atMs: number }>()
  return (item) => {
    const now = clock.now()
    const { left, atMs } = items.get(item) ?? { left: perSecond, atMs: now }
    const available = Math.min(perSecond, left + ((now - atMs) * perSecond) / 1000)
    items.set(item, { left: Math.max(0, available >= 1 ? available - 1 : available), atMs: now })
    return available >= 1
  }
}

/** The SDK's rules of retries and their pauses, in virtual time. */
function backoffOn(clock: TimerClock): never {
  const token = (count: number) => ({ getRetryCount: () => count, getRetryDelay: () => 0 })
  return {
    acquireInitialRetryToken: async () => token(0),
    refreshRetryTokenForRetry: async (
      { getRetryCount }: { getRetryCount(): number },
      { errorType }: { errorType: string },
    ) => {
      const count = getRetryCount()
      if (count >= 4 || errorType === 'CLIENT_ERROR') throw new Error('no more retries')
      await sleep(clock, 25 * 2 ** count)
      return token(count + 1)
    },
    recordSuccess: () => {},
  } as never
}

/** The clock of a host that is ahead or behind, with the timers of the run. */
function aheadOf(clock: ManualClock, aheadMs: number): TimerClock {
  return {
    now: () => clock.now() + aheadMs,
    schedule: (delayMs, callback) => clock.schedule(delayMs, callback),
  }
}
