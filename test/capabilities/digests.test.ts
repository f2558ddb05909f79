import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Capability } from '../../scripts/contract/capability.ts'
import { digestsOf, unversionedChanges } from '../../scripts/contract/digests.ts'
import type { Fixture } from '../../scripts/contract/fixture.ts'

const fixture: Fixture = {
  id: 'rate-limit/one',
  capability: 'rate-limit.fixed-window',
  title: 'one request is admitted',
  given: { clock: '2026-03-01T10:00:00.000Z', strategy: { limit: 1 } },
  steps: [{ checkAndIncrement: {} }],
  expect: { results: [{ allowed: true }] },
}
const recorded = digests('1', [fixture])

test('a case that comes needs no version', () => {
  assert.deepEqual(
    unversionedChanges(recorded, digests('1', [fixture, { ...fixture, id: 'rate-limit/two' }])),
    [],
  )
})

test('a title and the order of names are no expectation', () => {
  const { strategy, clock } = fixture.given as Record<string, unknown>
  const same = { ...fixture, title: 'another title', given: { strategy, clock } }
  assert.deepEqual(unversionedChanges(recorded, digests('1', [same])), [])
})

for (const [what, changed] of Object.entries({
  'what is given': { given: { clock: '2026-03-01T10:00:00.001Z' } },
  'a step': { steps: [{ checkLimit: {} }] },
  'what is expected': { expect: { results: [{ allowed: false }] } },
})) {
  test(`${what} needs a version to change`, () => {
    const now = [{ ...fixture, ...changed }]
    assert.deepEqual(unversionedChanges(recorded, digests('1', now)), [
      'rate-limit/one changed, and the version of rate-limit.fixed-window is still 1',
    ])
    assert.deepEqual(unversionedChanges(recorded, digests('2', now)), [])
  })
}

test('a case needs a version to go, and a version never goes back', () => {
  assert.deepEqual(unversionedChanges(recorded, digests('1', [])), [
    'rate-limit/one is gone, and the version of rate-limit.fixed-window is still 1',
  ])
  assert.deepEqual(unversionedChanges(digests('2', []), digests('1', [])), [
    'the version of rate-limit.fixed-window goes back',
  ])
})

test('a capability may not go', () => {
  assert.deepEqual(unversionedChanges(recorded, {}), ['rate-limit.fixed-window is required, and gone'])
})

function digests(version: string, fixtures: readonly Fixture[]) {
  return digestsOf([{ id: 'rate-limit.fixed-window', version } as Capability], fixtures)
}
