import { globSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import type { Trigger } from '../../testkit/invokers/trigger.ts'

/** The form of `fixtures/triggers.schema.json`. */
export interface FixtureCase {
  readonly id: string
  readonly title: string
  readonly source: {
    readonly pages: readonly string[]
    /** An event that AWS sent or shows, sanitised: the built one has its members and types. */
    readonly captured?: unknown
  }
  readonly steps: readonly FixtureStep[]
  readonly expect: { readonly results: readonly Record<string, unknown>[] }
}

export type FixtureStep =
  | { readonly build: TriggerInput }
  /** Builds the event, and reads `returns` as what a function returned for it. */
  | { readonly invoke: TriggerInput & { readonly returns: unknown } }

interface TriggerInput {
  readonly trigger: Trigger
  readonly input: Readonly<Record<string, unknown>>
}

const folder = resolve(import.meta.dirname, '../../fixtures/triggers')

export function fixtureCases(): readonly FixtureCase[] {
  const files = globSync('*.json', { cwd: folder }).sort()
  return files.map((file) => JSON.parse(readFileSync(resolve(folder, file), 'utf8')))
}
