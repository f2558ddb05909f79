import assert from 'node:assert/strict'
import { globSync } from 'node:fs'
import { test } from 'node:test'
import { readCapabilities } from '../../scripts/contract/capability.ts'
import { fixtureFiles, fixturesFolder } from '../../scripts/contract/fixture.ts'
import { recordedFiles } from '../../scripts/contract/recorded.ts'
import { appTheoryFamilies } from '../fixture-runner/apptheory/apptheory-families.ts'
import { allFamilies, families } from '../fixture-runner/families.ts'
import { fixtureValidation } from '../fixture-runner/fixture-schema.ts'

const files = fixtureFiles()

test('every case has the form that schema.json and the schema of its family describe', () => {
  const problemsOf = fixtureValidation()
  assert.deepEqual(
    files.flatMap(({ file, fixture }) => {
      const problems = problemsOf(fixture)
      return problems ? [`${file}: ${problems}`] : []
    }),
    [],
  )
  assert.match(problemsOf({ ...files[0]?.fixture, given: { unheard: 'of' } }) ?? '', /given/)
})

test('every case has the name of its file, and every file is where a family looks for it', () => {
  for (const { file, fixture } of files) assert.equal(`${fixture.id}.json`, file)
  const run = families.flatMap(({ cases }) => cases().map(({ id }) => `${id}.json`))
  assert.deepEqual(run.sort(), globSync('!(apptheory)/**/*', { cwd: fixturesFolder }).sort())
})

test('every file of recorded cases is a family', () => {
  const files = recordedFiles().map(({ name }) => `apptheory/${name}`)
  assert.deepEqual(appTheoryFamilies.map(({ name }) => name).sort(), files)
})

test('every case is run by an adapter that is always there', () => {
  for (const { cases, adapters } of allFamilies) {
    const always = adapters.filter(({ needs }) => !needs)
    for (const fixture of cases())
      assert.ok(
        always.some((adapter) => adapter.has(fixture)),
        fixture.id,
      )
  }
})

test('every case is one of the capability that it names', () => {
  const capabilities = new Map(readCapabilities().map((capability) => [capability.id, capability]))
  const filesOf = new Map([...capabilities].map(([id, { fixtures }]) => [id, new Set(matching(fixtures))]))
  for (const { file, fixture } of files) {
    assert.ok(filesOf.get(fixture.capability)?.has(file), `${file} names ${fixture.capability}`)
  }
})

test('the families are large enough to mean something', () => {
  const least = { 'rate-limit': 60, 'event-bus': 60, websocket: 110, streaming: 50, triggers: 30 }
  for (const { name, cases } of families) {
    assert.ok(cases().length >= least[name as keyof typeof least], `${name}: ${cases().length}`)
  }
})

function matching(globs: readonly string[]): readonly string[] {
  return globs.flatMap((glob) => globSync(glob, { cwd: fixturesFolder }))
}
