import { globSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import type { DynamoDBEventBusOptions } from '../../services/event-bus/dynamodb-options.ts'
import type { MetricRecord } from '../../services/event-bus/metrics.ts'

/** The form of `fixtures/event-bus.schema.json`. */
export interface FixtureCase {
  readonly id: string
  readonly title: string
  readonly given: {
    readonly clock: string
    readonly ids?: readonly string[]
    /** `store`: only adapters that keep events outside the process can run it. */
    readonly needs?: 'store'
    readonly bus?: Pick<DynamoDBEventBusOptions, 'ttlMs' | 'idempotency' | 'onConflict'> & {
      readonly metrics?: { readonly enabled?: boolean; readonly namespace?: string }
    }
    readonly items?: readonly Item[]
  }
  readonly steps: readonly FixtureStep[]
  readonly expect: {
    /** One for each step that is a call, in order; what it lists must be so, `null` must be absent. */
    readonly results: readonly unknown[]
    readonly items?: readonly Item[]
    readonly metrics?: readonly MetricRecord[]
    readonly calls?: readonly string[]
  }
}

/** As it goes over the wire. */
export type Item = Readonly<Record<string, never>>

type Json = Readonly<Record<string, unknown>>

export type FixtureStep =
  | { readonly publish: { readonly event: Json; readonly payloadRepeat?: { text: string; times: number } } }
  | { readonly publishMany: { readonly events: readonly Json[] } }
  | { readonly query: Json }
  | { readonly pages: Json }
  | { readonly getEvent: { readonly id: string; readonly scope?: Json } }
  | { readonly deleteEvent: { readonly id: string; readonly scope?: Json } }
  | { readonly advanceMs: number }
  | { readonly fault: FixtureFault }

/** What befalls the next request to the store. */
export interface FixtureFault {
  readonly error: 'connection-reset'
  readonly when: 'before' | 'after'
}

const folder = resolve(import.meta.dirname, '../../fixtures/event-bus')

export function fixtureCases(): readonly FixtureCase[] {
  const files = globSync('*.json', { cwd: folder }).sort()
  return files.map((file) => JSON.parse(readFileSync(resolve(folder, file), 'utf8')))
}

const times: ReadonlySet<string> = new Set(['publishedAt', 'createdAt', 'expiresAt', 'startTime', 'endTime'])

/** Arguments as the fixtures write them, with their times as dates. */
export function withTimes(json: Json): never {
  const entries = Object.entries(json).map(([name, value]) => [
    name,
    times.has(name) ? new Date(String(value)) : value,
  ])
  return Object.fromEntries(entries) as never
}
