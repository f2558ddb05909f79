import { once } from 'node:events'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type Clock, systemClock } from '../../services/clock/clock.ts'
import { type IdGenerator, ulidGenerator } from '../../services/ids/ids.ts'
import { checkOptions } from '../../services/options/check-options.ts'
import {
  aClock,
  aFunction,
  anIdGenerator,
  integer,
  nonEmptyString,
  type OptionRulesOf,
  oneOf,
  required,
  timerMs,
} from '../../services/options/option-rules.ts'
import { lambdaContext } from '../lambda-context.ts'
import { type HttpOutcome, httpOutcome } from '../outcomes/http-outcome.ts'
import { type FunctionBackend, inProcessBackend, runtimeBackend } from './function-backend.ts'
import { functionUrlEvent, readBody } from './function-url-event.ts'
import { startRuntime } from './lambda-runtime.ts'
import { type FunctionFile, functionFileRules } from './runtime-process.ts'
import { StreamedAnswer } from './streamed-answer.ts'

/** The options that both kinds of gateway take. */
interface CommonGatewayOptions {
  /** The port on 127.0.0.1. @defaultValue a free one */
  readonly port?: number | undefined
  /** The source of the time in events and contexts. @defaultValue the system's */
  readonly clock?: Clock | undefined
  /** Request identifiers. @defaultValue ULIDs */
  readonly ids?: IdGenerator | undefined
  /** The name of the function in its context. @defaultValue `gateway` */
  readonly functionName?: string | undefined
  /** Timeout of an invocation, in milliseconds. After it the client gets 502. @defaultValue 30000 */
  readonly timeoutMs?: number | undefined
  /** Called with the errors of the function; the client gets 502. @defaultValue none */
  readonly onError?: ((error: unknown) => void) | undefined
}

/** A gateway before a function in this process. */
export interface InProcessGatewayOptions extends CommonGatewayOptions {
  /** Calls the function in the process of the gateway. @defaultValue `in-process` */
  readonly runtime?: 'in-process' | undefined
  /** The function, as Lambda would call it. What `streamifyResponse` returned is streamed. */
  readonly handler: (event: never, ...rest: never[]) => unknown
}

/**
 * A gateway before a function file in a child process, on Lambda's own client: `aws-lambda-ric` has to be
 * installed.
 */
export interface RicGatewayOptions extends CommonGatewayOptions, FunctionFile {
  /** Runs the function on the runtime interface client, in a process of its own. */
  readonly runtime: 'ric'
  /** The name of the function in its context. @defaultValue `gateway` */
  readonly functionName?: string | undefined
}

export const commonGatewayRules: OptionRulesOf<CommonGatewayOptions> = {
  port: integer(0, 65_535),
  clock: aClock,
  ids: anIdGenerator,
  functionName: nonEmptyString,
  timeoutMs: timerMs(1),
  onError: aFunction,
}

const inProcessRules: OptionRulesOf<InProcessGatewayOptions> = {
  ...commonGatewayRules,
  runtime: oneOf('in-process', 'ric'),
  handler: required(aFunction),
}

const ricRules: OptionRulesOf<RicGatewayOptions> = {
  ...functionFileRules,
  ...commonGatewayRules,
  runtime: oneOf('ric'),
}

/** The options of {@link startGateway}. */
export type GatewayOptions = InProcessGatewayOptions | RicGatewayOptions

/** A Function URL that runs on this machine. `await using` closes it. */
export interface Gateway extends AsyncDisposable {
  /** Where the function answers, such as `http://127.0.0.1:8080`. */
  readonly url: string
  /** The port on 127.0.0.1 that was given, or a free one. */
  readonly port: number
  /** Lets requests finish, and stops. */
  close(): Promise<void>
}

/**
 * Serves a function on 127.0.0.1 as a Lambda Function URL does. A streamed response is sent chunk by chunk.
 * If the function fails in the middle of it, the client's connection is closed before the end.
 *
 * @example
 * ```ts
 * const gateway = await startGateway({ handler: async () => ({ statusCode: 200, body: 'placed' }) })
 * const response = await fetch(gateway.url)
 * await gateway.close()
 * ```
 *
 * @throws TypeError (rejects) that names the wrong option
 */
export async function startGateway(options: GatewayOptions): Promise<Gateway> {
  checkOptions('startGateway', options, options?.runtime === 'ric' ? ricRules : inProcessRules)
  const { port = 0, clock = systemClock, functionName = 'gateway', timeoutMs = 30_000, onError } = options
  const ids = options.ids ?? ulidGenerator(clock)
  const backend = await startBackend(options, clock, timeoutMs)

  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const body = await readBody(request)
    const context = lambdaContext({ clock, ids }, { functionName, timeoutMs })
    const origin = { time: clock.now(), requestId: context.awsRequestId }
    const event = body && functionUrlEvent(request, body, origin)
    if (!event) {
      send(response, failure(413, 'Request Entity Too Large'))
      return
    }
    try {
      const outcome = await backend.answer(event, context, new StreamedAnswer(response))
      if (outcome === true) return
      send(response, outcome === false ? badGateway() : outcome)
    } catch (error) {
      onError?.(error)
      if (response.headersSent) response.destroy()
      else send(response, badGateway())
    }
  }

  const server = createServer((request, response) => {
    // Otherwise an open connection keeps the gateway from stopping.
    response.on('close', () => {
      if (!server.listening) server.closeIdleConnections()
    })
    answer(request, response).catch(() => response.destroy())
  })
  try {
    return await listening(server, port, backend)
  } catch (error) {
    await backend.close()
    throw error
  }
}

async function startBackend(
  options: GatewayOptions,
  clock: Clock,
  timeoutMs: number,
): Promise<FunctionBackend> {
  if (options.runtime === 'ric') return runtimeBackend(await startRuntime(options), timeoutMs)
  return inProcessBackend(options.handler, { clock, onError: options.onError })
}

async function listening(server: Server, requested: number, backend: FunctionBackend): Promise<Gateway> {
  server.listen(requested, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  const close = async (): Promise<void> => {
    if (!server.listening) return
    const closed = once(server, 'close')
    server.close()
    server.closeIdleConnections()
    await closed
    await backend.close()
  }
  return { url: `http://127.0.0.1:${port}`, port, close, [Symbol.asyncDispose]: close }
}

function badGateway(): HttpOutcome {
  return failure(502, 'Internal Server Error')
}

function failure(statusCode: number, message: string): HttpOutcome {
  return httpOutcome({
    statusCode,
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ Message: message }),
  })
}

function send(response: ServerResponse, { statusCode, headers, cookies, rawBody }: HttpOutcome): void {
  for (const [name, value] of Object.entries(headers)) response.setHeader(name, value)
  if (cookies.length > 0) response.setHeader('set-cookie', cookies)
  response.statusCode = statusCode
  response.setHeader('content-length', rawBody.length)
  response.end(rawBody)
}
