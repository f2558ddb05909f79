import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { isAppTheoryError } from '../../errors.ts'
import { type EndpointRules, endpointFromOrigin } from './event-endpoint.ts'

const coded = (code: string) => (error: unknown) => isAppTheoryError(error) && error.code === code
const refused = (code: string, message: string, data: object = {}) => ({
  code,
  message,
  cause: { package: 'apptheory-middy', data },
})
const missing = refused(
  'websocket.missing_endpoint',
  'the endpoint of the connections is unknown: pass `endpoint`',
)
const invalid = (source: string, reason: string) =>
  refused('websocket.invalid_endpoint', `${source} ${reason}`, { source })
const noHostName = invalid('requestContext.domainName', 'is not a host name')

const apiHost = 'abc123.execute-api.eu-west-1.amazonaws.com'
const a = (length: number) => 'a'.repeat(length)

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

test('useApiId has its stage, its API ID and its region', () => {
  const rules: EndpointRules = { useApiId: true, region: 'eusc-de-east-1' }
  const at = (apiId: unknown, stage: unknown = 'prod') => endpointFromOrigin({ apiId, stage }, rules)

  for (const apiId of ['a', '0', 'abc123', a(64)]) {
    assert.equal(at(apiId), `https://${apiId}.execute-api.eusc-de-east-1.amazonaws.eu/prod`)
  }
  for (const apiId of [undefined, null, '', 5, ['abc']])
    assert.throws(() => at(apiId), missing, String(apiId))
  for (const apiId of [a(65), 'ABC', 'a-b', 'a.b', '/abc', 'abc/', 'abc\n', 'evil.example/abc']) {
    assert.throws(() => at(apiId), invalid('requestContext.apiId', 'is not an API ID'), apiId)
  }
  assert.throws(() => at('abc', ''), missing)
  for (const region of [undefined, '']) {
    assert.throws(
      () => endpointFromOrigin({ apiId: 'abc', stage: 'prod' }, { useApiId: true, region }),
      refused('websocket.missing_region', 'the region for the signature is unknown: pass `region`'),
    )
  }
})

test('a custom domain has a name as DNS has names', () => {
  const longest = `${a(63)}.${a(63)}.${a(63)}.${a(61)}`
  assert.equal(longest.length, 253)
  for (const domainName of [
    'a.co',
    'a.b.co',
    '1.example.com',
    'a-1--b.example.com',
    'a.b2',
    `${a(63)}.example`,
    `a.${a(63)}`,
    longest,
  ]) {
    assert.equal(endpointFromOrigin({ domainName }), `https://${domainName}`)
  }
  for (const domainName of [
    'a',
    'a.c',
    '.a.co',
    'a.co.',
    'a..co',
    '-a.co',
    'a-.co',
    'a.-co',
    'a.co-',
    'a.1co',
    '127.0.0.1',
    'a_b.example.com',
    'bücher.example',
    `${a(64)}.example`,
    `a.${a(64)}`,
    `${longest}a`,
    'a.co\n',
    'a.co/x',
  ]) {
    assert.throws(() => endpointFromOrigin({ domainName }), noHostName, domainName)
  }
})

test('an event without a domain name says too little', () => {
  for (const domainName of [undefined, null, '', 5, ['a.example.com']]) {
    assert.throws(() => endpointFromOrigin({ domainName, stage: 'prod' }), missing, String(domainName))
  }
})

test('a stage is written as API Gateway has stages', () => {
  const at = (stage: unknown) => endpointFromOrigin({ domainName: apiHost, stage })

  for (const stage of ['p', '$default', 'a-b_C9', a(128)])
    assert.equal(at(stage), `https://${apiHost}/${stage}`)
  for (const stage of [undefined, null, '']) assert.throws(() => at(stage), missing, String(stage))
  for (const stage of [a(129), 'a/b', '/a', 'a/', 'a b', 'a.b', 'a?b', 'ä', 'a\n', 5, true, ['prod']]) {
    assert.throws(
      () => at(stage),
      invalid('requestContext.stage', 'is not the name of a stage'),
      String(stage),
    )
  }
})

test('an execute-api host is that of the API, where the event names one', () => {
  const at = (apiId: unknown) => endpointFromOrigin({ domainName: apiHost, stage: 'prod', apiId })

  for (const apiId of [undefined, 'abc123', 'ABC123']) assert.equal(at(apiId), `https://${apiHost}/prod`)
  for (const apiId of ['abc12', 'abc', 'bc123', 'abc1234', '', 5]) {
    assert.throws(
      () => at(apiId),
      invalid('requestContext.domainName', 'is the host of another API'),
      String(apiId),
    )
  }
})

test('a host that only looks like execute-api is refused, not taken for a custom domain', () => {
  for (const domainName of [
    'execute-api.us-east-1.amazonaws.com',
    'abc.execute-api.us-east-1.evil.example',
    'abc.execute-api.us-east-1.amazonaws.com.cn',
    'ABC.EXECUTE-API.example.com',
    'execute-api.example.com',
  ]) {
    assert.throws(
      () => endpointFromOrigin({ domainName, stage: 'prod' }),
      invalid('requestContext.domainName', 'is not a host of execute-api'),
      domainName,
    )
  }
  assert.equal(
    endpointFromOrigin({ domainName: 'my-execute-api.example.com' }),
    'https://my-execute-api.example.com',
  )
})

test('a base path has as many slashes around it as one likes', () => {
  const at = (basePath: string | undefined) =>
    endpointFromOrigin({ domainName: 'a.example.com' }, { basePath })

  for (const basePath of [undefined, '', '/', '///']) assert.equal(at(basePath), 'https://a.example.com')
  for (const basePath of ['chat', '/chat', 'chat/', '//chat//', '///chat/']) {
    assert.equal(at(basePath), 'https://a.example.com/chat')
  }
  for (const path of ['v1/chat', 'a/b/c', 'A_1', "$-.+!*'()~", 'a.b']) {
    assert.equal(at(path), `https://a.example.com/${path}`)
  }
  for (const basePath of [
    'a//b',
    '..',
    'a/../b',
    'a..b',
    'a b',
    ' a',
    'a?',
    '?a',
    'a#b',
    'a%2fb',
    'a/@',
    'ä',
    'a\\b',
  ]) {
    assert.throws(() => at(basePath), invalid('basePath', 'is not a path'), basePath)
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
