import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  ApiGatewayManagementApiClient,
  type ApiGatewayManagementApiClientConfig,
} from '@aws-sdk/client-apigatewaymanagementapi'
import { defaultProvider } from '@aws-sdk/credential-provider-node'
import fc from 'fast-check'
import { isAppTheoryError } from '../../errors.ts'
import { countReachable } from '../../test/integration/heap.ts'
import { FakeWebSocketManagement, ManualClock } from '../../testkit/index.ts'
import type { CredentialsSource } from './credentials.ts'
import { WebSocketManagementClient } from './management-client.ts'
import type { WebSocketManagementClientOptions } from './sdk-client.ts'

const credentials = { accessKeyId: 'AKIA', secretAccessKey: 'secret' }
const endpoint = 'wss://abc123.execute-api.eu-west-1.amazonaws.com/prod'
const coded = (code: string) => (error: unknown) => isAppTheoryError(error) && error.code === code

function setUp(options: WebSocketManagementClientOptions = {}) {
  const clock = new ManualClock('2026-03-01T10:00:00.000Z')
  const fake = new FakeWebSocketManagement({ clock })
  const clientOptions = { requestHandler: fake.requestHandler() }
  const client = new WebSocketManagementClient({ endpoint, credentials, clock, clientOptions, ...options })
  return { clock, fake, client }
}

/** Moves the clock until `work` is done. */
async function whileAdvancing<TResult>(clock: ManualClock, work: Promise<TResult>): Promise<TResult> {
  let done = false
  const finished = work.finally(() => {
    done = true
  })
  while (!done) await clock.advanceAsync(10)
  return finished
}

test('posts, reads and closes at the endpoint: text and bytes as they are, objects as JSON', async () => {
  const { fake, client } = setUp()
  fake.connect('a=', { sourceIp: '198.51.100.7', userAgent: 'tester' })

  await client.postToConnection('a=', 'text')
  await client.postToConnection('a=', Uint8Array.of(255, 0))
  await client.postToConnection('a=', new Uint16Array([0x4141]))
  await client.postToConnection('a=', { ä: 1 })
  const info = await client.getConnection('a=')
  await client.deleteConnection('a=')

  const at = { endpoint: 'https://abc123.execute-api.eu-west-1.amazonaws.com/prod', connectionId: 'a=' }
  assert.deepEqual(fake.calls, [
    { operation: 'PostToConnection', ...at, data: 'text' },
    { operation: 'PostToConnection', ...at, data: Uint8Array.of(255, 0) },
    { operation: 'PostToConnection', ...at, data: 'AA' },
    { operation: 'PostToConnection', ...at, data: '{"ä":1}' },
    { operation: 'GetConnection', ...at },
    { operation: 'DeleteConnection', ...at },
  ])
  assert.deepEqual(info, {
    connectedAt: new Date('2026-03-01T10:00:00.000Z'),
    lastActiveAt: new Date('2026-03-01T10:00:00.000Z'),
    identity: { sourceIp: '198.51.100.7', userAgent: 'tester' },
  })
  await assert.rejects(client.getConnection('a='), coded('websocket.gone'))
})

test('two seconds of throttling: all delivered, with jitter, within maxAttempts', async () => {
  const clock = new ManualClock('2026-03-01T10:00:00.000Z')
  const fake = new FakeWebSocketManagement({ clock })
  const ids = Array.from({ length: 300 }, (_, i) => `c${i}`)
  for (const id of ids) fake.connect(id)
  const throttledUntil = clock.now() + 2000
  const attempts: { readonly id: string; readonly at: number; readonly header: string | undefined }[] = []
  const handler = fake.requestHandler()
  const requestHandler = {
    ...handler,
    async handle(request: { readonly path: string; readonly headers: Record<string, string> }) {
      const at = clock.now()
      attempts.push({
        id: request.path.split('/').at(-1) ?? '',
        at,
        header: request.headers['amz-sdk-request'],
      })
      if (at >= throttledUntil) return handler.handle(request as never)
      const headers = { 'x-amzn-errortype': 'LimitExceededException' }
      return { response: { statusCode: 429, headers, body: new Uint8Array() } }
    },
  }
  const client = new WebSocketManagementClient({
    endpoint,
    credentials,
    clock,
    clientOptions: { requestHandler },
  })

  const result = await whileAdvancing(clock, client.broadcast(ids, 'hello', { concurrency: 100 }))

  assert.deepEqual([result.sent.length, result.gone, result.failed], [300, [], []])
  const first = Map.groupBy(attempts, ({ id }) => id)
  const counts = [...first.values()].map(({ length }) => length)
  assert.equal(Math.max(...counts), 3)
  assert.equal(attempts.filter(({ header }) => header === 'attempt=3; max=3').length, 100)
  const secondAttempts = [...first.values()].flatMap(([, second]) => (second ? [second.at] : []))
  assert.ok(new Set(secondAttempts).size > 40, `retries at ${new Set(secondAttempts).size} different times`)
})

