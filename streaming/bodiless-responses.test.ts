import assert from 'node:assert/strict'
import { test } from 'node:test'
import { isBodiless, isEventStream } from './response-metadata.ts'

const restEvent = { httpMethod: 'GET', requestContext: { stage: 'prod' } }
const functionUrlEvent = { version: '2.0', requestContext: { http: { method: 'GET' } } }

test('204, 304 and whatever answers HEAD have no body', () => {
  for (const statusCode of [204, 304]) {
    for (const event of [functionUrlEvent, restEvent, undefined, null]) {
      assert.equal(isBodiless(statusCode, event), true)
    }
  }
  for (const event of [
    { httpMethod: 'HEAD' },
    { httpMethod: 'head' },
    { httpMethod: 'HEAD', requestContext: { http: { method: 'GET' } } },
    { requestContext: { http: { method: 'HEAD' } } },
    { httpMethod: null, requestContext: { http: { method: 'Head' } } },
  ]) {
    assert.equal(isBodiless(200, event), true, JSON.stringify(event))
  }
})

test('any other response has a body', () => {
  for (const statusCode of [200, 203, 205, 303, 305, 404, 500, Number.NaN]) {
    assert.equal(isBodiless(statusCode, functionUrlEvent), false, String(statusCode))
  }
  for (const event of [
    restEvent,
    { httpMethod: 'GET', requestContext: { http: { method: 'HEAD' } } },
    { httpMethod: ['HEAD'] },
    { httpMethod: 5 },
    { requestContext: { http: { method: ['HEAD'] } } },
    { requestContext: { http: {} } },
    { requestContext: { http: null } },
    { requestContext: {} },
    { requestContext: null },
    {},
    null,
    undefined,
    'HEAD',
  ]) {
    assert.equal(isBodiless(200, event), false, JSON.stringify(event))
  }
})

test('an event stream is one by its content type', () => {
  const isStream = (contentType: string) =>
    isEventStream({ statusCode: 200, headers: { 'content-type': contentType } })

  for (const contentType of [
    'text/event-stream',
    'Text/Event-Stream',
    'text/event-stream;charset=utf-8',
    'text/event-stream ; charset=utf-8',
    '\t text/event-stream \t',
  ]) {
    assert.equal(isStream(contentType), true, contentType)
  }
  for (const contentType of [
    '',
    'text/plain',
    'text/event-streams',
    'text/event-stream+json',
    'text/event-stream charset=utf-8',
    'xtext/event-stream',
    'application/json; of=text/event-stream',
  ]) {
    assert.equal(isStream(contentType), false, contentType)
  }
  assert.equal(isEventStream({ statusCode: 200, headers: {} }), false)
  assert.equal(isEventStream({ statusCode: 200, headers: { accept: 'text/event-stream' } }), false)
})
