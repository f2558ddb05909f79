// Handlers that know nothing of this package, and break the rules of Lambda's stream one by one.
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'

/** What a handler may do with the stream that Lambda hands to it. */
export interface RawStream {
  write(chunk: unknown): boolean
  end(chunk?: unknown): unknown
  destroy(): unknown
  once(event: string, listener: () => void): unknown
  setContentType(contentType: string): void
}

export type RawHandler = (stream: RawStream) => unknown

function named(name: string): Error {
  return Object.assign(new Error('failed'), { name })
}

async function* failing(): AsyncGenerator<string> {
  yield 'a'
  throw new Error('late')
}

/** The prelude as `awslambda.HttpResponseStream.from` arranges it. */
function withPrelude(stream: RawStream): RawStream {
  stream.setContentType('application/vnd.awslambda.http-integration-response')
  Object.assign(stream, {
    _onBeforeFirstWrite(write: (chunk: string | Uint8Array) => void) {
      write('{"statusCode":201,"headers":{"x-a":"1"}}')
      write(new Uint8Array(8))
    },
  })
  return stream
}

export const handlers: Readonly<Record<string, RawHandler>> = {
  'ends after a write': async (stream) => {
    stream.write('a')
    stream.end()
  },
  'writes bytes and a content type': async (stream) => {
    stream.setContentType('text/plain')
    stream.write(new Uint8Array([97, 98]))
    stream.end('c')
  },
  'writes an object': async (stream) => {
    stream.write({ a: 1 })
    stream.end()
  },
  'sets a prelude': async (stream) => {
    withPrelude(stream).write('a')
    stream.end()
  },
  'sets a prelude and writes nothing': async (stream) => {
    withPrelude(stream).end()
  },
  'sets a prelude and ends with the only chunk': async (stream) => {
    withPrelude(stream).end('a')
  },
  'sets the content type too late': async (stream) => {
    stream.write('a')
    stream.setContentType('text/plain')
  },
  'rejects at once': async () => {
    throw new Error('early')
  },
  'throws at once': () => {
    throw new Error('early')
  },
  'rejects after a write': async (stream) => {
    stream.write('a')
    throw named('Function.Late')
  },
  'rejects with something else than an error': async (stream) => {
    stream.write('a')
    throw 'text'
  },
  'rejects after the end': async (stream) => {
    stream.write('a')
    stream.end()
    throw new Error('too late')
  },
  'is not async': (stream) => {
    stream.write('a')
    stream.end()
  },
  'does not end': async (stream) => {
    stream.write('a')
  },
  'is still busy after the end': (stream) => {
    stream.write('a')
    stream.end()
    return new Promise((resolve) => {
      setTimeout(resolve, 1000)
    })
  },
  'destroys the stream': async (stream) => {
    stream.write('a')
    stream.destroy()
  },
  'pipes a source that fails': async (stream) => {
    await pipeline(Readable.from(failing()), stream as never)
  },
  'writes after the end': async (stream) => {
    stream.write('a')
    stream.end()
    stream.write('b')
  },
  'rejects with a name beyond Latin-1': async (stream) => {
    stream.write('a')
    throw named('エラー')
  },
  'rejects with a name of two lines': async (stream) => {
    stream.write('a')
    throw named('Error\r\nX: 1')
  },
  'rejects after the end with such a name': async (stream) => {
    stream.write('a')
    stream.end()
    throw named('エラー')
  },
  'rejects with a message of a megabyte': async (stream) => {
    stream.write('a')
    throw new Error('x'.repeat(1_000_000))
  },
}

type Awslambda = { streamifyResponse: (handler: unknown) => unknown }

/** On the runtime client: the event says which. */
export const handler: unknown = (
  globalThis as unknown as { awslambda?: Awslambda }
).awslambda?.streamifyResponse(({ name }: { name: string }, stream: RawStream) => handlers[name]?.(stream))
