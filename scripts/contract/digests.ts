import { createHash } from 'node:crypto'
import type { Capability } from './capability.ts'
import type { Fixture } from './fixture.ts'

/** What `fixtures/digests.json` remembers of each capability. */
export type Digests = Readonly<Record<string, CapabilityDigest>>

export interface CapabilityDigest {
  readonly version: string
  /** SHA-256 of what is given, called and expected, by the ID of the case. */
  readonly cases: Readonly<Record<string, string>>
}

/** The digests of what there is now. */
export function digestsOf(capabilities: readonly Capability[], fixtures: readonly Fixture[]): Digests {
  return Object.fromEntries(
    capabilities.map(({ id, version }) => {
      const own = fixtures.filter(({ capability }) => capability === id)
      return [
        id,
        { version, cases: Object.fromEntries(own.map((fixture) => [fixture.id, caseDigest(fixture)])) },
      ]
    }),
  )
}

/**
 * Why `now` may not take the place of `recorded`: capabilities that are gone, and expectations that changed
 * or are gone while the version of their capability stayed. New capabilities and new cases may always come.
 */
export function unversionedChanges(recorded: Digests, now: Digests): readonly string[] {
  return Object.entries(recorded).flatMap(([id, before]) => {
    const after = now[id]
    if (!after) return [`${id} is required, and gone`]
    const changed = Object.keys(before.cases).filter((name) => after.cases[name] !== before.cases[name])
    if (Number(after.version) > Number(before.version)) return []
    if (after.version !== before.version) return [`the version of ${id} goes back`]
    return changed.map((name) =>
      after.cases[name]
        ? `${name} changed, and the version of ${id} is still ${before.version}`
        : `${name} is gone, and the version of ${id} is still ${before.version}`,
    )
  })
}

function caseDigest({ given, steps, expect }: Fixture): string {
  return digest([given, steps, expect])
}

/** SHA-256 of a value in the form of JSON, whatever the order of its names. */
export function digest(value: unknown): string {
  return createHash('sha256')
    .update(JSON.stringify(sorted(value)))
    .digest('hex')
}

/** Without the order of names, which means nothing. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted)
  if (typeof value !== 'object' || value === null) return value
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1))
  return entries.map(([name, member]) => [name, sorted(member)])
}
