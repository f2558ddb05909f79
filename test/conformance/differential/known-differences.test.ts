import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { test } from 'node:test'
import * as reasons from '../local-reasons.ts'
import { knownDifferences } from './known-differences.ts'

const HEADING = '## Differences from DynamoDB Local'

test('the documentation lists the known differences, each as the table has it', async () => {
  const section = await differencesSection()
  const documented = section
    .split(/^### /m)
    .slice(1)
    .map((part) => part.trim())
  const expected = knownDifferences.map(({ title, fake, local, decidedBy }) =>
    [title, '', `- The fake: ${fake}`, `- DynamoDB Local: ${local}`, `- Decided by: ${decidedBy}`].join('\n'),
  )
  assert.deepEqual(
    documented.filter((part) => !part.startsWith('In single cases')),
    expected,
  )
})

test('the documentation lists why conformance cases expect something else of DynamoDB Local', async () => {
  const section = await differencesSection()
  const [, list = ''] = section.split('### In single cases\n')
  const documented = list.split('\n').filter((line) => line.startsWith('- '))
  assert.deepEqual(
    documented,
    Object.values(reasons)
      .map((reason) => `- ${reason}.`)
      .sort(),
  )
})

test('every known difference has a title of its own', () => {
  assert.equal(new Set(knownDifferences.map(({ title }) => title)).size, knownDifferences.length)
})

async function differencesSection(): Promise<string> {
  const page = await readFile(new URL('../../../docs/fake-dynamodb.md', import.meta.url), 'utf8')
  const [, section] = page.split(`${HEADING}\n`)
  assert.ok(section, `docs/fake-dynamodb.md has no section ${HEADING}`)
  return section.split(/^## /m)[0] ?? ''
}
