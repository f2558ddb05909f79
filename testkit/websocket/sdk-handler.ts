import type { ConnectionAnswer } from './connections-wire.ts'

/** A signed request, as the SDK passes it to its handler. */
interface SdkRequest {
  /** The HTTP method, such as `POST`. */
  readonly method: string
  /** Such as `https:`. */
  readonly protocol: string
  /** The host without its port. */
  readonly hostname: string
  /** Absent for the default port of the protocol. */
  readonly port?: number
  /** The path with the stage, such as `/prod/@connections/ann`. */
  readonly path: string
  /** The message of a `PostToConnection`. */
  readonly body?: unknown
}

/** A response, as the SDK takes it from its handler. */
interface SdkResponse {
  /** Status, headers and body, as they would come over HTTP. */
  readonly response: {
    readonly statusCode: number
    readonly headers: Record<string, string>
    readonly body: Uint8Array
  }
}

/** What the SDK passes to its handler beside the request. */
interface SdkRequestOptions {
  /** Ends the wait for an answer when it is aborted. */
  readonly abortSignal?: unknown
}

/** A request handler of the SDK. */
export interface SdkHandler {
  /** The protocol of the handler, which the SDK puts into its user agent. */
  readonly metadata: { readonly handlerProtocol: string }
  /** Answers one request. */
  handle(request: SdkRequest, options?: SdkRequestOptions): Promise<SdkResponse>
  /** Called by `client.destroy()`. There is nothing to close. */
  destroy(): void
  /** Part of the SDK's interface. The values are ignored. */
  updateHttpClientConfig(key: never, value: never): void
  /** Part of the SDK's interface. Always empty. */
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
