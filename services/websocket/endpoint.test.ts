import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { isAppTheoryError } from '../../errors.ts'
import { partitionOfRegion, regionOfHost } from './aws-host.ts'
import { normalizeEndpoint } from './endpoint.ts'
import { endpointFromOrigin } from './event-endpoint.ts'

const coded = (code: string) => (error: unknown) => isAppTheoryError(error) && error.code === code

test('a stage belongs to an execute-api host, and to no custom domain', () => {
  const stage = 'prod'
  const api = { domainName: 'abc123.execute-api.eu-west-1.amazonaws.com', stage, apiId: 'abc123' }
  assert.equal(endpointFromOrigin(api), 'https://abc123.execute-api.eu-west-1.amazonaws.com/prod')
  const custom = { domainName: 'Chat.Example.com', stage, apiId: 'abc123' }
  assert.equal(endpointFromOrigin(custom), 'https://chat.example.com')
  assert.equal(endpointFromOrigin(custom, { basePath: '/v1/chat/' }), 'https://chat.example.com/v1/chat')
})

test('useApiId passes a custom domain by, in the partition of the region', () => {
  const origin = { domainName: 'chat.example.com', stage: 'prod', apiId: 'abc123' }
  const at = (region: string) => endpointFromOrigin(origin, { useApiId: true, region })
  assert.equal(at('us-east-1'), 'https://abc123.execute-api.us-east-1.amazonaws.com/prod')
  assert.equal(at('cn-north-1'), 'https://abc123.execute-api.cn-north-1.amazonaws.com.cn/prod')
  assert.throws(() => endpointFromOrigin(origin, { useApiId: true }), coded('websocket.missing_region'))
})

test('a host names its region in every partition, and a host of nobody names none', () => {
  for (const region of ['us-east-1', 'us-gov-west-1', 'cn-north-1', 'eusc-de-east-1', 'us-isob-east-1']) {
    const { dnsSuffix, dualStackDnsSuffix } = partitionOfRegion(region)
    assert.equal(regionOfHost(`a1.execute-api.${region}.${dnsSuffix}`), region)
    assert.equal(regionOfHost(`a1.execute-api.${region}.${dualStackDnsSuffix}`), region)
    assert.equal(regionOfHost(`vpce-1.execute-api.${region}.vpce.${dnsSuffix}`), region)
  }
  for (const host of [
    'a1.execute-api.us-east-1.amazonaws.com.evil.example',
    'chat.example.com',
    '127.0.0.1',
  ]) {
    assert.equal(regionOfHost(host), undefined)
  }
})

test('a host that is not what it looks like is refused', () => {
  const hostile = [
    'evil.example/abc.execute-api.us-east-1.amazonaws.com',
    'abc.execute-api.us-east-1.amazonaws.com@evil.example',
    'user:secret@evil.example',
    'abc.execute-api.us-east-1.amazonaws.com.evil.example',
    'abc.execute-api.us-east-1.evil.example',
    'other.execute-api.us-east-1.amazonaws.com',
    'evil.example\r\nx-injected: 1',
    'evil.example#.execute-api.us-east-1.amazonaws.com',
    'evil.example:8080',
    '169.254.169.254',
    '[::1]',
    'localhost',
    'a..b.example',
    ' chat.example.com',
  ]
  for (const domainName of hostile) {
    assert.throws(
      () => endpointFromOrigin({ domainName, stage: 'prod', apiId: 'abc' }),
      coded('websocket.invalid_endpoint'),
      domainName,
    )
  }
})

test('law: whatever a domain name is, the endpoint calls that very host or there is none', () => {
  const part = fc.constantFrom(
    'a',
    '.',
    '/',
    '@',
    ':',
    '#',
    '?',
    '\r\n',
    '%2f',
    'evil.example',
    'execute-api',
  )
  fc.assert(
    fc.property(fc.array(part, { maxLength: 12 }), fc.string(), (parts, stage) => {
      const domainName = parts.join('')
      let endpoint: string
      try {
        endpoint = endpointFromOrigin({ domainName, stage })
      } catch (error) {
        assert.ok(isAppTheoryError(error))
        return
      }
      const { host, username, password, search, hash } = new URL(endpoint)
      assert.deepEqual([host, username, password, search, hash], [domainName.toLowerCase(), '', '', '', ''])
    }),
    { numRuns: 2000 },
  )
})

test('an explicit endpoint is written in any of the usual ways', () => {
  const cases: [string, string][] = [
    ['wss://a.example.com/prod/', 'https://a.example.com/prod'],
    ['ws://127.0.0.1:3001', 'http://127.0.0.1:3001'],
    ['A.example.com/prod', 'https://a.example.com/prod'],
    ['localhost:3001', 'https://localhost:3001'],
    ['HTTPS://a.example.com', 'https://a.example.com'],
  ]
  for (const [written, endpoint] of cases) assert.equal(normalizeEndpoint(written), endpoint)
  for (const nothing of [undefined, null, '', '  ']) {
    assert.throws(() => normalizeEndpoint(nothing), coded('websocket.missing_endpoint'))
  }
  for (const wrong of [
    'ftp://a.example',
    'https://u:p@a.example',
    'https:///x',
    'a.example/../b',
    'a?b',
    'a#b',
    5,
  ]) {
    assert.throws(() => normalizeEndpoint(wrong), coded('websocket.invalid_endpoint'), String(wrong))
  }
})
