import middy from '@middy/core'
import httpContentEncoding from '@middy/http-content-encoding'
import httpContentNegotiation from '@middy/http-content-negotiation'
import httpCors from '@middy/http-cors'
import httpErrorHandler from '@middy/http-error-handler'
import httpPartialResponse from '@middy/http-partial-response'
import httpResponseSerializer from '@middy/http-response-serializer'
import { fixedWindow, rateLimit } from '../../../index.ts'
import { MemoryRateLimiter } from '../../../services/rate-limiter/memory/memory-rate-limiter.ts'
import {
  html,
  type SseEvent,
  type StreamOptions,
  sse,
  streamifyExecutionMode,
  streamifyResponse,
} from '../../../streaming/index.ts'
import { ManualClock } from '../../../testkit/index.ts'
import { bodyOf } from './fixture-body.ts'
import type { EventsSpec, Form, Given, HandlerSpec, MiddlewareSpec, ResponseSpec } from './fixture-case.ts'
import { errorOf, oddValue } from './fixture-values.ts'
import { turns } from './turns.ts'

/** What happened in an invocation besides what was sent. */
export interface Observations {
  readonly lateErrors: { code: string; chunks: number; bytes: number }[]
  readonly lateMessages: string[]
  readonly lateMutations: { field: string; name?: string }[]
  readonly trace: string[]
  readonly released: string[]
}

export interface FixtureFunction {
  /** Called as Lambda calls a streaming handler. */
  readonly handler: (event: unknown, stream: unknown, context: unknown) => Promise<void>
  /** Of the invocation before. */
  observed(): Observations
}

/** The function that a case describes, in one of its forms. */
export function fixtureFunction(given: Given, form: Form, clock: StreamOptions['clock']): FixtureFunction {
  let observations = noObservations()
  const record = (entry: string): void => {
    observations.trace.push(entry)
  }
  const lambdaHandler = async (): Promise<unknown> => {
    record('handler')
    return answerOf(given.handler, observations)
  }
  const options = streamOptions(given, () => observations, clock)
  const middlewares = (given.middlewares ?? []).map((spec) => middlewareOf(spec, record, given.clock))
  const hooks = { requestStart: () => record('requestStart'), requestEnd: () => record('requestEnd') }
  const chain =
    form === 'wrapper'
      ? middy(lambdaHandler, hooks)
      : middy({ ...hooks, executionMode: streamifyExecutionMode(options) }).handler(lambdaHandler)
  for (const middleware of middlewares.flat()) chain.use(middleware)
  const handler = form === 'wrapper' ? streamifyResponse(chain, options) : chain
  return {
    handler: (event, stream, context) => {
      observations = noObservations()
      return (handler as FixtureFunction['handler'])(event, stream, context)
    },
    observed: () => observations,
  }
}

export function noObservations(): Observations {
  return { lateErrors: [], lateMessages: [], lateMutations: [], trace: [], released: [] }
}

function streamOptions(
  { options = {}, errorResponse }: Given,
  observed: () => Observations,
  clock: StreamOptions['clock'],
): StreamOptions {
  return {
    ...options,
    ...(clock && { clock }),
    onEarlyError: () => {},
    onLateError({ code, error, chunks, bytes }) {
      observed().lateMessages.push(messageOf(error))
      observed().lateErrors.push({ code, chunks, bytes })
      observed().trace.push('lateError')
    },
    onLateMutation({ field, name }) {
      observed().lateMutations.push(name === undefined ? { field } : { field, name })
    },
    ...(errorResponse && {
      errorResponse() {
        if ('throws' in errorResponse) throw errorOf(errorResponse.throws)
        return responseOf(errorResponse, observed())
      },
    }),
  }
}

