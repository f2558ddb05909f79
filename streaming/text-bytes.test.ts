import assert from 'node:assert/strict'
import { Readable } from 'node:stream'
import { ReadableStream } from 'node:stream/web'
import { test } from 'node:test'
import fc from 'fast-check'
import { buildFunctionUrlEvent, createTestEnv } from '../testkit/index.ts'
import { type StreamableBody, streamifyResponse } from './index.ts'

/** Text of whole characters, of every plane. */
const text = fc.string({ unit: 'binary', maxLength: 200 })

/** The text, cut at random places, inside characters as well. */
const cutText = text.chain((whole) =>
  fc.array(fc.nat({ max: whole.length }), { maxLength: 12 }).map((cuts) => {
    const places = [0, ...cuts.sort((a, b) => a - b), whole.length]
    return { whole, chunks: places.slice(1).map((end, index) => whole.slice(places[index], end)) }
  }),
)

const bodies: Readonly<Record<string, (chunks: readonly string[]) => StreamableBody>> = {
  'a sync iterable': (chunks) => [...chunks],
  'an async iterable': (chunks) => asyncOf(chunks),
  'a Readable': (chunks) => Readable.from(chunks),
  'a web stream': (chunks) => ReadableStream.from(chunks),
}

async function* asyncOf(chunks: readonly string[]): AsyncGenerator<string> {
  yield* chunks
}

async function sent(body: StreamableBody, isBase64Encoded = false): Promise<Uint8Array> {
  const env = createTestEnv()
  const handler = streamifyResponse(async () => ({ statusCode: 200, isBase64Encoded, body }))
  const outcome = await env.invokeStreaming(handler, buildFunctionUrlEvent())
  assert.equal(outcome.outcome, 'completed')
  return outcome.body
}

for (const [name, bodyOf] of Object.entries(bodies)) {
  test(`text cut anywhere arrives byte for byte, as ${name}`, async () => {
    await fc.assert(
      fc.asyncProperty(cutText, async ({ whole, chunks }) => {
        assert.deepEqual(Buffer.from(await sent(bodyOf(chunks))), Buffer.from(whole))
      }),
    )
  })
}

test('what is not Unicode arrives as what it is for Node, wherever it is cut', async () => {
  const anyCodeUnits = fc.array(fc.nat({ max: 0xffff }), { maxLength: 50 })
  await fc.assert(
    fc.asyncProperty(anyCodeUnits, fc.nat({ max: 50 }), async (units, cut) => {
      const whole = String.fromCharCode(...units)
      assert.deepEqual(Buffer.from(await sent([whole.slice(0, cut), whole.slice(cut)])), Buffer.from(whole))
    }),
  )
})

test('a character across any 64 KB boundary of a long text arrives whole', async () => {
  for (const shift of [0, 1, 2, 3]) {
    const whole = `${'a'.repeat(shift)}${'\u{1f600}'.repeat(40_000)}`

    assert.equal(Buffer.from(await sent(whole)).toString(), whole)
  }
})

test('base64 cut anywhere is decoded byte for byte', async () => {
  await fc.assert(
    fc.asyncProperty(fc.uint8Array({ maxLength: 100 }), fc.nat({ max: 140 }), async (bytes, cut) => {
      const whole = Buffer.from(bytes).toString('base64')
      assert.deepEqual(
        Buffer.from(await sent([whole.slice(0, cut), whole.slice(cut)], true)),
        Buffer.from(bytes),
      )
      assert.deepEqual(Buffer.from(await sent(whole, true)), Buffer.from(bytes))
    }),
  )
})
