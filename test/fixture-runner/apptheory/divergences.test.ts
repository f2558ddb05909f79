import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Divergence } from '../../../scripts/contract/divergence.ts'
import { divergingCodes } from './divergences.ts'

const documented: readonly Divergence[] = [
  {
    code: 'longer',
    appTheory: '',
    here: '',
    why: '',
    differs: ['items.*.ttl'],
    cases: ['apptheory/items/*-go'],
  },
  {
    code: 'memory-only',
    appTheory: '',
    here: '',
    why: '',
    differs: ['count'],
    cases: ['apptheory/items/x-go'],
    adapters: ['memory'],
  },
]
const codes = (id: string, actual: unknown, expected: unknown, adapter = 'table'): readonly string[] =>
  divergingCodes({ id, adapter }, { actual, expected }, documented)

test('a case without a difference holds', () => {
  assert.deepEqual(codes('apptheory/items/y-ts', { count: 1 }, { count: 1 }), [])
})

test('a difference has to be documented for the case', () => {
  const [actual, expected] = [{ items: [{ ttl: 2 }] }, { items: [{ ttl: 1 }] }]
  assert.deepEqual(codes('apptheory/items/y-go', actual, expected), ['longer'])
  assert.throws(() => codes('apptheory/items/y-ts', actual, expected), { message: /at items\.0\.ttl/ })
  assert.throws(() => codes('apptheory/items/y-go', { items: [{ ttl: 2, pk: 'a' }] }, expected), {
    message: /at items\.0\.pk/,
  })
})

test('a documented difference has to be there', () => {
  assert.throws(() => codes('apptheory/items/y-go', { count: 1 }, { count: 1 }), { message: /longer/ })
})

test('a difference may be one of some adapters only', () => {
  const [actual, expected] = [
    { count: 2, items: [{ ttl: 2 }] },
    { count: 1, items: [{ ttl: 1 }] },
  ]
  assert.deepEqual(codes('apptheory/items/x-go', actual, expected, 'in memory'), ['longer', 'memory-only'])
  assert.throws(() => codes('apptheory/items/x-go', actual, expected, 'table'), { message: /at count/ })
})
