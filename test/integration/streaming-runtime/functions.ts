// Loaded by Lambda's runtime client: one function, whose event says how its body goes.

import { once } from 'node:events'
import { createReadStream } from 'node:fs'
import { Readable } from 'node:stream'
import { ReadableStream } from 'node:stream/web'
import {
  html,
  type LambdaResponseStream,
  type StreamableBody,
  type StreamedResult,
  type StreamOptions,
  sse,
  streamifyResponse,
} from '../../../streaming/index.ts'
import { markStreaming } from '../../../streaming/lambda-stream.ts'
import { type BodyOfMegabytes, chunkOfEvent, type WayEvent } from './ways.ts'

function* failingWith(error: unknown): Generator<string> {
  yield 'one'
  yield 'two'
  throw error
}

async function* slowlyFailingWith(error: unknown): AsyncGenerator<string> {
  yield 'one'
  await new Promise(setImmediate)
  yield 'two'
  throw error
}

function forever(): ReadableStream<string> {
  return new ReadableStream({
    start: (controller) => controller.enqueue('one'),
  })
}

function ticking(): Readable {
  return Readable.from(
    (async function* () {
      for (;;) {
        yield 'x'.repeat(1000)
        await new Promise((resolve) => {
          setTimeout(resolve, 5)
        })
      }
    })(),
  ).on('close', () => process.send?.({ closedAt: performance.timeOrigin + performance.now() }))
}

function unreadable(): Error {
  return Object.defineProperty(new Error('hidden'), 'message', {
    get() {
      throw new Error('cannot be read')
    },
  })
}

const odd = (value: unknown): Iterable<string> => ['one', 'two', value] as string[]

const returnThrows: Iterable<string> = {
  [Symbol.iterator]: () => ({
    next: () => ({ done: false, value: 'four' }),
    return() {
      throw new Error('return() failed')
    },
  }),
}

const answers: Readonly<Record<WayEvent['way'], (event: WayEvent) => StreamedResult>> = {
  text: () => 'onetwo',
  stream: () => Readable.from(['one', 'two']),
  page: () => html(['one', 'two']),
  empty: () => ({ statusCode: 204 }),
  'early error': () => {
    throw new Error('early')
  },
  'late error': () => slowlyFailingWith(new Error('late')),
  'late error of a sync iterable': () => failingWith(new Error('late')),
  'late error of a stream': () => Readable.from(slowlyFailingWith(new Error('late'))),
  'late error of a web stream': () => ReadableStream.from(slowlyFailingWith(new Error('late'))),
  'late error of a page': () => html(failingWith(new Error('late'))),
  'late error of events': () => sse(eventsThenError()),
  'late error without a trailer': () => failingWith(new Error('late')),
  'late error with a name that no header carries': () =>
    failingWith(Object.assign(new Error('late'), { name: 'エラー\r\nX: 1' })),
  'late error with a message of a megabyte': () => failingWith(new Error('x'.repeat(1_000_000))),
  'late error that cannot be read': () => failingWith(unreadable()),
  'late error that is null': () => failingWith(null),
  'late chunk that is a number': () => odd(1),
  'late chunk that is an object': () => odd({}),
  'over the limit': () => returnThrows,
  'at the deadline': forever,
  'reader that leaves': ticking,
  megabytes: ({ megabytes = 1, kind = 'strings' }) => ({ body: bodies[kind](megabytes) }),
}

async function* eventsThenError(): AsyncGenerator<{ data: string }> {
  yield { data: 'one' }
  throw new Error('late')
}

async function* stringsOf(megabytes: number): AsyncGenerator<string> {
  for (let index = 0; index < megabytes * 64; index++) yield chunkOfEvent(index)
}

const bodies: Readonly<Record<BodyOfMegabytes, (megabytes: number) => StreamableBody>> = {
  strings: stringsOf,
  'one buffer': function* (megabytes) {
    const piece = Buffer.alloc(65_536, 1)
    for (let index = 0; index < megabytes * 16; index++) yield piece
  },
  'fresh buffers': function* (megabytes) {
    for (let index = 0; index < megabytes * 16; index++) yield Buffer.alloc(65_536, index)
  },
  file: (megabytes) => createReadStream('/dev/zero', { end: megabytes * 1024 * 1024 - 1 }),
}

const optionsOf: Partial<Record<WayEvent['way'], StreamOptions>> = {
  'late error without a trailer': { lateError: 'end', onLateError: () => {} },
  'over the limit': { maxResponseBytes: 8 },
  'at the deadline': { timeoutEarlyMs: 1000 },
}

const handlers = new Map(
  (Object.keys(answers) as WayEvent['way'][]).map((way) => [
    way,
    streamifyResponse(async (event: WayEvent) => answers[way](event), {
      onEarlyError: () => {},
      ...optionsOf[way],
    }),
  ]),
)

export const handler: unknown = markStreaming(
  async (event: WayEvent, responseStream: never, context: never): Promise<void> =>
    handlers.get(event.way)?.(event, responseStream, context),
)

/** The same megabytes in a loop of writes, to tell what the stream needs from what its source needs. */
export const byHand: unknown = markStreaming(
  async ({ megabytes = 1, kind = 'strings' }: WayEvent, stream: LambdaResponseStream): Promise<void> => {
    for await (const piece of bodies[kind](megabytes) as AsyncIterable<string>) {
      if (!stream.write(piece)) await once(stream as never, 'drain')
    }
    await new Promise<void>((resolve) => {
      stream.end(resolve)
    })
  },
)
