import assert from 'node:assert/strict'
import { resolve } from 'node:path'
import { after, before, test } from 'node:test'
import { constants, gunzipSync } from 'node:zlib'
import { type LambdaRuntime, startLambdaRuntime } from '../../../testkit/gateway/index.ts'
import type { PairEvent, Way } from './functions.ts'

const handlerFile = resolve(import.meta.dirname, 'functions.ts')
const ways: readonly Way[] = [
  'stream',
  'late error',
  'compressed',
  'events',
  'compressed late error',
  'stream',
  'compressed',
  'early error',
  'events',
]

let runtime: LambdaRuntime
before(async () => {
  runtime = await startLambdaRuntime({ handlerFile, concurrency: 2 })
})
after(() => runtime.close())

test('1,000 pairs at once in one process, a third of which fail: each gets its own outcome', async () => {
  const pid = runtime.pid
  for (let pair = 0; pair < 1000; pair++) {
    await Promise.all([check(runtime, eventOf(2 * pair)), check(runtime, eventOf(2 * pair + 1))])
  }
  assert.deepEqual([runtime.starts, runtime.pid], [1, pid])
})

test('several at once in one thread, which has one connection for them', async (t) => {
  const environment = { AWS_LAMBDA_MAX_CONCURRENCY: '4', AWS_LAMBDA_NODEJS_WORKER_COUNT: '1' }
  const single = await startLambdaRuntime({ handlerFile, environment })
  t.after(single.close)

  await Promise.all(Array.from({ length: 40 }, (_, index) => check(single, eventOf(index))))

  assert.equal(single.starts, 1)
})

function eventOf(index: number): PairEvent {
  const way = ways[index % ways.length] ?? 'stream'
  const name = `n${index}`
  const headers: Record<string, string> = way.startsWith('compressed') ? { 'accept-encoding': 'gzip' } : {}
  return { form: Math.floor(index / 9) % 2 === 0 ? 'wrapper' : 'execution mode', way, name, headers }
}

async function check(on: LambdaRuntime, event: PairEvent): Promise<void> {
  const { way, name } = event
  const { outcome, statusCode, headers, body, trailers } = await on.invokeStreaming(event)
  const isLate = way.includes('late error')
  const sent = headers['content-encoding'] ? inflated(body) : Buffer.from(body).toString()
  const text = way === 'early error' ? errorIn(sent) : sent

  assert.deepEqual(
    {
      way,
      name,
      outcome,
      statusCode,
      text,
      isFailed: trailers['lambda-runtime-function-error-type'] !== undefined,
    },
    {
      way,
      name,
      outcome: isLate ? 'late_error' : 'completed',
      statusCode: way === 'early error' ? 409 : 200,
      text: textOf(event),
      isFailed: isLate,
    },
  )
  if (way !== 'early error') assert.equal(headers['x-name'], name)
  if (isLate) assert.match(messageOf(trailers), new RegExp(`of ${name}$`))
}

function textOf({ way, name }: PairEvent): string {
  if (way === 'early error') return `app.conflict of ${name}`
  if (way === 'events') return `id: ${name}\ndata: one\n\nid: ${name}\ndata: two\n\n`
  return way.includes('late error') ? `${name} one ` : `${name} one ${name} two`
}

function errorIn(json: string): string {
  const { code, message } = JSON.parse(json).error
  return `${code} ${message}`
}

/** Of a stream that may end early. */
function inflated(body: Uint8Array): string {
  return gunzipSync(body, { finishFlush: constants.Z_SYNC_FLUSH }).toString()
}

function messageOf(trailers: Readonly<Record<string, string>>): string {
  const json = Buffer.from(trailers['lambda-runtime-function-error-body'] ?? '', 'base64').toString()
  return JSON.parse(json).errorMessage
}
