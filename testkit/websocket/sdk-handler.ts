import type { ConnectionAnswer } from './connections-wire.ts'

interface SdkRequest {
  readonly method: string
  readonly protocol: string
  readonly hostname: string
  readonly port?: number
  readonly path: string
  readonly body?: unknown
}

interface SdkResponse {
  readonly response: {
    readonly statusCode: number
    readonly headers: Record<string, string>
    readonly body: Uint8Array
  }
}

interface SdkRequestOptions {
  readonly abortSignal?: unknown
}

/** A request handler of the SDK. */
export interface SdkHandler {
  readonly metadata: { readonly handlerProtocol: string }
  handle(request: SdkRequest, options?: SdkRequestOptions): Promise<SdkResponse>
  destroy(): void
  updateHttpClientConfig(key: never, value: never): void
  httpHandlerConfigs(): Record<string, never>
}

export interface ReceivedRequest {
  readonly method: string
  /** Such as `https:`. */
  readonly protocol: string
  /** With the port, if there is one. */
  readonly host: string
  readonly path: string
  readonly body: Uint8Array
}

/**
 * A handler that answers in this process. An error of `answer` is a failure of the network; after
 * `undefined`, the request stays without an answer until it is aborted.
 */
export function sdkHandler(answer: (request: ReceivedRequest) => ConnectionAnswer | undefined): SdkHandler {
  return {
    metadata: { handlerProtocol: 'http/1.1' },
    async handle({ method, protocol, hostname, port, path, body }, { abortSignal } = {}) {
      if (isSignal(abortSignal) && abortSignal.aborted) throw abortError()
      const host = port === undefined ? hostname : `${hostname}:${port}`
      const answered = answer({ method, protocol, host, path, body: bytesOf(body) })
      if (!answered) return untilAbort(abortSignal)
      const { statusCode, headers } = answered
      return { response: { statusCode, headers: { ...headers }, body: Buffer.from(answered.body) } }
    },
    destroy() {},
    updateHttpClientConfig() {},
    httpHandlerConfigs: () => ({}),
  }
}

function isSignal(signal: unknown): signal is AbortSignal {
  return signal instanceof AbortSignal
}

function untilAbort(signal: unknown): Promise<never> {
  return new Promise((_, reject) => {
    if (isSignal(signal)) signal.addEventListener('abort', () => reject(abortError()), { once: true })
  })
}

/** The error of the SDK's request handlers. */
function abortError(): Error {
  return Object.assign(new Error('Request aborted'), { name: 'AbortError' })
}

function bytesOf(body: unknown): Uint8Array {
  if (typeof body === 'string') return Buffer.from(body)
  return body instanceof Uint8Array ? body : new Uint8Array()
}