/** What a handler does: it throws, or returns something. */
export function answerOf(spec: HandlerSpec, observations: Observations): unknown {
  if ('throws' in spec) throw errorOf(spec.throws)
  if ('returns' in spec) return responseOf(spec.returns, observations)
  if ('returnsValue' in spec) return oddValue(spec.returnsValue)
  if ('returnsEvents' in spec) return sse(eventsOf(spec.returnsEvents), retryOf(spec.returnsEvents))
  if ('returnsEach' in spec) throw new Error('a case for each kind of body runs once for each of them')
  const observer = { mutate: () => {}, released: (how: string) => observations.released.push(how) }
  if ('returnsBody' in spec) return bodyOf(spec.returnsBody, observer)
  return html(bodyOf(spec.returnsPage, observer) as never)
}

function responseOf({ body, bodyValue, ...rest }: ResponseSpec, observations: Observations): never {
  const response: Record<string, unknown> = structuredClone(rest)
  const mutate = ({ headers, ...change }: ResponseSpec): void => {
    Object.assign(response, change)
    response['headers'] ??= {}
    Object.assign(response['headers'] as object, headers)
  }
  const released = (how: string): void => {
    observations.released.push(how)
  }
  if (body) response['body'] = bodyOf(body, { mutate, released })
  if (body?.kind === 'page') return { ...html(response['body'] as never), ...response } as never
  if (body?.kind === 'web-response') return webResponse(response)
  if (bodyValue) response['body'] = oddValue(bodyValue)
  return response as never
}

function webResponse({ statusCode, headers = {}, body }: Readonly<Record<string, unknown>>): never {
  const init = { status: Number(statusCode), headers: headers as Record<string, string> }
  return new Response(body as ReadableStream<Uint8Array>, init) as never
}

function retryOf({ retryMs }: EventsSpec): object {
  return retryMs === undefined ? {} : { retryMs }
}

async function* eventsOf({ events }: EventsSpec): AsyncGenerator<SseEvent> {
  for (const event of events) {
    if ('error' in event) throw errorOf(event.error as never)
    yield event
  }
}

function messageOf(error: unknown): string {
  try {
    return String((error as Error).message)
  } catch {
    return 'a message that cannot be read'
  }
}

function middlewareOf(
  spec: MiddlewareSpec,
  record: (entry: string) => void,
  now: string,
): middy.MiddlewareObj | middy.MiddlewareObj[] {
  switch (spec.kind) {
    case 'trace':
      return {
        before: () => record(`before ${spec.name}`),
        after: () => record(`after ${spec.name}`),
        onError: () => record(`onError ${spec.name}`),
      }
    case 'throws':
      return {
        [spec.phase]: () => {
          throw errorOf(spec.error)
        },
      }
    case 'answers-errors':
      return {
        onError: (request) => {
          request.response = { statusCode: spec.statusCode, headers: { 'x-by': 'onError' }, body: 'answered' }
        },
      }
    case 'sets-header':
      return {
        after: ({ response }) => {
          response.headers = { ...response.headers, [spec.name]: spec.value }
        },
      }
    case 'replaces-body':
      return {
        after: ({ response }) => {
          response.body = spec.text
        },
      }
    case 'waits':
      return { after: () => turns(spec.turns) }
    case 'content-encoding':
      return [httpContentNegotiation(), httpContentEncoding()] as middy.MiddlewareObj[]
    case 'response-serializer': {
      const serializers = [
        { regex: /json/, serializer: ({ body }: { body?: unknown }) => JSON.stringify(body) },
      ]
      return httpResponseSerializer({ serializers, defaultContentType: 'application/json' })
    }
    case 'partial-response':
      return httpPartialResponse()
    case 'cors':
      return httpCors({ origin: 'https://example.com' })
    case 'error-handler':
      return httpErrorHandler({ logger: false }) as middy.MiddlewareObj
    case 'rate-limit': {
      const clock = new ManualClock(now)
      const limiter = new MemoryRateLimiter({
        strategy: fixedWindow({ limit: spec.limit, windowMs: spec.windowMs }),
        clock,
      })
      return rateLimit({ limiter, clock }) as middy.MiddlewareObj
    }
  }
}
