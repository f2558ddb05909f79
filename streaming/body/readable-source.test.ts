import assert from 'node:assert/strict'
import { Readable, Stream } from 'node:stream'
import { test } from 'node:test'
import { setImmediate as nextTurn } from 'node:timers/promises'
import fc from 'fast-check'
import { buildFunctionUrlEvent, createTestEnv, type StreamedOutcome } from '../../testkit/index.ts'
import { type LateError, streamifyResponse } from '../index.ts'

const event = buildFunctionUrlEvent()

async function streamed(body: Readable): Promise<StreamedOutcome & { readonly late: readonly LateError[] }> {
  const late: LateError[] = []
  const options = { onEarlyError: () => {}, onLateError: (error: LateError) => void late.push(error) }
  const outcome = await createTestEnv().invokeStreaming(
    streamifyResponse(async () => body, options),
    event,
  )
  return { ...outcome, late }
}

/** Pushes each piece at once or a turn later, as sockets and files do. */
function readableOf(pieces: readonly (readonly [bytes: Uint8Array, isLater: boolean])[]): Readable {
  const left = [...pieces]
  return new Readable({
    highWaterMark: 16,
    async read() {
      const [bytes, isLater] = left.shift() ?? [null, false]
      if (isLater) await nextTurn()
      this.push(bytes)
    },
  })
}

test('whatever a Readable pushes, whenever, arrives byte for byte', async () => {
  const piece = fc.tuple(fc.uint8Array({ minLength: 1, maxLength: 40 }), fc.boolean())
  await fc.assert(
    fc.asyncProperty(fc.array(piece, { maxLength: 10 }), async (pieces) => {
      const { body } = await streamed(readableOf(pieces))

      assert.deepEqual(Buffer.from(body), Buffer.concat(pieces.map(([bytes]) => bytes)))
    }),
  )
})

test('a slow reader never makes a Readable buffer more than it was made for', async () => {
  const highWaterMark = 16_384
  let produced = 0
  let taken = 0
  let ahead = 0
  const body = new Readable({
    highWaterMark,
    // As a socket does: later, and in pieces that do not add up to the mark.
    read() {
      setImmediate(() => this.push(produced < 2_000_000 ? Buffer.alloc(10_000) : null))
      produced += 10_000
    },
  })

  const { outcome } = await createTestEnv().invokeStreaming(
    streamifyResponse(async () => body),
    event,
    {
      async onChunk(chunk) {
        for (let turn = 0; turn < 100; turn++) await nextTurn()
        taken += chunk.length
        ahead = Math.max(ahead, produced - taken)
      },
    },
  )

  assert.equal(outcome, 'completed')
  assert.equal(body.readableHighWaterMark, highWaterMark)
  assert.ok(ahead <= 10 * highWaterMark, `${ahead} bytes ahead of the reader`)
})

test('a Readable that is made to buffer nothing arrives whole', async () => {
  const pieces = ['one', 'two', 'three']
  const body = new Readable({
    highWaterMark: 0,
    read() {
      this.push(pieces.shift() ?? null)
    },
  })

  assert.equal((await streamed(body)).text, 'onetwothree')
})

test('a stream of bytes that Readable.from makes does not arrive byte by byte', async () => {
  const pieces = [Buffer.alloc(20_000, 'a'), Buffer.alloc(20_000, 'b')]
  const body = Readable.from(pieces, { objectMode: false })

  const { body: received, chunks } = await streamed(body)

  assert.deepEqual(Buffer.from(received), Buffer.concat(pieces))
  assert.ok(chunks.length <= pieces.length, `${chunks.length} chunks`)
})

test('what listens to a body besides hears all of it, and takes nothing away', async () => {
  const body = Readable.from(['a', 'b', 'c'])
  let heard = ''
  body.on('data', (chunk) => {
    heard += chunk
  })

  const { text } = await streamed(body)

  assert.deepEqual([text, heard], ['abc', 'abc'])
})

test('a body that has been read before is empty', async () => {
  const body = Readable.from(['a'])
  for await (const _ of body);

  const { outcome, statusCode, text } = await streamed(body)

  assert.deepEqual([outcome, statusCode, text], ['completed', 200, ''])
})

test('a body that was destroyed before is an error, its own where it has one', async () => {
  const closed = new Readable({ read() {} }).destroy()
  const failed = new Readable({ read() {} }).on('error', () => {}).destroy(new Error('of the disk'))

  assert.deepEqual([(await streamed(closed)).statusCode, (await streamed(failed)).statusCode], [500, 500])
})

test('a body that is closed in the middle is a late error, not a complete response', async () => {
  const body = new Readable({ read() {} })
  body.push('a')
  setImmediate(() => setImmediate(() => body.destroy()))

  const { outcome, text, late } = await streamed(body)

  assert.deepEqual([outcome, text], ['late_error', 'a'])
  assert.match(String(late[0]?.error), /closed before its end/)
})

test('a stream from before streams had a buffer arrives whole', async () => {
  const old = new Stream() as Stream & { pause(): void; resume(): void }
  old.pause = () => {}
  old.resume = () => {}
  setImmediate(() => {
    old.emit('data', 'a')
    old.emit('data', Buffer.from('b'))
    old.emit('end')
  })

  const { outcome, text } = await streamed(old as unknown as Readable)

  assert.deepEqual([outcome, text], ['completed', 'ab'])
})
