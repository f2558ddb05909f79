import type { Failure } from '../attempt.ts'
import { type ChunkSource, chunksOf } from '../chunk-source.ts'
import type { Exchange, OpenResponse } from '../exchange.ts'
import { isEventStream, type ResponseMetadata } from '../response-metadata.ts'
import { asResponse, responseKeys, withJsonBody } from '../returned/as-response.ts'
import { isRecord, isStream, isWebStream, isWhole } from '../returned/body-kind.ts'
import { invalidBody } from '../returned/invalid-response.ts'
import { errorEvent } from '../stream-error.ts'
import type { StreamableBody, StreamedResponse } from '../streamed-response.ts'
import { GuardedBody } from './guarded-body.ts'

/** What is used of Middy's request. */
export interface ChainRequest {
  /** What the `onError` middlewares had to answer. */
  readonly error?: unknown
}

/**
 * What happens to a handler's response before any `after` middleware of its chain. The response is checked,
 * so that `onError` middlewares answer one that cannot be sent. The first chunk of its body is pulled, so
 * that they answer a body that fails at once. The `after` middlewares get the body guarded.
 */
export class HandlerPhase {
  readonly #exchange: Exchange
  #request: ChainRequest | undefined
  #returned: StreamedResponse | undefined
  #chunks: ChunkSource | undefined
  /** The value that Middy got for the handler's, without an `after` middleware. */
  #handed: unknown
  #opened: OpenResponse | undefined
  #guard: GuardedBody | undefined
  #isOver = false

  constructor(exchange: Exchange) {
    this.#exchange = exchange
  }

  /**
   * @param hasAfter - whether there are `after` middlewares
   * @returns the response that they get in the place of `returned`
   */
  async begin(returned: unknown, request: ChainRequest, hasAfter: boolean = true): Promise<unknown> {
    if (returned === undefined || returned === null) return returned
    const response = asResponse(returned)
    const { body } = response
    // Can be read again after the chain. A list may be meant as JSON.
    const isKept = !isStream(body) || isWhole(body) || Array.isArray(body)
    const sendable = isKept ? withJsonBody(response) : response
    const chunks = chunksOf(sendable)
    // Middy may have given up a handler that answers nevertheless.
    if (this.#isOver) return this.#closed(chunks, response)
    if (!isKept) this.#chunks = chunks
    const opened = await this.#exchange.open(sendable, chunks)
    if (this.#isOver) return this.#closed(chunks, response)
    const isBare = body === returned
    const handed = isBare ? returned : withStatus(response)
    if (!hasAfter) {
      this.#handed = handed
      this.#opened = opened
    }
    if (!hasAfter || isKept) return handed
    if (opened.chunks !== chunks) return withBody(response, '')
    this.#request = request
    const guarded = this.#guardBody(chunks, body, opened.metadata).body
    if (isBare) return guarded
    this.#returned = response
    return withBody(response, guarded as StreamableBody)
  }

  /** The handler's response, open, if no middleware got it and it is the one to send. */
  openedFor(returned: unknown): OpenResponse | undefined {
    return returned === this.#handed ? this.#opened : undefined
  }

  /** The handler's own response, which a body that still runs may go on changing. */
  get watched(): readonly StreamedResponse[] {
    return this.#returned ? [this.#returned] : []
  }

  /** Whether the response is made of the handler's body, and of what the chain has read of it. */
  get isRead(): boolean {
    return this.#guard?.isRead === true && this.#request?.error === undefined
  }

  /** Why the body ended early for the chain that made the response of it. */
  get failure(): Failure | undefined {
    return this.isRead ? this.#guard?.failure : undefined
  }

  /**
   * The chunks of the handler's body, if `body` stands for it: untouched, or written as JSON by a middleware
   * that takes every body for data.
   * @throws AppTheoryError `stream.invalid_body` if a middleware made it a part of some text
   */
  untouched(body: unknown): ChunkSource | undefined {
    const guard = this.#guard
    if (!guard || guard.isRead) return undefined
    if (body === guard.body || isRecord(body)) return this.#chunks
    if (typeof body !== 'string' || !body.includes(guard.placeholder)) return undefined
    if (body === guard.placeholder || body === JSON.stringify(guard.placeholder)) return this.#chunks
    throw invalidBody(
      'a middleware wrote the body into a text, but the body is a stream: give it a content type',
    )
  }

  /** Closes the body if it has not been sent to its end. */
  end(): Promise<void> | undefined {
    this.#isOver = true
    this.#guard?.close()
    return this.#chunks && this.#exchange.release(this.#chunks)
  }

  async #closed(chunks: ChunkSource, response: StreamedResponse): Promise<StreamedResponse> {
    await this.#exchange.release(chunks)
    return withBody(response, '')
  }

  /** What middlewares read of the body ends when the time is up. */
  #guardBody(chunks: ChunkSource, body: StreamableBody, metadata: ResponseMetadata): GuardedBody {
    const { interruption } = this.#exchange
    const guard = new GuardedBody(chunks, isWebStream(body), isEventStream(metadata) ? errorEvent : () => '')
    interruption.watch()
    interruption.onInterrupt = (reason) => guard.fail(reason)
    this.#guard = guard
    return guard
  }
}

/** With the status that is meant: some middlewares take a response without one for a failure. */
function withStatus(response: StreamedResponse): StreamedResponse {
  const { statusCode } = response
  return statusCode === undefined || statusCode === null ? { ...response, statusCode: 200 } : response
}

/** A copy, because a handler may return the same object every time. Its members may be those of a class. */
function withBody(response: StreamedResponse, body: StreamableBody): StreamedResponse {
  const members = Object.fromEntries(responseKeys.map((key) => [key, Reflect.get(response, key)]))
  return withStatus({ ...response, ...members, isBase64Encoded: false, body })
}
