import assert from 'node:assert/strict'
import { resolve } from 'node:path'
import { after, before, test } from 'node:test'
import { type LambdaRuntime, startLambdaRuntime } from '../../../testkit/gateway/index.ts'
import {
  buildFunctionUrlEvent,
  createTestEnv,
  type StreamedOutcome,
  type StreamOutcome,
} from '../../../testkit/index.ts'
import { handlers, type RawStream } from './functions.ts'

interface Expected {
  readonly outcome: StreamOutcome
  readonly text?: string
  readonly statusCode?: number
  readonly contentType?: string
  readonly errorType?: string
}

const dead: Expected = { outcome: 'runtime_crash' }
const octets = 'application/octet-stream'

const expectations: Readonly<Record<string, Expected>> = {
  'ends after a write': { outcome: 'completed', text: 'a', contentType: octets },
  'writes bytes and a content type': { outcome: 'completed', text: 'abc', contentType: 'text/plain' },
  'writes an object': { outcome: 'completed', text: '{"a":1}', contentType: octets },
  'sets a prelude': { outcome: 'completed', text: 'a', statusCode: 201 },
  'sets a prelude and writes nothing': { outcome: 'completed', text: '' },
  'sets a prelude and ends with the only chunk': { outcome: 'completed', text: '' },
  'sets the content type too late': {
    outcome: 'late_error',
    text: 'a',
    contentType: octets,
    errorType: 'Runtime.InvalidStreamingOperation',
  },
  'rejects at once': { outcome: 'early_error', text: '', errorType: 'Error' },
  'throws at once': { outcome: 'early_error', text: '', errorType: 'Error' },
  'rejects after a write': {
    outcome: 'late_error',
    text: 'a',
    contentType: octets,
    errorType: 'Function.Late',
  },
  'rejects with something else than an error': {
    outcome: 'late_error',
    text: 'a',
    contentType: octets,
    errorType: 'string',
  },
  'rejects after the end': { outcome: 'completed', text: 'a', contentType: octets },
  'is not async': { outcome: 'completed', text: 'a', contentType: octets },
  'does not end': { outcome: 'hang' },
  'is still busy after the end': { outcome: 'hang' },
  'destroys the stream': dead,
  'pipes a source that fails': dead,
  'writes after the end': dead,
  'rejects with a name beyond Latin-1': dead,
  'rejects with a name of two lines': dead,
  'rejects after the end with such a name': dead,
  'rejects with a message of a megabyte': dead,
}

let runtime: LambdaRuntime
before(async () => {
  runtime = await startLambdaRuntime({ handlerFile: resolve(import.meta.dirname, 'functions.ts') })
})
after(() => runtime.close())

for (const [name, handler] of Object.entries(handlers)) {
  test(`a handler that ${name}: the captured stream and the real runtime client say the same`, async () => {
    const env = createTestEnv()
    const streaming = (_event: unknown, stream: never): unknown => handler(stream as RawStream)
    const expected = expectations[name] ?? assert.fail()

    const captured = env.invokeStreaming(streaming, buildFunctionUrlEvent())
    if (expected.outcome === 'hang') await env.clock.advanceAsync(3000)
    const real = await runtime.invokeStreaming(
      { name },
      { timeoutMs: expected.outcome === 'hang' ? 300 : 20_000 },
    )

    check(await captured, expected)
    check(real, expected)
  })
}

function check(outcome: StreamedOutcome, expected: Expected): void {
  assert.equal(outcome.outcome, expected.outcome)
  // How far a dying process gets is a matter of luck.
  if (expected.outcome === 'runtime_crash' || expected.outcome === 'hang') return
  assert.equal(outcome.text, expected.text)
  assert.equal(outcome.statusCode, expected.statusCode ?? 200)
  assert.equal(outcome.headers['content-type'], expected.contentType)
  assert.equal(outcome.trailers['lambda-runtime-function-error-type'], expected.errorType)
}
