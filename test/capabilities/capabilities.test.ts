import assert from 'node:assert/strict'
import { globSync, readFileSync } from 'node:fs'
import { matchesGlob, resolve } from 'node:path'
import { test } from 'node:test'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { readCapabilities } from '../../scripts/contract/capability.ts'
import { type Digests, digestsOf, unversionedChanges } from '../../scripts/contract/digests.ts'
import { fixtureFiles, fixturesFolder, readFixtures } from '../../scripts/contract/fixture.ts'
import { casesOf, parityPage } from '../../scripts/contract/parity.ts'
import { paritySources, recordedDigests } from '../../scripts/contract/recorded.ts'
import { entryPoints, root } from '../../scripts/entry-points.ts'

const capabilities = readCapabilities()
const recorded = readFixtures('digests.json') as Digests

test('capabilities.json has the form that its schema describes, and each capability once', () => {
  const validate = new Ajv2020({ allErrors: true, allowUnionTypes: true }).compile(
    readFixtures('capabilities.schema.json') as object,
  )
  assert.ok(validate(readFixtures('capabilities.json')), JSON.stringify(validate.errors))
  for (const { id, area } of capabilities) assert.ok(id.startsWith(`${area}.`), id)
  assert.equal(new Set(capabilities.map(({ id }) => id)).size, capabilities.length)
})

test('what a capability exports is there', async () => {
  for (const { id, exports } of capabilities) {
    for (const { entryPoint, name } of exports) {
      assert.ok(name in (await import(entryPoint)), `${id}: ${entryPoint} exports no ${name}`)
    }
  }
})

test('every name that exists at run time belongs to a capability', async () => {
  const named = new Set(
    capabilities.flatMap(({ exports }) => exports.map(({ entryPoint, name }) => `${entryPoint} ${name}`)),
  )
  for (const { specifier } of entryPoints()) {
    const names = Object.keys(await import(specifier))
    assert.deepEqual(
      names.filter((name) => !named.has(`${specifier} ${name}`)),
      [],
      specifier,
    )
  }
})

test('every capability has cases', () => {
  for (const { id, fixtures } of capabilities) {
    for (const glob of fixtures)
      assert.ok(globSync(glob, { cwd: fixturesFolder }).length > 0, `${id}: ${glob}`)
  }
})

test('what the cases expect is what digests.json recorded: npm run fixtures:record', () => {
  const fixtures = fixtureFiles().map(({ fixture }) => fixture)
  const now = { ...digestsOf(capabilities, fixtures), ...recordedDigests() }
  assert.deepEqual(unversionedChanges(recorded, now), [])
  assert.deepEqual(now, recorded)
})

test('divergences.json has the form that its schema describes, and each code once', () => {
  const validate = new Ajv2020({ allErrors: true }).compile(readFixtures('divergences.schema.json') as object)
  assert.ok(validate(readFixtures('divergences.json')), JSON.stringify(validate.errors))
  const { divergences, recorded } = paritySources()
  assert.equal(new Set(divergences.map(({ code }) => code)).size, divergences.length)
  for (const { code, cases } of divergences) {
    for (const glob of cases)
      assert.ok(
        recorded.some((id) => matchesGlob(id, glob)),
        `${code}: ${glob}`,
      )
  }
})

test('every recorded case of AppTheory is about a capability', () => {
  const { recorded } = paritySources()
  const about = new Set(capabilities.flatMap((capability) => casesOf(capability, recorded)))
  assert.deepEqual(
    recorded.filter((id) => !about.has(id)),
    [],
  )
  for (const { id, recorded: globs = [] } of capabilities) {
    for (const glob of globs)
      assert.notEqual(casesOf({ recorded: [glob] }, recorded).length, 0, `${id}: ${glob}`)
  }
})

test('docs/parity.md is what the fixtures say: npm run docs:parity', () => {
  assert.equal(readFileSync(resolve(root, 'docs/parity.md'), 'utf8'), parityPage(paritySources()))
})
