// Also loaded by Lambda's runtime client: a function for each form and chain, whose event names the cell.
import middy from '@middy/core'
import httpContentEncoding from '@middy/http-content-encoding'
import httpContentNegotiation from '@middy/http-content-negotiation'
import httpCors from '@middy/http-cors'
import httpErrorHandler from '@middy/http-error-handler'
import httpResponseSerializer from '@middy/http-response-serializer'
import type { Clock } from '../../../services/clock/clock.ts'
import { systemClock, timersOf } from '../../../services/clock/clock.ts'
import {
  type LateError,
  type StreamedResult,
  streamifyExecutionMode,
  streamifyResponse,
} from '../../../streaming/index.ts'
import { markStreaming } from '../../../streaming/lambda-stream.ts'
import type { LambdaStreamingHandler } from '../../../testkit/index.ts'
import { type Cell, type Chain, failureMessage, type Observed } from './cell.ts'
import { responseOf } from './source.ts'

export interface CellEvent {
  readonly cell: Cell
  readonly headers: Readonly<Record<string, string>>
}

interface CellFunction {
  readonly handler: LambdaStreamingHandler<CellEvent>
  observed(): Observed
}

/** A function that is made for one invocation. */
export function cellFunction({ form, chain }: Cell, clock: Clock): CellFunction {
  const late: string[] = []
  let isClosed = false
  let failedAt = clock.now()
  let lateAfterMs = 0
  const failed = (): Error => {
    failedAt = clock.now()
    return Object.assign(new Error(failureMessage), { statusCode: 503, expose: true, code: 'ECONNRESET' })
  }
  const closed = (): void => {
    isClosed = true
  }
  const wait = (ms: number): Promise<void> =>
    new Promise((resolve) => {
      timersOf(clock).schedule(ms, resolve)
    })
  const onLateError = ({ code, error }: LateError): void => {
    late.push(`${code}: ${(error as Error).message}`)
    lateAfterMs = clock.now() - failedAt
  }
  const answer = async ({ cell }: CellEvent): Promise<StreamedResult> =>
    responseOf(cell, { wait, failed, closed })
  const options = { clock, onEarlyError: () => {}, onLateError }
  const around = middlewares[chain]()
  const handler =
    form === 'execution mode'
      ? middy<CellEvent>({ executionMode: streamifyExecutionMode(options) })
          .use(around)
          .handler(answer)
      : streamifyResponse(chain === 'no chain' ? answer : middy(answer).use(around), options)
  return {
    handler,
    observed: () => ({ late, closed: isClosed, lateAfterMs }),
  }
}

const middlewares: Readonly<Record<Chain, () => middy.MiddlewareObj[]>> = {
  'no chain': () => [],
  gzip: () => [httpContentNegotiation(), httpContentEncoding()] as middy.MiddlewareObj[],
  serializer: () => [
    httpResponseSerializer({
      serializers: [{ regex: /json/, serializer: ({ body }: { body?: unknown }) => JSON.stringify(body) }],
      defaultContentType: 'application/json',
    }),
  ],
  'cors + error handler': () =>
    [
      httpCors({ origin: 'https://example.com' }),
      httpErrorHandler({ logger: false }),
    ] as middy.MiddlewareObj[],
}

export const handler: unknown = markStreaming(
  async (event: CellEvent, stream: never, context: never): Promise<void> => {
    const { handler, observed } = cellFunction(event.cell, systemClock)
    try {
      await handler(event, stream, context)
    } finally {
      await new Promise(setImmediate)
      process.send?.(observed())
    }
  },
)
