import type { DynamoDBRecord } from 'aws-lambda'
import type { Fixture } from '../../../scripts/contract/fixture.ts'
import type { DynamoDBEventBusOptions } from '../../../services/event-bus/dynamodb/options.ts'
import type { MetricRecord } from '../../../services/event-bus/metrics/metrics-options.ts'
import type { FixtureFault } from '../faulty-client.ts'

/** The form of `fixtures/event-bus.schema.json`. */
export interface FixtureCase extends Fixture {
  readonly given: {
    readonly clock: string
    readonly ids?: readonly string[]
    /**
     * `store`: only adapters that keep events outside the process can run it; `memory`: only those that do
     * not.
     */
    readonly needs?: 'store' | 'memory'
    readonly bus?: Pick<DynamoDBEventBusOptions, 'ttlMs' | 'idempotency' | 'onConflict'> & {
      readonly metrics?: { readonly enabled?: boolean; readonly namespace?: string }
    }
    readonly items?: readonly Item[]
    readonly subscribers?: readonly FixtureSubscriber[]
    /** What remembers deliveries. Without it, a store in memory. */
    readonly seen?: FixtureSeen
  }
  readonly steps: readonly FixtureStep[]
  readonly expect: {
    /** One for each step that is a call, in order; what it lists must be so, `null` must be absent. */
    readonly results: readonly unknown[]
    readonly handled?: readonly Handled[]
    readonly failures?: readonly Json[]
    readonly items?: readonly Item[]
    readonly seen?: readonly Item[]
    readonly metrics?: readonly MetricRecord[]
    readonly calls?: readonly string[]
  }
}

/** As it goes over the wire. */
export type Item = Readonly<Record<string, never>>

type Json = Readonly<Record<string, unknown>>

export interface FixtureSubscriber {
  readonly name: string
  readonly eventType: string
  /** For events with these `ids`, else for every one; so many `times`, else always. */
  readonly throws?: { readonly ids?: readonly string[]; readonly times?: number }
}

export type FixtureSeen =
  | { readonly kind: 'memory'; readonly maxKeys?: number }
  | { readonly kind: 'table'; readonly ttlMs?: number }

/** A call of a subscriber. */
export interface Handled {
  readonly subscriber: string
  readonly event: object
  readonly threw?: true
}

export interface FixtureBatch {
  readonly consumer?: string
  readonly records?: DynamoDBRecord[]
}

export type FixtureStep =
  | { readonly publish: { readonly event: Json; readonly payloadRepeat?: { text: string; times: number } } }
  | { readonly publishMany: { readonly events: readonly Json[] } }
  | { readonly query: Json }
  | { readonly pages: Json }
  | { readonly getEvent: { readonly id: string; readonly scope?: Json } }
  | { readonly deleteEvent: { readonly id: string; readonly scope?: Json } }
  | { readonly stream: FixtureBatch }
  | { readonly unsubscribe: string }
  | { readonly advanceMs: number }
  | { readonly fault: FixtureFault }

const times: ReadonlySet<string> = new Set(['publishedAt', 'createdAt', 'expiresAt', 'startTime', 'endTime'])

/** Arguments as the fixtures write them, with their times as dates. */
export function withTimes(json: Json): never {
  const entries = Object.entries(json).map(([name, value]) => [
    name,
    times.has(name) ? new Date(String(value)) : value,
  ])
  return Object.fromEntries(entries) as never
}
