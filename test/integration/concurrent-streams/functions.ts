// Loaded by Lambda's runtime client: a chain whose event says how its body goes, and what nobody else may see
// of it.
import middy from '@middy/core'
import httpContentEncoding from '@middy/http-content-encoding'
import httpContentNegotiation from '@middy/http-content-negotiation'
import {
  type SseEvent,
  type StreamedResult,
  sse,
  streamifyExecutionMode,
  streamifyResponse,
} from '../../../streaming/index.ts'
import { markStreaming } from '../../../streaming/lambda-stream.ts'
import type { LambdaStreamingHandler } from '../../../testkit/index.ts'

export type Way = 'stream' | 'compressed' | 'events' | 'late error' | 'compressed late error' | 'early error'

export interface PairEvent {
  readonly form: 'wrapper' | 'execution mode'
  readonly way: Way
  readonly name: string
  readonly headers: Readonly<Record<string, string>>
}

async function* body({ name, way }: PairEvent): AsyncGenerator<string> {
  yield `${name} one `
  for (let turn = 0; turn < name.length % 4; turn++) await new Promise(setImmediate)
  if (way.includes('late error')) throw Object.assign(new Error(`of ${name}`), { statusCode: 409 })
  yield `${name} two`
}

async function* events({ name }: PairEvent): AsyncGenerator<SseEvent> {
  for (const data of ['one', 'two']) yield { id: name, data }
}

const answer = async (event: PairEvent): Promise<StreamedResult> => {
  await new Promise(setImmediate)
  const headers = { 'x-name': event.name }
  if (event.way === 'early error') throw Object.assign(new Error(`of ${event.name}`), { statusCode: 409 })
  if (event.way === 'events') return { ...sse(events(event)), headers }
  return { statusCode: 200, headers, body: body(event) }
}

const options = { onEarlyError: () => {} }
const compression = [httpContentNegotiation(), httpContentEncoding()] as middy.MiddlewareObj[]
const forms: Readonly<Record<PairEvent['form'], LambdaStreamingHandler<PairEvent>>> = {
  wrapper: streamifyResponse(middy(answer).use(compression), options),
  'execution mode': middy<PairEvent>({ executionMode: streamifyExecutionMode(options) })
    .use(compression)
    .handler(answer),
}

export const handler: unknown = markStreaming((event: PairEvent, stream: never, context: never) =>
  forms[event.form](event, stream, context),
)
