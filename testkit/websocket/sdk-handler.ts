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

/** A request handler of the SDK. */
export interface SdkHandler {
  readonly metadata: { readonly handlerProtocol: string }
  handle(request: SdkRequest): Promise<SdkResponse>
  destroy(): void
  updateHttpClientConfig(key: never, value: never): void
  httpHandlerConfigs(): Record<string, never>
}

export interface ReceivedRequest {
  readonly method: string
  /** Such as `https:`. */
  readonly protocol: string
  /** With the port, where there is one. */
  readonly host: string
  readonly path: string
  readonly body: Uint8Array
}

/** A handler that answers in this process. What `answer` throws is a failure of the network. */
export function sdkHandler(answer: (request: ReceivedRequest) => ConnectionAnswer): SdkHandler {
  return {
    metadata: { handlerProtocol: 'http/1.1' },
    async handle({ method, protocol, hostname, port, path, body }) {
      const host = port === undefined ? hostname : `${hostname}:${port}`
      const {
        statusCode,
        headers,
        body: answered,
      } = answer({
        method,
        protocol,
        host,
        path,
        body: bytesOf(body),
      })
      return { response: { statusCode, headers: { ...headers }, body: Buffer.from(answered) } }
    },
    destroy() {},
    updateHttpClientConfig() {},
    httpHandlerConfigs: () => ({}),
  }
}

function bytesOf(body: unknown): Uint8Array {
  if (typeof body === 'string') return Buffer.from(body)
  return body instanceof Uint8Array ? body : new Uint8Array()
}
