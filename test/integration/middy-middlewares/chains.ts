// Middy's official HTTP middlewares, each around a body that streams, in a release for Middy 6 and one for
// Middy 7.
import middy from '@middy/core'
import httpContentEncoding from '@middy/http-content-encoding'
import httpContentNegotiation from '@middy/http-content-negotiation'
import httpCors from '@middy/http-cors'
import httpErrorHandler from '@middy/http-error-handler'
import httpEventNormalizer from '@middy/http-event-normalizer'
import httpHeaderNormalizer from '@middy/http-header-normalizer'
import httpJsonBodyParser from '@middy/http-json-body-parser'
import httpMultipartBodyParser from '@middy/http-multipart-body-parser'
import httpPartialResponse from '@middy/http-partial-response'
import httpResponseSerializer from '@middy/http-response-serializer'
import httpRouter from '@middy/http-router'
import httpSecurityHeaders from '@middy/http-security-headers'
import httpUrlEncodeBodyParser from '@middy/http-urlencode-body-parser'
import httpUrlEncodePathParser from '@middy/http-urlencode-path-parser'
import middy6 from 'middy6'
import httpContentNegotiation6 from 'middy6-http-content-negotiation'
import httpCors6 from 'middy6-http-cors'
import httpErrorHandler6 from 'middy6-http-error-handler'
import httpEventNormalizer6 from 'middy6-http-event-normalizer'
import httpHeaderNormalizer6 from 'middy6-http-header-normalizer'
import httpJsonBodyParser6 from 'middy6-http-json-body-parser'
import httpMultipartBodyParser6 from 'middy6-http-multipart-body-parser'
import httpResponseSerializer6 from 'middy6-http-response-serializer'
import httpRouter6 from 'middy6-http-router'
import httpSecurityHeaders6 from 'middy6-http-security-headers'
import httpUrlEncodeBodyParser6 from 'middy6-http-urlencode-body-parser'
import { type LateError, streamifyExecutionMode, streamifyResponse } from '../../../streaming/index.ts'
import type { LambdaStreamingHandler } from '../../../testkit/index.ts'

export const setups = ['6, wrapped', '7, wrapped', '7, execution mode'] as const

export type Setup = (typeof setups)[number]

export type Handle = (event: never) => unknown

type Middleware = object

const serializers = [{ regex: /json/, serializer: ({ body }: { body?: unknown }) => JSON.stringify(body) }]
const json = { serializers, defaultContentType: 'application/json' }

/** For Middy 6, and for Middy 7. Where there is no release for 6, the one for 7 runs on it. */
export const middlewares: Readonly<
  Record<string, readonly [of6: () => Middleware[], of7: () => Middleware[]]>
> = {
  'http-content-encoding': [
    () => [httpContentNegotiation6(), httpContentEncoding()],
    () => [httpContentNegotiation(), httpContentEncoding()],
  ],
  'http-content-negotiation': [() => [httpContentNegotiation6()], () => [httpContentNegotiation()]],
  'http-cors': [() => [httpCors6({ origin: '*' })], () => [httpCors({ origin: '*' })]],
  'http-error-handler': [
    () => [httpErrorHandler6({ logger: false })],
    () => [httpErrorHandler({ logger: false })],
  ],
  'http-event-normalizer': [() => [httpEventNormalizer6()], () => [httpEventNormalizer()]],
  'http-header-normalizer': [() => [httpHeaderNormalizer6()], () => [httpHeaderNormalizer()]],
  'http-json-body-parser': [() => [httpJsonBodyParser6()], () => [httpJsonBodyParser()]],
  'http-multipart-body-parser': [() => [httpMultipartBodyParser6()], () => [httpMultipartBodyParser()]],
  'http-partial-response': [() => [httpPartialResponse()], () => [httpPartialResponse()]],
  'http-response-serializer': [() => [httpResponseSerializer6(json)], () => [httpResponseSerializer(json)]],
  'http-router': [() => [], () => []],
  'http-security-headers': [() => [httpSecurityHeaders6()], () => [httpSecurityHeaders()]],
  'http-urlencode-body-parser': [() => [httpUrlEncodeBodyParser6()], () => [httpUrlEncodeBodyParser()]],
  'http-urlencode-path-parser': [() => [httpUrlEncodePathParser()], () => [httpUrlEncodePathParser()]],
}

export interface ChainOptions {
  readonly onLateError: (failure: LateError) => unknown
}

/** A streaming function behind the middleware of that name. */
export function chainOf(
  name: string,
  setup: Setup,
  handle: Handle,
  { onLateError }: ChainOptions,
): LambdaStreamingHandler {
  const [of6, of7] = middlewares[name] ?? [() => [], () => []]
  const options = { onLateError, onEarlyError: () => {} }
  // The types of http-router expect a response without a stream.
  const routes = [{ method: 'POST', path: '/items/{id}', handler: handle }] as never
  if (setup === '6, wrapped') {
    const handler = name === 'http-router' ? httpRouter6(routes) : handle
    return streamifyResponse(middy6(handler).use(of6()), options)
  }
  const handler = name === 'http-router' ? httpRouter(routes) : handle
  if (setup === '7, wrapped') {
    return streamifyResponse(middy(handler).use(of7()), options)
  }
  const chain = middy<never>({ executionMode: streamifyExecutionMode(options) })
  const streamed = chain.use(of7() as middy.MiddlewareObj[]).handler(handler)
  return streamed
}