test('throttling and failures are retried up to maxAttempts, and errors of the caller never', async () => {
  const attemptsOf = async (error: 400 | 403 | 410 | 413 | 429 | 500 | 503 | 'connection-reset') => {
    const { clock, fake, client } = setUp({ maxAttempts: 4 })
    fake.connect('a')
    fake.inject({ error, times: 10 })
    const code = await whileAdvancing(
      clock,
      client.postToConnection('a', 'x').then(
        () => 'sent',
        (failure) => failure.code,
      ),
    )
    return [code, fake.calls.length]
  }
  assert.deepEqual(await attemptsOf(429), ['websocket.throttled', 4])
  assert.deepEqual(await attemptsOf(500), ['websocket.unavailable', 4])
  assert.deepEqual(await attemptsOf(503), ['websocket.unavailable', 4])
  assert.deepEqual(await attemptsOf('connection-reset'), ['websocket.unavailable', 4])
  assert.deepEqual(await attemptsOf(400), ['websocket.invalid_connection', 1])
  assert.deepEqual(await attemptsOf(403), ['websocket.forbidden', 1])
  assert.deepEqual(await attemptsOf(410), ['websocket.gone', 1])
  assert.deepEqual(await attemptsOf(413), ['websocket.payload_too_large', 1])
})

test('requests wait for a socket, and release it while they wait for a retry', async () => {
  const clock = new ManualClock()
  const ids = Array.from({ length: 120 }, (_, i) => `c${i}`)
  let [inFlight, most] = [0, 0]
  const throttled = new Set(ids.slice(0, 50))
  const handle = async ({ path }: { path: string }) => {
    inFlight += 1
    most = Math.max(most, inFlight)
    await new Promise(setImmediate)
    inFlight -= 1
    const statusCode = throttled.delete(path.split('/').at(-1) ?? '') ? 429 : 200
    return { response: { statusCode, headers: {}, body: new Uint8Array() } }
  }
  const createClient = (config: ApiGatewayManagementApiClientConfig) => {
    const client = new ApiGatewayManagementApiClient(config)
    client.config.requestHandler.handle = handle as never
    return client
  }
  const client = new WebSocketManagementClient({ endpoint, credentials, clock, createClient })

  const broadcast = client.broadcast(ids, 'hello', { concurrency: 120 })
  await client.postToConnection('last', 'hello')
  const { sent, failed } = await whileAdvancing(clock, broadcast)

  assert.deepEqual([sent.length, failed, throttled.size, most], [120, [], 0, 50])
})

test('a connection is closed although the answer that said so was lost', async () => {
  const { clock, fake, client } = setUp()
  fake.connect('a')
  fake.inject({ error: 'connection-reset', operation: 'DeleteConnection' })
  const closing = client.deleteConnection('a')
  fake.disconnect('a')
  await whileAdvancing(clock, closing)
  assert.equal(fake.calls.length, 2)
  await assert.rejects(client.deleteConnection('a'), coded('websocket.gone'))
})

test('a clock without timers waits on the timers of the machine, which keep the process alive', async () => {
  const { fake, client } = setUp({ clock: { now: () => 0 }, random: () => 0 })
  fake.connect('a')
  fake.inject({ error: 503 })
  await client.postToConnection('a', 'x')
  assert.equal(fake.calls.length, 2)
})

test('what cannot be sent is refused before anything is', async () => {
  const { fake, client } = setUp()
  const circular: { self?: object } = {}
  circular.self = circular
  const ids = [
    '',
    ' ',
    'a b',
    'a/b',
    '..',
    'a..b',
    '.',
    '../../evil',
    'a\\b',
    'a%2fb',
    'a?b',
    'a#b',
    'a\r\nb',
    null,
    5,
    {},
  ]
  for (const id of ids) {
    const invalid = coded('websocket.invalid_connection')
    await assert.rejects(client.postToConnection(id as string, 'x'), invalid, String(id))
    await assert.rejects(client.getConnection(id as string), invalid)
    await assert.rejects(client.deleteConnection(id as string), invalid)
  }
  const refuses = { toJSON: () => assert.fail('refuses') }
  for (const data of [
    undefined,
    null,
    5,
    true,
    circular,
    { n: 1n },
    refuses,
    { toJSON: () => undefined },
    () => 'x',
  ]) {
    await assert.rejects(client.postToConnection('a', data as never), coded('websocket.invalid_data'))
    await assert.rejects(client.broadcast(['a'], data as never), coded('websocket.invalid_data'))
  }
  for (const data of [
    'x'.repeat(129 * 1024),
    'ä'.repeat(65 * 1024),
    new Uint8Array(131_073),
    { x: 'x'.repeat(131_072) },
  ]) {
    await assert.rejects(client.postToConnection('a', data), coded('websocket.payload_too_large'))
  }
  assert.deepEqual(fake.calls, [])
})

test('law: whatever a connection ID is, nothing is asked of any other path than its own', async () => {
  const part = fc.constantFrom('a', '..', '/', '.', '%2f', '\\', '@connections', '?', '#', '=', ' ')
  const { fake, client } = setUp()
  await fc.assert(
    fc.asyncProperty(fc.array(part, { maxLength: 6 }), async (parts) => {
      const connectionId = parts.join('')
      fake.reset()
      await client.postToConnection(connectionId, 'x').catch(() => {})
      for (const call of fake.calls) {
        assert.equal(call.connectionId, connectionId)
        assert.equal(call.endpoint, 'https://abc123.execute-api.eu-west-1.amazonaws.com/prod')
      }
    }),
  )
})

