import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { Fixture } from '../../scripts/contract/fixture.ts'
import { families } from '../fixture-runner/families.ts'
import { changeOne } from './change-one.ts'

// A case that passes whatever it expects holds nothing.
for (const { name, cases, adapters } of families) {
  const always = adapters.filter(({ needs }) => !needs)
  describe(`${name}: a case fails where it expects something else`, () => {
    for (const adapter of always) {
      const fixtures = cases().filter(
        (fixture) => always.find((candidate) => candidate.has(fixture)) === adapter,
      )
      if (fixtures.length === 0) continue
      test(`${fixtures.length} on ${adapter.name}`, async () => {
        const open = await adapter.open()
        for (const fixture of fixtures) {
          await assert.rejects(
            open.run(expectingSomethingElse(fixture)),
            { name: 'AssertionError' },
            `${fixture.id} passes`,
          )
        }
        await open.close?.()
      })
    }
  })
}

/** The case with another value in its results, or with one result more where they have none. */
function expectingSomethingElse(fixture: Fixture): Fixture {
  const changed = structuredClone(fixture)
  const results = Object.values(changed.expect)[0] as unknown[]
  if (!changeOne(results)) results.push({})
  return changed
}
