import assert from 'node:assert/strict'
import { EventEmitter, once } from 'node:events'
import { resolve } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { constants, gunzipSync } from 'node:zlib'
import { type LambdaRuntime, startLambdaRuntime } from '../../../testkit/gateway/index.ts'
import { buildFunctionUrlEvent, createTestEnv, type StreamedOutcome } from '../../../testkit/index.ts'
import { chainOf, middlewares, type Setup, setups } from './chains.ts'
import { type ChainEvent, responseTo } from './functions.ts'

interface Expected {
  readonly request?: Readonly<Record<string, unknown>>
  readonly headers?: Readonly<Record<string, string | RegExp>>
  /** What a handler behind it sees of body and path. */
  readonly seen?: object
}

const text = 'text/plain'
const form = 'application/x-www-form-urlencoded'
const multipart = 'multipart/form-data; boundary=x'
const field = '--x\r\ncontent-disposition: form-data; name="a"\r\n\r\n1\r\n--x--\r\n'

const expectations: Readonly<Record<string, Expected>> = {
  'http-content-encoding': { headers: { 'content-encoding': 'gzip', vary: 'Accept-Encoding' } },
  'http-content-negotiation': {},
  'http-cors': { headers: { 'access-control-allow-origin': '*' } },
  'http-error-handler': {},
  'http-event-normalizer': {},
  'http-header-normalizer': {},
  'http-json-body-parser': {
    request: { body: '{"a":1}', headers: { 'content-type': 'application/json' } },
    seen: { body: { a: 1 }, pathParameters: { id: '%C3%BC' } },
  },
  'http-multipart-body-parser': {
    request: { body: field, headers: { 'content-type': multipart } },
    seen: { body: { a: '1' }, pathParameters: { id: '%C3%BC' } },
  },
  'http-partial-response': { request: { query: { fields: 'a,b' } } },
  'http-response-serializer': { headers: { 'content-type': 'application/json' } },
  'http-router': {},
  'http-security-headers': { headers: { 'x-content-type-options': 'nosniff' } },
  'http-urlencode-body-parser': {
    request: { body: 'a=1', headers: { 'content-type': form } },
    seen: { body: { a: '1' }, pathParameters: { id: '%C3%BC' } },
  },
  'http-urlencode-path-parser': { seen: { body: 'text', pathParameters: { id: 'ü' } } },
}

function eventOf({ request = {} }: Expected): object {
  const { headers = {}, ...rest } = request as { headers?: object }
  const event = buildFunctionUrlEvent({
    method: 'POST',
    path: '/items/1',
    body: 'text',
    headers: { 'content-type': text, accept: 'application/json', 'accept-encoding': 'gzip', ...headers },
    ...rest,
  })
  return { ...event, pathParameters: { id: '%C3%BC' } }
}

const messages = new EventEmitter()
let runtime: LambdaRuntime
before(async () => {
  runtime = await startLambdaRuntime({
    handlerFile: resolve(import.meta.dirname, 'functions.ts'),
    onMessage: (message) => messages.emit('late', message),
  })
})
after(() => runtime.close())

test('each of them has an expectation', () => {
  assert.deepEqual(Object.keys(expectations), Object.keys(middlewares))
})

for (const [name, expected] of Object.entries(expectations)) {
  describe(`behind @middy/${name}`, () => {
    for (const setup of setups) {
      test(`a body that streams arrives, whole or with its late error: Middy ${setup}`, async () => {
        for (const kind of ['generator', 'Readable', 'web stream'] as const) {
          for (const fails of [false, true]) {
            const chainEvent = { name, setup, kind, fails, event: eventOf(expected) }
            // Parsers of bodies change the event.
            check(await captured(structuredClone(chainEvent)), expected, chainEvent)
            check(await real(chainEvent), expected, chainEvent)
          }
        }
        assert.equal(runtime.starts, 1)
      })
    }
  })
}

type Seen = StreamedOutcome & { readonly lateMessage: string | undefined }

async function captured(chainEvent: ChainEvent): Promise<Seen> {
  const { name, setup, event } = chainEvent
  let lateMessage: string | undefined
  const onLateError = ({ error }: { error: unknown }): void => {
    lateMessage = (error as Error).message
  }
  const handle = async (request: never): Promise<object> => responseTo(chainEvent, request)
  const handler = chainOf(name, setup as Setup, handle, { onLateError })
  const outcome = await createTestEnv().invokeStreaming(handler, event)
  return { ...outcome, lateMessage }
}

async function real(chainEvent: ChainEvent): Promise<Seen> {
  const late = chainEvent.fails ? once(messages, 'late', { signal: AbortSignal.timeout(5000) }) : undefined
  const outcome = await runtime.invokeStreaming(chainEvent)
  const [message] = late ? await late : []
  return { ...outcome, lateMessage: message?.lateMessage }
}

function check(seen: Seen, { headers = {}, seen: request }: Expected, { fails, ...which }: ChainEvent): void {
  const { outcome, statusCode, lateMessage } = seen
  assert.deepEqual(
    { ...which, outcome, statusCode, text: decoded(seen), lateMessage },
    {
      ...which,
      outcome: fails ? 'late_error' : 'completed',
      statusCode: 200,
      text: fails ? 'one ' : 'one two',
      lateMessage: fails ? 'late' : undefined,
    },
  )
  for (const [name, value] of Object.entries(headers)) assert.equal(seen.headers[name], value)
  if (request) assert.deepEqual(JSON.parse(seen.headers['x-seen'] ?? ''), request)
}

function decoded({ headers, body, text }: StreamedOutcome): string {
  if (headers['content-encoding'] !== 'gzip') return text
  return gunzipSync(body, { finishFlush: constants.Z_SYNC_FLUSH }).toString()
}
