import assert from 'node:assert/strict'
import { test } from 'node:test'
import { invalidEndpoint, missingRegion, normalizeEndpoint } from './endpoint.ts'

const refused = (code: string, message: string, data: object = {}) => ({
  code,
  message,
  cause: { package: 'apptheory-middy', data },
})
const missing = refused(
  'websocket.missing_endpoint',
  'the endpoint of the connections is unknown: pass `endpoint`',
)
const invalid = (reason: string) =>
  refused('websocket.invalid_endpoint', `endpoint ${reason}`, { source: 'endpoint' })

test('an explicit endpoint is written in any of the usual ways', () => {
  const cases: [string, string][] = [
    ['https://a.example.com', 'https://a.example.com'],
    ['http://a.example.com', 'http://a.example.com'],
    ['wss://a.example.com/prod/', 'https://a.example.com/prod'],
    ['ws://127.0.0.1:3001', 'http://127.0.0.1:3001'],
    ['ws://[::1]:3001/a', 'http://[::1]:3001/a'],
    ['A.example.com/prod', 'https://a.example.com/prod'],
    ['localhost:3001', 'https://localhost:3001'],
    ['HTTPS://a.example.com', 'https://a.example.com'],
    ['WsS://a.example.com/Prod', 'https://a.example.com/Prod'],
    ['https://a.example.com:443/prod', 'https://a.example.com/prod'],
    ['https://a.example.com/', 'https://a.example.com'],
    ['https://a.example.com///', 'https://a.example.com'],
    ['  https://a.example.com/x \n', 'https://a.example.com/x'],
    ['\ta.example.com ', 'https://a.example.com'],
    ['https://a.example.com/v1/prod//', 'https://a.example.com/v1/prod'],
    ['https://a.example.com/$default', 'https://a.example.com/$default'],
  ]
  for (const [written, endpoint] of cases) assert.equal(normalizeEndpoint(written), endpoint, written)
})

test('only the start of an endpoint is a scheme', () => {
  assert.equal(normalizeEndpoint('a.example.com/ws://x'), 'https://a.example.com/ws://x')
  assert.equal(normalizeEndpoint('http://a.example.com/wss://x'), 'http://a.example.com/wss://x')
})

test('an endpoint of nothing is missing', () => {
  for (const nothing of [undefined, null, '', ' ', ' \t\r\n']) {
    assert.throws(() => normalizeEndpoint(nothing), missing, String(nothing))
  }
})

test('an endpoint that is not text is refused', () => {
  for (const wrong of [5, 0, true, {}, [], ['https://a.example'], new URL('https://a.example')]) {
    assert.throws(() => normalizeEndpoint(wrong), invalid('must be a string'), String(wrong))
  }
})

test('an endpoint with a character that leads elsewhere is refused', () => {
  for (const wrong of [
    'https://u:p@a.example',
    'https://u@a.example',
    'a.example/../b',
    'a..example',
    'a.example?b',
    'a.example#b',
    'a.example\\b',
    'a.example/%2e%2e/b',
    'a. example',
    'https:// a.example',
    'a.example/\r\nx: 1',
    'a.example/\u0000',
    'a.example/\u007f',
    'a.example/\u2028b',
  ]) {
    assert.throws(
      () => normalizeEndpoint(wrong),
      invalid('contains a character that an endpoint may not contain'),
      wrong,
    )
  }
})

test('an endpoint with another scheme is refused', () => {
  for (const wrong of [
    'ftp://a.example',
    'file:///etc/hosts',
    'h2+x.y-z://a',
    'httpss://a',
    'constructor://a',
  ]) {
    assert.throws(() => normalizeEndpoint(wrong), invalid('must begin with https, http, wss or ws'), wrong)
  }
})

test('an endpoint without a host is refused', () => {
  for (const wrong of [
    'https://',
    'https:///x',
    'wss:////x',
    '/prod',
    '//a.example',
    'https://[::1',
    'a:b',
    'https:/a.example/prod',
    '1x://a.example',
    'a.example:',
  ]) {
    assert.throws(() => normalizeEndpoint(wrong), invalid('is not a URL'), wrong)
  }
})

test('a refusal names its source', () => {
  const error = invalidEndpoint('is not a path', 'basePath')

  assert.equal(error.message, 'basePath is not a path')
  assert.deepEqual(error.cause, { package: 'apptheory-middy', data: { source: 'basePath' } })
})

test('a missing region says what to pass', () => {
  assert.throws(
    () => {
      throw missingRegion()
    },
    refused('websocket.missing_region', 'the region for the signature is unknown: pass `region`'),
  )
})
