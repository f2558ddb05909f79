// Loaded by Lambda's runtime client, which provides `awslambda`: the same responses, streamed in four ways by
// one process, so that where it lands in memory and on which core is luck that falls on all of them alike.
import { once } from 'node:events'
import { Readable } from 'node:stream'
import middy from '@middy/core'
import { executionModeStreamifyResponse } from '@middy/core/StreamifyResponse'
import { streamifyExecutionMode, streamifyResponse } from '../../streaming/index.ts'

export type Contender = 'bare' | 'wrapper' | 'mode' | 'middyMode'
export type BodyKind = 'string' | 'buffer' | 'Readable'

export interface BenchEvent {
  readonly contender: Contender
  readonly kind: BodyKind
  readonly bytes: number
}

const pieceBytes = 65_536
const head = { statusCode: 200, headers: { 'content-type': 'application/octet-stream' } }
const strings = new Map<number, string>()
const buffers = new Map<number, Buffer>()

function stringOf(bytes: number): string {
  const made = strings.get(bytes) ?? 'streamed'.repeat(bytes / 8)
  strings.set(bytes, made)
  return made
}

function bufferOf(bytes: number): Buffer {
  const made = buffers.get(bytes) ?? Buffer.alloc(bytes, 'streamed')
  buffers.set(bytes, made)
  return made
}

/** As a file would be read: every piece is made when it is asked for. */
function readableOf(bytes: number): Readable {
  let left = bytes
  return new Readable({
    highWaterMark: pieceBytes,
    read() {
      const size = Math.min(left, pieceBytes)
      left -= size
      this.push(size === 0 ? null : Buffer.alloc(size))
    },
  })
}

function bodyOf({ kind, bytes }: BenchEvent): string | Buffer | Readable {
  if (kind === 'string') return stringOf(bytes)
  return kind === 'buffer' ? bufferOf(bytes) : readableOf(bytes)
}

function* piecesOf(body: string | Buffer): Generator<string | Buffer> {
  for (let start = 0; start < body.length; start += pieceBytes) {
    const end = start + pieceBytes
    yield typeof body === 'string' ? body.slice(start, end) : body.subarray(start, end)
  }
}

type StreamingFunction = (event: BenchEvent, responseStream: never, context: never) => Promise<void>

/** What one would write by hand: nothing but writes, and waiting for the reader. */
const bare: StreamingFunction = async (event, responseStream) => {
  const stream = awslambda.HttpResponseStream.from(responseStream, head)
  const body = bodyOf(event)
  for await (const piece of body instanceof Readable ? body : piecesOf(body)) {
    if (!stream.write(piece)) await once(stream, 'drain')
  }
  await new Promise<void>((resolve) => {
    stream.end(resolve)
  })
}

const wrapper = streamifyResponse(async (event: BenchEvent) => ({ ...head, body: bodyOf(event) }))

const mode: unknown = middy<BenchEvent>({ executionMode: streamifyExecutionMode() }).handler(
  async (event: BenchEvent) => ({ ...head, body: bodyOf(event) }),
)

/** Takes no bytes: they go through a `Readable`. */
const middyMode: unknown = middy<BenchEvent>({
  executionMode: executionModeStreamifyResponse,
}).handler(async (event: BenchEvent) => {
  const body = bodyOf(event)
  return { ...head, body: Buffer.isBuffer(body) ? Readable.from(piecesOf(body)) : body }
})

const contenders = { bare, wrapper, mode, middyMode } as Readonly<Record<Contender, StreamingFunction>>

export const handler: unknown = awslambda.streamifyResponse((event, responseStream, context) => {
  const named = event as BenchEvent
  return contenders[named.contender](named, responseStream as never, context as never)
})
