import type { TimerClock } from '../../../services/clock/clock.ts'
import { answerOf, type Engine, type Reply } from '../engine.ts'
import { DynamoDBException } from '../exceptions.ts'
import { operationOf, type WireWriter } from './wire.ts'

/** What the SDK hands to its handler, as far as it matters here. */
export interface SdkRequest {
  /** The headers of the request, `x-amz-target` with the operation among them. */
  readonly headers: Readonly<Record<string, string>>
  /** The JSON of the request, as text or bytes. */
  readonly body?: unknown
}

/** What the SDK reads of a response. */
export interface SdkResponse {
  /** Status, headers and body, as they would come over HTTP. */
  readonly response: {
    readonly statusCode: number
    readonly headers: Record<string, string>
    readonly body: Uint8Array
  }
}

/** The options of the SDK's own handler that mean something without a network. */
export interface InProcessOptions {
  /**
   * Milliseconds of the fake's clock after which a request is given up, or warned about.
   *
   * @defaultValue never
   */
  readonly requestTimeout?: number | undefined
  /**
   * Whether a request timeout is an error rather than a warning, as in the SDK's own handler.
   *
   * @defaultValue `false`
   */
  readonly throwOnRequestTimeout?: boolean | undefined
  readonly logger?: { warn?(message: string): void } | undefined
}

interface CallOptions {
  readonly abortSignal?: AbortSignal | undefined
  readonly requestTimeout?: number | undefined
}

/** A request handler of the SDK that answers in this process. Everything above it is the SDK's own. */
export class InProcessHandler {
  readonly metadata: { readonly handlerProtocol: string } = { handlerProtocol: 'http/1.1' }
  readonly #engine: Engine
  readonly #timers: Pick<TimerClock, 'schedule'>
  readonly #writer: WireWriter
  #options: InProcessOptions

  constructor(
    engine: Engine,
    timers: Pick<TimerClock, 'schedule'>,
    writer: WireWriter,
    options: InProcessOptions,
  ) {
    this.#engine = engine
    this.#timers = timers
    this.#writer = writer
    this.#options = options
  }

  async handle(request: SdkRequest, { abortSignal, requestTimeout }: CallOptions = {}): Promise<SdkResponse> {
    if (abortSignal?.aborted) throw abortError(abortSignal)
    const reply = this.#send(request)
    const answered = 'kind' in reply && reply.kind === 'answer'
    return this.#respond(answered ? reply : await this.#wait(reply, abortSignal, requestTimeout))
  }

  destroy(): void {}

  updateHttpClientConfig(key: string, value: unknown): void {
    this.#options = { ...this.#options, [key]: value }
  }

  httpHandlerConfigs(): InProcessOptions {
    return this.#options
  }

  #send({ headers, body }: SdkRequest): Reply | Promise<Reply> {
    const target = headers['x-amz-target']
    const operation = operationOf(target)
    if (operation !== undefined) return this.#engine.receive(operation, textOf(body))
    return answerOf(
      new DynamoDBException('UnknownOperationException', `FakeDynamoDB does not know ${target}`),
    )
  }

  #respond(reply: Reply): SdkResponse {
    if (reply.kind !== 'answer') throw connectionReset()
    const { bytes, headers } = this.#writer.write(reply.body)
    return { response: { statusCode: reply.statusCode, headers, body: bytes } }
  }

  /**
   * The reply, unless the caller or the clock loses patience first. What was sent is applied all the same.
   */
  #wait(
    sent: Reply | Promise<Reply>,
    signal: AbortSignal | undefined,
    timeout: number | undefined = this.#options.requestTimeout,
  ): Promise<Reply> {
    return new Promise<Reply>((resolve, reject) => {
      const onAbort = () => settle(() => reject(abortError(signal)))
      const cancelTimer = timeout
        ? this.#timers.schedule(timeout, () => this.#onTimeout(timeout, fail))
        : undefined
      const settle = (finish: () => void) => {
        cancelTimer?.()
        signal?.removeEventListener?.('abort', onAbort)
        finish()
      }
      const fail = (error: unknown) => settle(() => reject(error))
      signal?.addEventListener?.('abort', onAbort, { once: true })
      Promise.resolve(sent).then((reply) => {
        if (reply.kind !== 'hang') settle(() => resolve(reply))
      }, fail)
    })
  }

  #onTimeout(timeout: number, fail: (error: Error) => void): void {
    const message = `a request has exceeded the configured ${timeout} ms requestTimeout`
    if (this.#options.throwOnRequestTimeout) {
      fail(Object.assign(new Error(message), { name: 'TimeoutError', code: 'ETIMEDOUT' }))
    } else {
      this.#options.logger?.warn?.(message)
    }
  }
}

/** The SDK's body: a string, or bytes of some kind of its own, which does not like to be called a string. */
function textOf(body: unknown): string {
  if (typeof body === 'string') return body
  if (!(body instanceof Uint8Array)) return ''
  return Buffer.from(body.buffer, body.byteOffset, body.byteLength).toString('utf8')
}

/** As the SDK's own handler has it: the reason as cause. */
function abortError(signal: AbortSignal | undefined): Error {
  const reason: unknown = signal?.reason
  const error = new Error('Request aborted', reason === undefined ? {} : { cause: reason })
  error.name = 'AbortError'
  return error
}

function connectionReset(): Error {
  return Object.assign(new Error('read ECONNRESET'), { code: 'ECONNRESET', errno: -104, syscall: 'read' })
}
