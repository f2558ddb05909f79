import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { test } from 'node:test'
import { differencesPage } from './differences-page.ts'
import { knownDifferences } from './known-differences.ts'

test('the documentation lists the known differences: npm run docs:differences writes them', async () => {
  const page = new URL('../../../docs/fake-dynamodb-differences.md', import.meta.url)
  assert.equal(await readFile(page, 'utf8'), differencesPage())
})

test('every known difference has a title of its own', () => {
  assert.equal(new Set(knownDifferences.map(({ title }) => title)).size, knownDifferences.length)
})
