import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { Fixture } from '../../../scripts/contract/fixture.ts'
import type { OpenAdapter } from '../fixture-family.ts'
import { testFamily } from '../test-family.ts'
import { appTheoryFamilies } from './apptheory-families.ts'

for (const family of appTheoryFamilies) testFamily(family)

// A case that passes whatever was recorded compares nothing.
describe('a recorded case that holds fails where something else was recorded', () => {
  for (const { name, cases, adapters } of appTheoryFamilies) {
    for (const adapter of adapters.filter(({ needs }) => !needs)) {
      test(`${name} on ${adapter.name}`, async () => {
        const open = await adapter.open()
        for (const fixture of cases().filter((one) => adapter.has(one))) {
          const holds = (await open.run(fixture))?.length === 0
          if (holds) assert.ok(await failsOtherwise(open, fixture), `${fixture.id} passes`)
        }
        await open.close?.()
      })
    }
  }
})

/** Changes one recorded value after the other, from the last on, until the case notices. */
async function failsOtherwise(open: OpenAdapter, fixture: Fixture): Promise<boolean> {
  for (const path of pathsOf(fixture.expect).toReversed()) {
    const expect = structuredClone(fixture.expect)
    change(expect, path)
    const passes = await open.run({ ...fixture, expect }).then(
      () => true,
      () => false,
    )
    if (!passes) return true
  }
  return false
}

function pathsOf(value: unknown): readonly string[][] {
  if (typeof value !== 'object' || value === null) return [[]]
  return Object.entries(value).flatMap(([name, member]) => pathsOf(member).map((path) => [name, ...path]))
}

function change(value: unknown, path: readonly string[]): void {
  const [name = '', ...rest] = path
  const parent = value as Record<string, unknown>
  if (rest.length > 0) change(parent[name], rest)
  else parent[name] = typeof parent[name] === 'boolean' ? !parent[name] : 'something else'
}
