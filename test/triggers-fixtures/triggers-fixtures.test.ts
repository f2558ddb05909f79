import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { describe, test } from 'node:test'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { eventShape } from './event-shape.ts'
import { fixtureCases } from './fixture-case.ts'
import { runCase } from './run-case.ts'

const cases = fixtureCases()

test('the family has at least 30 cases, each of the form that its schema describes, and none twice', () => {
  const schema = resolve(import.meta.dirname, '../../fixtures/triggers.schema.json')
  const validate = new Ajv2020({ allErrors: true }).compile(JSON.parse(readFileSync(schema, 'utf8')))
  assert.ok(cases.length >= 30)
  assert.equal(new Set(cases.map(({ id }) => id)).size, cases.length)
  for (const fixture of cases)
    assert.ok(validate(fixture), `${fixture.id}: ${JSON.stringify(validate.errors)}`)
})

test('every trigger has a default, and a response', () => {
  const triggers = cases.flatMap(({ steps }) =>
    steps.map((step) => ('build' in step ? step.build.trigger : step.invoke.trigger)),
  )
  const ids = cases.map(({ id }) => id)
  for (const trigger of new Set(triggers)) {
    assert.ok(ids.includes(`triggers/${trigger}-default`), trigger)
    assert.ok(
      ids.some((id) => id.startsWith(`triggers/${trigger}-response`)),
      trigger,
    )
  }
})

describe('cases', () => {
  for (const fixture of cases) test(`${fixture.id}: ${fixture.title}`, () => runCase(fixture))
})

describe('a built event has the members and types of the one that AWS sent', () => {
  for (const { id, source, expect } of cases.filter(({ source }) => source.captured !== undefined)) {
    test(id, () => assert.deepEqual(eventShape(expect.results[0]), eventShape(source.captured)))
  }
})
