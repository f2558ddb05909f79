import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { describe, test } from 'node:test'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { MemoryEventBus } from '../../services/event-bus/memory-event-bus.ts'
import { FakeDynamoDB } from '../../testkit/index.ts'
import { fixtureCases } from './fixture-case.ts'
import { runCase } from './run-case.ts'
import { faultyClient, tableSubject } from './table-subject.ts'

const cases = fixtureCases()

test('the family has at least 60 cases, each of the form that its schema describes', () => {
  const schema = resolve(import.meta.dirname, '../../fixtures/event-bus.schema.json')
  const validate = new Ajv2020({ allErrors: true }).compile(JSON.parse(readFileSync(schema, 'utf8')))
  assert.ok(cases.length >= 60)
  for (const fixture of cases)
    assert.ok(validate(fixture), `${fixture.id}: ${JSON.stringify(validate.errors)}`)
})

describe('memory', () => {
  for (const fixture of cases.filter(({ given }) => given.needs !== 'store')) {
    test(`${fixture.id}: ${fixture.title}`, () =>
      runCase(fixture, async (options) => ({ bus: new MemoryEventBus(options) })))
  }
})

describe('fake DynamoDB', () => {
  const faulty = faultyClient(new FakeDynamoDB().client())
  for (const fixture of cases) {
    test(`${fixture.id}: ${fixture.title}`, () => runCase(fixture, tableSubject(fixture, faulty)))
  }
})
