import assert from 'node:assert/strict'
import { test } from 'node:test'
import { requestIdOf } from './request-id.ts'

test('a request has the ID that the caller gave it, else that of the invocation', () => {
  const context = { awsRequestId: 'aws-1' }
  const cases: readonly (readonly [unknown, string])[] = [
    [{ headers: { 'x-request-id': ' mine ' } }, 'mine'],
    [{ headers: { 'X-Request-ID': 'mine' } }, 'mine'],
    [{ headers: null, multiValueHeaders: { 'x-request-id': ['mine', 'other'] } }, 'mine'],
    [{ headers: { 'x-request-id': ' ' } }, 'aws-1'],
    [{ headers: { 'x-request-id': 7 } }, 'aws-1'],
    [{}, 'aws-1'],
    [null, 'aws-1'],
    ['text', 'aws-1'],
  ]
  for (const [event, id] of cases) assert.equal(requestIdOf(event, context), id, JSON.stringify(event))
  for (const nothing of [undefined, null, {}, { awsRequestId: 7 }])
    assert.equal(requestIdOf({}, nothing), undefined)
})
