// The middlewares of Middy and of AWS Lambda Powertools that `docs/middleware-order.md` places beside those
// of this package.
import { DynamoDBPersistenceLayer } from '@aws-lambda-powertools/idempotency/dynamodb'
import { makeHandlerIdempotent } from '@aws-lambda-powertools/idempotency/middleware'
import { Logger } from '@aws-lambda-powertools/logger'
import { injectLambdaContext } from '@aws-lambda-powertools/logger/middleware'
import { Metrics } from '@aws-lambda-powertools/metrics'
import { logMetrics } from '@aws-lambda-powertools/metrics/middleware'
import { parser } from '@aws-lambda-powertools/parser/middleware'
import { Tracer } from '@aws-lambda-powertools/tracer'
import { captureLambdaHandler } from '@aws-lambda-powertools/tracer/middleware'
import errorLogger from '@middy/error-logger'
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
import httpSecurityHeaders from '@middy/http-security-headers'
import httpUrlEncodeBodyParser from '@middy/http-urlencode-body-parser'
import httpUrlEncodePathParser from '@middy/http-urlencode-path-parser'
import inputOutputLogger from '@middy/input-output-logger'
import warmup from '@middy/warmup'
import errorLogger6 from 'middy6-error-logger'
import httpContentNegotiation6 from 'middy6-http-content-negotiation'
import httpCors6 from 'middy6-http-cors'
import httpErrorHandler6 from 'middy6-http-error-handler'
import httpEventNormalizer6 from 'middy6-http-event-normalizer'
import httpHeaderNormalizer6 from 'middy6-http-header-normalizer'
import httpJsonBodyParser6 from 'middy6-http-json-body-parser'
import httpMultipartBodyParser6 from 'middy6-http-multipart-body-parser'
import httpResponseSerializer6 from 'middy6-http-response-serializer'
import httpSecurityHeaders6 from 'middy6-http-security-headers'
import httpUrlEncodeBodyParser6 from 'middy6-http-urlencode-body-parser'
import inputOutputLogger6 from 'middy6-input-output-logger'
import warmup6 from 'middy6-warmup'
import { z } from 'zod'
import type { FakeDynamoDB } from '../../../testkit/index.ts'

/** What the middlewares of a chain write, and where they store. */
export interface Surroundings {
  readonly log: (line: unknown) => void
  readonly dynamodb: FakeDynamoDB
}

type Make = (surroundings: Surroundings) => object | readonly object[]

export interface Subject {
  readonly of6: Make
  readonly of7: Make
}

const both = (make: Make): Subject => ({ of6: make, of7: make })
const json = {
  serializers: [{ regex: /json/, serializer: ({ body }: { body?: unknown }) => JSON.stringify(body) }],
  defaultContentType: 'application/json',
}
const cors = {
  origin: 'https://shop.example',
  exposeHeaders: 'retry-after,x-ratelimit-remaining',
  disableBeforePreflightResponse: false,
}
const errors = { logger: false } as const

/** By the names that the page gives them. Where there is no release for Middy 6, the one for 7 runs on it. */
export const subjects: Readonly<Record<string, Subject>> = {
  '@middy/warmup': { of6: () => warmup6(), of7: () => warmup() },
  '@middy/error-logger': {
    of6: ({ log }) => errorLogger6({ logger: ({ error }: { error: unknown }) => log(error) } as never),
    of7: ({ log }) => errorLogger({ logger: ({ error }: { error: unknown }) => log(error) } as never),
  },
  '@middy/input-output-logger': {
    of6: ({ log }) => inputOutputLogger6({ logger: log }),
    of7: ({ log }) => inputOutputLogger({ logger: log }),
  },
  '@middy/http-cors': { of6: () => httpCors6(cors), of7: () => httpCors(cors) },
  '@middy/http-security-headers': { of6: () => httpSecurityHeaders6(), of7: () => httpSecurityHeaders() },
  '@middy/http-error-handler': { of6: () => httpErrorHandler6(errors), of7: () => httpErrorHandler(errors) },
  '@middy/http-event-normalizer': { of6: () => httpEventNormalizer6(), of7: () => httpEventNormalizer() },
  '@middy/http-header-normalizer': { of6: () => httpHeaderNormalizer6(), of7: () => httpHeaderNormalizer() },
  '@middy/http-json-body-parser': { of6: () => httpJsonBodyParser6(), of7: () => httpJsonBodyParser() },
  '@middy/http-urlencode-body-parser': {
    of6: () => httpUrlEncodeBodyParser6({ disableContentTypeError: true } as never),
    of7: () => httpUrlEncodeBodyParser({ disableContentTypeCheck: true } as never),
  },
  '@middy/http-multipart-body-parser': {
    of6: () => httpMultipartBodyParser6({ disableContentTypeError: true } as never),
    of7: () => httpMultipartBodyParser({ disableContentTypeError: true } as never),
  },
  '@middy/http-urlencode-path-parser': both(() => httpUrlEncodePathParser()),
  '@middy/http-content-negotiation': {
    of6: () => httpContentNegotiation6(),
    of7: () => httpContentNegotiation(),
  },
  '@middy/http-content-encoding': {
    of6: () => [httpContentNegotiation6(), httpContentEncoding()],
    of7: () => [httpContentNegotiation(), httpContentEncoding()],
  },
  '@middy/http-response-serializer': {
    of6: () => httpResponseSerializer6(json),
    of7: () => httpResponseSerializer(json),
  },
  '@middy/http-partial-response': both(() => httpPartialResponse()),
  'Powertools `injectLambdaContext`': both(() => injectLambdaContext(new Logger({ logLevel: 'SILENT' }))),
  'Powertools `captureLambdaHandler`': both(() => captureLambdaHandler(new Tracer({ enabled: false }))),
  'Powertools `logMetrics`': both(() => logMetrics(new Metrics({ namespace: 'Shop', serviceName: 'test' }))),
  'Powertools `parser`': both(() => parser({ schema: z.looseObject({ rawPath: z.string() }) })),
  'Powertools `makeHandlerIdempotent`': both(({ dynamodb }) => {
    const options = { tableName: 'idempotency', awsSdkV3Client: dynamodb.client() }
    return makeHandlerIdempotent({ persistenceStore: new DynamoDBPersistenceLayer(options) })
  }),
}