test('one bad connection never fails the rest of a broadcast, and each is asked once', async () => {
  const { fake, client } = setUp()
  fake.connect('a')
  fake.connect('c')
  fake.inject({ connectionId: 'c', error: 403 })
  const gone: string[] = []
  const result = await client.broadcast(['a', 'b', 'a', 'c', '', 'b'], 'x', { onGone: (id) => gone.push(id) })
  assert.deepEqual([result.sent, result.gone, gone], [['a'], ['b'], ['b']])
  assert.deepEqual(
    result.failed
      .map(({ connectionId, error }) => [connectionId, isAppTheoryError(error) && error.code])
      .sort(),
    [
      ['', 'websocket.invalid_connection'],
      ['c', 'websocket.forbidden'],
    ],
  )
  assert.equal(fake.calls.length, 3)
})

test('posts leave nothing behind, thousands of them', async () => {
  const ids = Array.from({ length: 1000 }, (_, i) => `c${i}`)
  const { fake } = setUp()
  const handler = fake.requestHandler()
  const made: WeakRef<object>[] = []
  const requestHandler = {
    ...handler,
    handle: async (request: { headers: object; body: object }) => {
      const response = { statusCode: 200, headers: {}, body: new Uint8Array() }
      for (const object of [request, request.headers, request.body, response]) made.push(new WeakRef(object))
      return { response }
    },
  }
  const client = new WebSocketManagementClient({ endpoint, credentials, clientOptions: { requestHandler } })

  for (let i = 0; i < 5; i++) {
    const { sent } = await client.broadcast(ids, 'x'.repeat(500), { onGone: () => {} })
    assert.equal(sent.length, 1000)
  }

  assert.equal(made.length, 20_000)
  const reachable = await countReachable(made)
  assert.ok(reachable < 100, `${reachable} of ${made.length} objects of 5,000 posts are still there`)
})

test('a client of the SDK is used as it is if it has an endpoint, and excludes other options', async () => {
  const fake = new FakeWebSocketManagement()
  fake.connect('a')
  await new WebSocketManagementClient({ client: fake.client() }).postToConnection('a', 'x')
  assert.equal(fake.calls[0]?.endpoint, fake.endpoint)
  const bare = fake.client({ endpoint: undefined as never })
  assert.throws(() => new WebSocketManagementClient({ client: bare }), coded('websocket.missing_endpoint'))
  assert.throws(() => new WebSocketManagementClient({ client: fake.client(), endpoint }), {
    name: 'TypeError',
    message: /'endpoint'/,
  })
})

test('FIPS and dual stack of the environment do not keep an endpoint from being called', async (t) => {
  Object.assign(process.env, { AWS_USE_FIPS_ENDPOINT: 'true', AWS_USE_DUALSTACK_ENDPOINT: 'true' })
  t.after(() => {
    delete process.env['AWS_USE_FIPS_ENDPOINT']
    delete process.env['AWS_USE_DUALSTACK_ENDPOINT']
  })
  const { fake, client } = setUp()
  fake.connect('a')
  await client.postToConnection('a', 'x')
  assert.equal(fake.calls.length, 1)
})

test('a message of an error never repeats what a provider said, which is its cause', async () => {
  const said = new Error('Command failed: print-secret --key hunter2')
  const { client } = setUp({
    credentials: async () => {
      throw said
    },
  })
  await assert.rejects(client.postToConnection('a', 'x'), (error) => {
    assert.ok(isAppTheoryError(error, 'websocket.invalid_credentials'))
    assert.doesNotMatch(`${error.message} ${error.stack}`, /hunter2/)
    assert.equal(error.cause, said)
    return true
  })
})

test('every provider of the SDK is a source of credentials', async () => {
  const providers: CredentialsSource[] = [defaultProvider(), async () => credentials, credentials]
  for (const source of providers) {
    assert.ok(new WebSocketManagementClient({ endpoint, credentials: source }))
  }
})

test('a wrong option is a TypeError that names it', () => {
  const wrong: [object, RegExp][] = [
    [{ endpont: 'x' }, /'endpont'/],
    [{ endpoint, maxAttempts: 0 }, /maxAttempts/],
    [{ endpoint, credentials: 'x' }, /credentials/],
    [{ endpoint, region: '' }, /region/],
    [{ endpoint, clock: {} }, /clock/],
    [{ client: {} }, /client/],
  ]
  for (const [options, message] of wrong) {
    assert.throws(() => new WebSocketManagementClient(options as never), { name: 'TypeError', message })
  }
  assert.throws(() => new WebSocketManagementClient({}), coded('websocket.missing_endpoint'))
  assert.throws(() => new WebSocketManagementClient({ endpoint: 'x@y' }), coded('websocket.invalid_endpoint'))
})
