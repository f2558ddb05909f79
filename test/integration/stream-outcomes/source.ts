import { Readable } from 'node:stream'
import { ReadableStream } from 'node:stream/web'
import { html, type StreamableBody, type StreamedResult, sse } from '../../../streaming/index.ts'
import { type Cell, chunksOf, isWhole, type Kind, type Moment, noise } from './cell.ts'

export interface SourceObserver {
  /** Waits on the clock of the function. */
  wait(ms: number): Promise<void>
  /** @returns the error to throw */
  failed(): Error
  closed(): void
}

/** The response of a cell. */
export function responseOf({ kind, moment }: Cell, observer: SourceObserver): StreamedResult {
  if (!isWhole(kind)) return streamed(kind, moment, observer)
  observer.closed()
  const chunks = chunksOf(moment)
  const body: StreamableBody =
    kind === 'list' ? chunks : kind === 'text' ? chunks.join('') : Buffer.from(chunks.join(''))
  // Such a body cannot fail, but its response may be one that cannot be sent.
  const refused = moment === 'fails at once' && { 'x-broken': 'line\nbreak' }
  const headers = { ...(kind === 'bytes' && { 'content-type': 'application/octet-stream' }), ...refused }
  return { statusCode: 200, headers, body }
}

function streamed(kind: Kind, moment: Moment, observer: SourceObserver): StreamedResult {
  const chunks = (): AsyncGenerator<string> => asyncChunks(moment, observer)
  switch (kind) {
    case 'sse':
      return sse(events(chunks()))
    case 'html':
      return html(chunks())
    case 'Response':
      return new Response(ReadableStream.from(bytes(chunks())) as never, { status: 200 })
    default:
      return { statusCode: 200, body: bodyOf(kind, chunks, () => syncChunks(moment, observer)) }
  }
}

function bodyOf(
  kind: Kind,
  chunks: () => AsyncGenerator<string>,
  now: () => Generator<string>,
): StreamableBody {
  switch (kind) {
    case 'iterable':
      return now()
    case 'async iterator without return': {
      const generator = chunks()
      return { [Symbol.asyncIterator]: () => ({ next: () => generator.next() }) }
    }
    case 'Readable of text':
      return Readable.from(chunks())
    case 'Readable of bytes':
      return Readable.from(bytes(chunks()), { objectMode: false })
    case 'web stream':
      return ReadableStream.from(chunks())
    default:
      return chunks()
  }
}

async function* asyncChunks(
  moment: Moment,
  { wait, failed, closed }: SourceObserver,
): AsyncGenerator<string> {
  try {
    if (moment === 'fails at once') throw failed()
    if (moment === 'reader leaves') yield* endless()
    if (!moment.startsWith('fails')) return yield* chunksOf(moment)
    yield 'one '
    if (moment === 'fails after 20 ms') await wait(20)
    throw failed()
  } finally {
    closed()
  }
}

async function* endless(): AsyncGenerator<string> {
  for (let seed = 0; ; seed++) {
    yield noise(16_384, seed)
    await new Promise(setImmediate)
  }
}

function* syncChunks(moment: Moment, { failed, closed }: SourceObserver): Generator<string> {
  try {
    if (moment === 'fails at once') throw failed()
    if (moment === 'reader leaves') for (let seed = 0; ; seed++) yield noise(16_384, seed)
    if (!moment.startsWith('fails')) return yield* chunksOf(moment)
    yield 'one '
    throw failed()
  } finally {
    closed()
  }
}

async function* events(chunks: AsyncGenerator<string>): AsyncGenerator<{ data: string }> {
  for await (const data of chunks) yield { data }
}

async function* bytes(chunks: AsyncGenerator<string>): AsyncGenerator<Uint8Array> {
  for await (const chunk of chunks) yield Buffer.from(chunk)
}
