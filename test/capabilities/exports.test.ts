import assert from 'node:assert/strict'
import { test } from 'node:test'
import { changedExports, exportLists, recordedExportLists } from '../../scripts/export-lists.ts'

test('every entry point exports what api/exports.json lists: npm run api:update', async () => {
  assert.deepEqual(changedExports(recordedExportLists(), await exportLists()), [])
})

test('a name that goes and one that comes are both a change', () => {
  assert.deepEqual(changedExports({ a: ['gone', 'same'], b: ['x'] }, { a: ['new', 'same'] }), [
    '- a gone',
    '+ a new',
    '- b x',
  ])
})
