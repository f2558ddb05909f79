import middy7 from '@middy/core'
import httpErrorHandler7 from '@middy/http-error-handler'
import middy6 from 'middy6'
import httpErrorHandler6 from 'middy6-http-error-handler'
import type { LambdaHandler } from '../testkit/index.ts'

export interface MiddyVersion {
  readonly version: 'Middy 6' | 'Middy 7'
  /** A chain whose middlewares run in this order around the handler. */
  chain(handler: (event: never, context: never) => unknown, ...middlewares: object[]): LambdaHandler
  /** `http-error-handler` in the release for this Middy. */
  errorHandler(options?: object): object
}

/** The releases of Middy that the package supports, each with its own types. */
export const middyVersions: readonly MiddyVersion[] = [
  {
    version: 'Middy 6',
    chain: (handler, ...middlewares) => middy6(handler).use(middlewares),
    errorHandler: httpErrorHandler6,
  },
  {
    version: 'Middy 7',
    chain: (handler, ...middlewares) => middy7(handler).use(middlewares),
    errorHandler: httpErrorHandler7,
  },
]
