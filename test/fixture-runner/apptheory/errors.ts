import middy from '@middy/core'
import { AppTheoryError } from '../../../errors.ts'
import { webSocketManagement } from '../../../middlewares/websocket-management.ts'
import type { WebSocketEvent } from '../../../services/websocket/websocket-event.ts'
import { streamifyResponse } from '../../../streaming/streamify-response.ts'
import { buildFunctionUrlEvent, buildWebSocketEvent, createTestEnv } from '../../../testkit/index.ts'
import type { FixtureFamily } from '../fixture-family.ts'
import type { Observation, RecordedCase } from './recorded-case.ts'
import { recordedFamily } from './recorded-family.ts'

interface RecordedError {
  readonly class: 'AppTheoryError' | 'AppError' | 'Error'
  readonly code: string
  readonly message: string
  readonly statusCode?: number
  readonly details?: object
}

type ErrorsCase = RecordedCase<
  {
    readonly surface: 'http' | 'stream-early' | 'stream-late' | 'websocket'
    readonly path?: string
    readonly method?: string
    readonly headers?: Readonly<Record<string, string>>
    readonly requestId?: string
    readonly error?: RecordedError
  },
  {
    readonly status: number
    readonly headers: Readonly<Record<string, string>>
    readonly body?: unknown
    readonly chunks?: readonly string[]
    readonly streamErrorCode?: string
  }
>

/**
 * Errors are thrown as they are in AppTheory: those of its own class without a status where none is given.
 */
export const errors: FixtureFamily = recordedFamily<ErrorsCase>('errors', [
  {
    name: 'captured stream',
    has: ({ given }) => given.surface !== 'websocket',
    open: async () => ({ observe: streamed }),
  },
  {
    name: 'WebSocket middleware',
    has: ({ given }) => given.surface === 'websocket',
    open: async () => ({ observe: answered }),
  },
])

/** A function that streams answers an early error of the handler, or of the body, as a complete response. */
async function streamed({ given, expect }: ErrorsCase): Promise<Observation> {
  const { surface, error, headers = {}, path = '/x', method = 'GET' } = given
  const env = createTestEnv()
  const handler = streamifyResponse(
    async () => {
      if (surface === 'http' && error) throw errorOf(error)
      return { statusCode: 200, headers: { 'content-type': 'text/plain; charset=utf-8' }, body: body(given) }
    },
    { onEarlyError: () => {}, onLateError: () => {} },
  )
  const outcome = await env.invokeStreaming(handler, buildFunctionUrlEvent({ path, method, headers }), {
    awsRequestId: 'req-generated',
  })
  if (surface === 'stream-late') {
    const { statusCode, text, streamErrorCode } = outcome
    return {
      actual: { status: statusCode, text, streamErrorCode },
      expected: {
        status: expect.status,
        text: expect.chunks?.join(''),
        streamErrorCode: expect.streamErrorCode,
      },
    }
  }
  return responses(outcome.statusCode, outcome.headers, outcome.text, expect)
}

async function* body({ surface, error }: ErrorsCase['given']): AsyncGenerator<string> {
  if (surface === 'stream-late') yield 'first'
  if (surface !== 'http' && error) throw errorOf(error)
  yield 'ok'
}

async function answered({ given, expect }: ErrorsCase): Promise<Observation> {
  const env = createTestEnv()
  const handler = middy<WebSocketEvent>()
    .use(webSocketManagement({ management: env.webSocket.at, clock: env.clock, logger: false }))
    .handler(async () => {
      throw given.error ? errorOf(given.error) : new Error('no case')
    })
  env.ids.queue('req-generated')
  const { requestId = 'ws-req-1' } = given
  const event = buildWebSocketEvent({ body: 'x' })
  const outcome = await env.invokeWebSocket(handler, {
    ...event,
    requestContext: { ...event.requestContext, requestId },
  })
  const { statusCode = 0, headers = {}, body: text = '' } = outcome.response as WebSocketResponse
  return responses(statusCode, headers, text, expect)
}

interface WebSocketResponse {
  readonly statusCode?: number
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string
}

/** `x-request-id` is a header of AppTheory's HTTP runtime, of every response, and is not compared. */
function responses(
  status: number,
  headers: Readonly<Record<string, unknown>>,
  text: string,
  expect: ErrorsCase['expect'],
): Observation {
  const { 'x-request-id': _, ...recordedHeaders } = expect.headers
  const names = Object.keys(recordedHeaders)
  return {
    actual: {
      status,
      headers: Object.fromEntries(names.map((name) => [name, headers[name]])),
      body: parsed(text),
    },
    expected: { status: expect.status, headers: recordedHeaders, body: expect.body },
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}

function errorOf({ class: name, code, message, statusCode, details }: RecordedError): Error {
  if (name === 'Error') return new Error(message)
  if (name === 'AppError') return Object.assign(new Error(message), { name, code })
  return new AppTheoryError(code, message, {
    ...(statusCode !== undefined && { statusCode }),
    ...(details && { details }),
  } as never)
}
