import assert from 'node:assert/strict'
import { describe, type TestContext, test } from 'node:test'
import type { Fixture } from '../../scripts/contract/fixture.ts'
import { families } from '../fixture-runner/families.ts'
import type { FixtureAdapter, OpenAdapter } from '../fixture-runner/fixture-family.ts'

type Open = OpenAdapter & Pick<FixtureAdapter, 'has'>

// A case that passes with another expectation checks nothing. Each member of `expect` is changed in turn.
for (const { name, cases, adapters } of families) {
  describe(`${name}: a case fails if it expects something else`, () => {
    for (const member of new Set(cases().flatMap(({ expect }) => Object.keys(expect)))) {
      const having = cases().filter(({ expect }) => member in expect)
      test(`of ${member}, in ${having.length} cases`, async (t) => {
        const opened = await openAll(adapters, t)
        for (const fixture of having) {
          const able = opened.filter(({ has }) => has(fixture))
          assert.ok(await someFails(able, expectingSomethingElse(fixture, member)), `${fixture.id} passes`)
        }
      })
    }
  })
}

/** The adapters that need nothing but Node. */
async function openAll(adapters: readonly FixtureAdapter[], t: TestContext): Promise<readonly Open[]> {
  const opened: Open[] = []
  t.after(() => Promise.all(opened.map(({ close }) => close?.())))
  for (const { needs, has, open } of adapters) if (!needs) opened.push({ has, ...(await open()) })
  return opened
}

/** Not every adapter compares every member: only one with a table can compare its items. */
async function someFails(adapters: readonly OpenAdapter[], fixture: Fixture): Promise<boolean> {
  for (const { run } of adapters) {
    try {
      await run(fixture)
    } catch (error) {
      if (!(error instanceof assert.AssertionError)) throw error
      return true
    }
  }
  return false
}

function expectingSomethingElse(fixture: Fixture, member: string): Fixture {
  const expect = structuredClone(fixture.expect) as Record<string, unknown>
  if (!changeLast({ [member]: expect[member] }, expect)) (expect[member] as unknown[]).push({})
  return { ...fixture, expect }
}

/** Changes the last value within `parent`, or in `target`. Returns whether there is one. */
function changeLast(parent: object, target = parent): boolean {
  return Object.entries(parent)
    .reverse()
    .some(([name, value]) => {
      if (typeof value === 'object' && value !== null) return changeLast(value)
      Object.assign(target, { [name]: another(value) })
      return true
    })
}

function another(value: unknown): unknown {
  if (typeof value === 'boolean') return !value
  if (typeof value === 'number') return value + 1
  return typeof value === 'string' ? `x${value}` : 'something'
}
