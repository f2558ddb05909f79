import type { Failure } from '../attempt.ts'
import { openBody } from '../body/open-body.ts'
import { wholeBody } from '../chunk-encoder.ts'
import type { ChunkSource } from '../chunk-source.ts'
import type { Exchange } from '../exchange.ts'
import { chunksOf, pullFirst } from '../open-response.ts'
import { isBodiless, isEventStream, type ResponseMetadata, responseMetadata } from '../response-metadata.ts'
import { checkSize } from '../response-size.ts'
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
  /** The body as it is, if no middleware gets it. */
  #unguarded: unknown
  #guard: GuardedBody | undefined
  #isOver = false

  constructor(exchange: Exchange) {
    this.#exchange = exchange
  }

  /**
   * @param hasAfter - whether there are `after` middlewares
   * @returns what they get in place of `returned`
   */
  begin(returned: unknown, request: ChainRequest, hasAfter: boolean = true): unknown {
    if (returned === undefined || returned === null) return returned
    const response = asResponse(returned)
    const { body } = response
    // A list may be meant as JSON.
    if (isStream(body) && !isWhole(body) && !Array.isArray(body)) {
      return this.#start(returned, response, hasAfter ? request : undefined)
    }
    this.#check(response)
    return body === returned ? returned : withStatus(response)
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
    if (!guard) return this.#unguarded === body ? this.#chunks : undefined
    if (guard.isRead) return undefined
    if (body === guard.body || isRecord(body)) return this.#chunks
    if (typeof body !== 'string' || !body.includes(guard.placeholder)) return undefined
    if (body === guard.placeholder || body === JSON.stringify(guard.placeholder)) return this.#chunks
    throw invalidBody(
      'a middleware wrote the body into a text, but the body is a stream: give it a content type',
    )
  }

  /** Closes the body if it has not been sent to its end. */
  async end(): Promise<void> {
    this.#isOver = true
    this.#guard?.close()
    if (this.#chunks) await this.#exchange.release(this.#chunks)
  }

  #check(response: StreamedResponse): void {
    responseMetadata(response, this.#exchange.event)
    const body = wholeBody(withJsonBody(response))
    if (isWhole(body)) checkSize(0, body, this.#exchange.maxBytes)
    else openBody(body)
  }

  async #start(
    returned: unknown,
    response: StreamedResponse,
    request: ChainRequest | undefined,
  ): Promise<unknown> {
    const { event, release } = this.#exchange
    const chunks = chunksOf(response)
    // Middy may have given up a handler that answers nevertheless.
    if (this.#isOver || isBodiless(Number(response.statusCode), event)) {
      await release(chunks)
      return withBody(response, '')
    }
    this.#chunks = chunks
    this.#request = request
    const metadata = await this.#pull(chunks, response)
    if (this.#isOver) await release(chunks)
    if (!request) {
      this.#unguarded = response.body
      return response.body === returned ? returned : response
    }
    const { body } = this.#guardBody(chunks, response.body, metadata)
    if (response.body === returned) return body
    this.#returned = response
    return withBody(response, body as StreamableBody)
  }

  /** What middlewares read of the body ends when the time is up. */
  #guardBody(chunks: ChunkSource, body: StreamableBody, metadata: ResponseMetadata): GuardedBody {
    const { interruption } = this.#exchange
    const guard = new GuardedBody(chunks, isWebStream(body), isEventStream(metadata) ? errorEvent : () => '')
    interruption.prepare()
    interruption.onInterrupt = (reason) => guard.fail(reason)
    this.#guard = guard
    return guard
  }

  async #pull(chunks: ChunkSource, response: StreamedResponse): Promise<ResponseMetadata> {
    const { commit, event, maxBytes, release, waitEarly } = this.#exchange
    try {
      if (commit === 'first-chunk') chunks.hold(await pullFirst(chunks, { maxBytes, wait: waitEarly }))
      return responseMetadata(response, event)
    } catch (error) {
      void release(chunks)
      throw error
    }
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
