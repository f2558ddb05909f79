import assert from 'node:assert/strict'
import { test } from 'node:test'
import { fixturesOf } from '../../../scripts/contract/fixture.ts'
import { changeOne } from '../../capabilities/change-one.ts'
import { eventBusFamily } from './event-bus-family.ts'
import type { FixtureCase } from './fixture-case.ts'

// What a case expects besides its results is compared too.
const cases = fixturesOf<FixtureCase>('event-bus').filter(({ expect }) => expect.handled)

for (const member of ['handled', 'failures', 'seen'] as const) {
  test(`a case fails where something else is expected of ${member}`, async () => {
    const having = cases.filter(({ expect }) => expect[member])
    assert.ok(having.length > 0)
    for (const fixture of having) {
      const changed = structuredClone(fixture)
      const list = changed.expect[member] as unknown[]
      if (!changeOne(list)) list.push({})
      await assertFails(changed)
    }
  })
}

test('a case fails where a subscriber threw, and was not expected to', async () => {
  const throwing = cases.filter(({ expect }) => expect.handled?.some(({ threw }) => threw))
  assert.ok(throwing.length > 0)
  for (const fixture of throwing) {
    const handled = fixture.expect.handled?.map(({ subscriber, event }) => ({ subscriber, event }))
    await assertFails({ ...fixture, expect: { ...fixture.expect, ...(handled && { handled }) } })
  }
})

/** On every adapter that is always there and can run it. */
async function assertFails(fixture: FixtureCase): Promise<void> {
  for (const { name, needs, has, open } of eventBusFamily.adapters) {
    if (needs || !has(fixture)) continue
    const { run } = await open()
    await assert.rejects(run(fixture), { name: 'AssertionError' }, `${fixture.id} passes on ${name}`)
  }
}
