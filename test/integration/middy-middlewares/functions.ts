// Loaded by Lambda's runtime client: one function, whose event says which middleware it is behind and how its
// body goes.
import { Readable } from 'node:stream'
import { ReadableStream } from 'node:stream/web'
import { markStreaming } from '../../../streaming/lambda-stream.ts'
import { chainOf, type Setup } from './chains.ts'

export interface ChainEvent {
  readonly name: string
  readonly setup: Setup
  readonly kind: 'generator' | 'Readable' | 'web stream'
  readonly fails: boolean
  readonly event: object
}

async function* chunks(fails: boolean): AsyncGenerator<string> {
  yield 'one '
  await new Promise(setImmediate)
  if (fails) throw new Error('late')
  yield 'two'
}

const bodies: Readonly<Record<ChainEvent['kind'], (fails: boolean) => unknown>> = {
  generator: chunks,
  Readable: (fails: boolean) => Readable.from(chunks(fails)),
  'web stream': (fails: boolean) => ReadableStream.from(chunks(fails)),
}

/** Sent with the response as a header, before its body: what the middlewares made of the request. */
export function responseTo(
  { kind, fails }: ChainEvent,
  { body, pathParameters }: Record<string, unknown>,
): object {
  const seen = JSON.stringify({ body, pathParameters })
  return { statusCode: 200, headers: { 'x-seen': seen }, body: bodies[kind](fails) }
}

export const handler: unknown = markStreaming(
  (chainEvent: ChainEvent, stream: never, context: never): unknown => {
    const { name, setup, event } = chainEvent
    const onLateError = ({ error }: { error: unknown }): void => {
      process.send?.({ lateMessage: (error as Error).message })
    }
    const handle = async (request: never): Promise<object> => responseTo(chainEvent, request)
    return chainOf(name, setup, handle, { onLateError })(event as never, stream, context)
  },
)
