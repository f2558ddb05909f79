import { existsSync, rmSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { type StreamedResult, type StreamingHandler, sse, streamifyResponse } from '../../streaming/index.ts'
import { markStreaming } from '../../streaming/lambda-stream.ts'

async function* failing(): AsyncGenerator<string> {
  yield 'one'
  await sleep(20)
  throw new Error('late')
}

/** A second chunk only when the first has arrived: the client says so through `arrived`. */
async function* inSteps(arrived: Promise<unknown>): AsyncGenerator<{ data: string }> {
  yield { data: 'first' }
  await arrived
  yield { data: 'second' }
}

async function* endless(onClose: () => void): AsyncGenerator<string> {
  try {
    for (;;) {
      yield 'x'.repeat(1000)
      await sleep(2)
    }
  } finally {
    onClose()
  }
}

let arrived = Promise.withResolvers<void>()
let closed = false

const answers: Readonly<Record<string, () => StreamedResult>> = {
  '/hello': () => ({
    statusCode: 201,
    headers: { 'content-type': 'text/plain', 'x-a': ['1', '2'] },
    cookies: ['a=1', 'b=2'],
    body: ['hel', 'lo'],
  }),
  '/empty': () => ({ statusCode: 204 }),
  '/late': failing,
  '/steps': () => {
    arrived = Promise.withResolvers()
    return sse(inSteps(arrived.promise))
  },
  '/endless': () => endless(() => (closed = true)),
  '/closed': () => String(closed),
}

const streamed: StreamingHandler<{ rawPath: string }> = streamifyResponse(
  async ({ rawPath }: { rawPath: string }) => answers[rawPath]?.(),
  {
    onEarlyError: () => {},
  },
)

/** A client in the same process has the first chunk. */
export function arrive(): void {
  arrived.resolve()
}

/** A client of another process says so by a file. */
async function arriveByFile(file: string): Promise<void> {
  while (!existsSync(file)) await sleep(5)
  rmSync(file)
  arrive()
}

export const handler: StreamingHandler<{ rawPath: string }> = markStreaming(
  async (event, stream, context) => {
    if (event.rawPath === '/early') throw new Error('not even a response')
    const file = process.env['ARRIVAL_FILE']
    if (file && event.rawPath === '/steps') void arriveByFile(file)
    await streamed(event, stream, context)
  },
)

export const buffered: (event: { rawPath: string }) => Promise<object> = async ({ rawPath }) => {
  if (rawPath === '/early') throw new Error('failed')
  return { statusCode: 200, headers: { 'content-type': 'text/plain' }, body: `buffered ${rawPath}` }
}
