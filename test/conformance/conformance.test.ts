import assert from 'node:assert/strict'
import { test } from 'node:test'
import { FakeDynamoDB } from '../../testkit/fake-dynamodb/index.ts'
import { cases } from './cases/index.ts'
import type { Expected } from './conformance-case.ts'
import { registerCases } from './run-cases.ts'

const client = new FakeDynamoDB().client()

registerCases(() => client, 'service')

test('every case has an id of its own', () => {
  assert.equal(new Set(cases.map(({ id }) => id)).size, cases.length)
})

test('errors are tried at least as often as successes', () => {
  const refused = cases.filter(({ steps }) => steps.some(({ expected }) => isRefusal(expected)))
  assert.ok(refused.length * 2 >= cases.length, `${refused.length} of ${cases.length}`)
})

function isRefusal(expected: Expected): boolean {
  return 'error' in expected
}
