import { AppTheoryError } from '../errors.ts'
import { maxTimerMs, timersOf } from '../services/clock/clock.ts'
import { type BodySource, nothing } from './body-source.ts'
import { type ChunkEncoder, chunkEncoder, wholeBody } from './chunk-encoder.ts'
import { Interruption } from './interruption.ts'
import { asResponseStream } from './lambda-stream.ts'
import { lateMutations, type ResponseSnapshot, snapshotOf } from './late-mutation.ts'
import { openBody } from './open-body.ts'
import { isBodiless, isEventStream, type ResponseMetadata, responseMetadata } from './response-metadata.ts'
import { checkSize } from './response-size.ts'
import { ResponseWriter } from './response-writer.ts'
import { earlyErrorCode, errorEvent, lastResort, runtimeError, streamErrorCode } from './stream-error.ts'
import type { ResolvedStreamOptions } from './stream-options.ts'
import { asResponse, type BodyChunk, type StreamedResponse } from './streamed-response.ts'

/** One invocation of a streaming function. */
export interface StreamedInvocation {
  readonly event: unknown
  readonly context: { readonly getRemainingTimeInMillis?: () => number } | undefined
  /** What the function was given as its response stream. */
  readonly stream: unknown
  /** Produces the response. `wait` gives up on a promise when the body has to stop. */
  respond(wait: Wait): unknown
  /** Responses that the handler may still hold, besides the one that is sent. */
  watched?(): readonly StreamedResponse[]
  /** Called once, after the last byte. `release` gives up a body, and on a cleanup that takes too long. */
  requestEnd?(release: Release): unknown
}

export type Wait = <T>(promise: Promise<T>) => Promise<T>

export type Release = (source: Pick<BodySource, 'release'>) => Promise<void>

/** A response of which nothing is sent yet, and nothing can fail any more but its body. */
interface OpenResponse {
  readonly response: StreamedResponse
  readonly metadata: ResponseMetadata
  readonly source: BodySource
  /** Undefined where nothing follows the first chunk. */
  readonly encoder: ChunkEncoder | undefined
  /** Undefined where the prelude goes out before it. */
  readonly first: EncodedChunk | undefined
  /** How many chunks have been pulled. */
  readonly chunks: number
}

interface EncodedChunk {
  readonly bytes: BodyChunk
  readonly last: boolean
}

interface Failure {
  readonly error: unknown
}

// Sources that never wait would keep timers from their turn, and what is written from leaving.
const chunksPerTurn = 128
const msPerTurn = 10

/**
 * Runs one invocation from handler to last byte. Rejects only with errors that the runtime survives, and with a TypeError
 * where the function was called as one that does not stream.
 * @see docs/streaming.md for the order of things
 */
export async function streamResponse(
  invocation: StreamedInvocation,
  options: ResolvedStreamOptions,
): Promise<void> {
  const exchange = new Exchange(invocation, options)
  let failure: Failure | undefined
  let hookFailure: Failure | undefined
  try {
    let opened: OpenResponse | undefined
    try {
      const opening = exchange.open(await invocation.respond(exchange.waitEarly))
      opened = opening instanceof Promise ? await opening : opening
    } catch (error) {
      opened = await exchange.explain(error)
    }
    failure = await (opened ? exchange.send(opened) : exchange.giveUp())
  } finally {
    const ended = exchange.end()
    if (ended) await ended
    const hooked = attempt(() => invocation.requestEnd?.(exchange.release))
    hookFailure = hooked instanceof Promise ? await hooked : hooked
  }
  if (failure && options.lateError === 'trailer') throw runtimeError(failure.error)
  if (hookFailure) throw runtimeError(hookFailure.error)
}

class Exchange {
  readonly #invocation: StreamedInvocation
  readonly #options: ResolvedStreamOptions
  readonly #interruption: Interruption
  readonly #writer: ResponseWriter
  readonly #startedAt: number
  #chunks = 0
  #maxBytes: number
  #earlyReport: unknown
  #stopWatching: (() => void) | undefined

  constructor(invocation: StreamedInvocation, options: ResolvedStreamOptions) {
    this.#invocation = invocation
    this.#options = options
    this.#startedAt = options.clock.now()
    this.#maxBytes = options.maxResponseBytes
    this.#interruption = new Interruption(() => this.#watchDeadline())
    this.#writer = new ResponseWriter(asResponseStream(invocation.stream), this.#interruption)
  }

  /** What to send instead of a response that failed; undefined where nobody is there any more to explain anything to. */
  async explain(error: unknown): Promise<OpenResponse | undefined> {
    if (this.#isGone) return undefined
    this.#interruption.clear()
    this.#maxBytes = Number.POSITIVE_INFINITY
    const opened = await this.#openErrorResponse(error)
    const { statusCode } = opened.metadata
    this.#earlyReport = attempt(() =>
      this.#options.onEarlyError({ code: earlyErrorCode(error), error, statusCode }),
    )
    return opened
  }

  async giveUp(): Promise<Failure> {
    const error = this.#interruption.reason
    await this.#reportLate(error, 0)
    return { error }
  }

  /** Settles when everybody who was told of an error has heard of it. */
  end(): unknown {
    this.#stopWatching?.()
    this.#writer.detach()
    return this.#earlyReport
  }

  async #openErrorResponse(error: unknown): Promise<OpenResponse> {
    try {
      return await this.open(await this.#options.errorResponse(error))
    } catch {
      return await this.open(lastResort)
    }
  }

  open(returned: unknown): OpenResponse | Promise<OpenResponse> {
    const response = asResponse(returned)
    const body = wholeBody(response)
    if (isBodiless(Number(response.statusCode), this.#invocation.event)) {
      return this.#openBodiless(response, openBody(body))
    }
    if (typeof body !== 'string' && !(body instanceof Uint8Array)) return this.#openStream(response, body)
    checkSize(0, body, this.#maxBytes)
    const metadata = responseMetadata(response, this.#invocation.event)
    return {
      response,
      metadata,
      source: nothing,
      encoder: undefined,
      first: { bytes: body, last: true },
      chunks: 1,
    }
  }

  async #openBodiless(response: StreamedResponse, source: BodySource): Promise<OpenResponse> {
    await this.release(source)
    const metadata = responseMetadata(response, this.#invocation.event)
    return {
      response,
      metadata,
      source: nothing,
      encoder: undefined,
      first: { bytes: '', last: true },
      chunks: 0,
    }
  }

  async #openStream(response: StreamedResponse, body: unknown): Promise<OpenResponse> {
    const encoder = chunkEncoder(response.isBase64Encoded === true)
    const source = openBody(body)
    try {
      const pulled = this.#options.commit === 'first-chunk' ? this.#nextChunk(source, encoder) : undefined
      const first = pulled instanceof Promise ? await pulled : pulled
      // Only now, because the body may still have changed it.
      const metadata = responseMetadata(response, this.#invocation.event)
      const chunks = first && !first.last ? 1 : 0
      const opened = { response, metadata, source, encoder, first, chunks }
      return isBodiless(metadata.statusCode, undefined) ? await this.#openBodiless(response, source) : opened
    } catch (error) {
      await this.release(source)
      throw error
    }
  }

  async send(opened: OpenResponse): Promise<Failure | undefined> {
    const snapshots = this.#snapshots(opened)
    try {
      const room = this.#writer.commit(opened.metadata, opened.first?.bytes)
      this.#chunks = opened.chunks
      if (room) await room
      if (opened.encoder && !opened.first?.last) await this.#writeRest(opened.source, opened.encoder)
      await this.#writer.end()
      if (snapshots.length > 0) await this.#reportMutations(snapshots)
      return undefined
    } catch (error) {
      await this.#failLate(opened, error)
      await this.#reportMutations(snapshots)
      return { error }
    }
  }

  async #writeRest(source: BodySource, encoder: ChunkEncoder): Promise<void> {
    const { clock } = this.#options
    let turnAt = this.#startedAt
    for (let pulls = 1; ; pulls++) {
      if (pulls % chunksPerTurn === 0 || clock.now() - turnAt >= msPerTurn) {
        await this.wait(new Promise(setImmediate))
        turnAt = clock.now()
      }
      this.#interruption.throwIfInterrupted()
      const pulled = this.#nextChunk(source, encoder)
      const chunk = pulled instanceof Promise ? await pulled : pulled
      const room = this.#writer.write(chunk.bytes)
      if (chunk.last) return room
      this.#chunks += 1
      if (room) await room
    }
  }

  #nextChunk(source: BodySource, encoder: ChunkEncoder): EncodedChunk | Promise<EncodedChunk> {
    const pulled = source.next()
    if (pulled instanceof Promise) return this.wait(pulled).then((result) => this.#encode(result, encoder))
    return this.#encode(pulled, encoder)
  }

  #encode(pulled: IteratorResult<unknown>, encoder: ChunkEncoder): EncodedChunk {
    const last = pulled.done === true
    const bytes = last ? encoder.flush() : encoder.encode(pulled.value)
    if (this.#maxBytes !== Number.POSITIVE_INFINITY) checkSize(this.#writer.bytes, bytes, this.#maxBytes)
    return { bytes, last }
  }

  async #failLate({ source, metadata }: OpenResponse, error: unknown): Promise<void> {
    const released = this.release(source)
    const { bytes, tail } = this.#writer
    if (!this.#isGone && isEventStream(metadata)) this.#writer.writeLast(errorEvent(error, tail))
    await released
    await this.#reportLate(error, bytes)
    if (this.#options.lateError !== 'end') return
    if (this.#interruption.reason) this.#writer.endNow()
    else await attempt(() => this.#writer.end())
  }

  get #isGone(): boolean {
    return streamErrorCode(this.#interruption.reason) === 'stream.client_disconnected'
  }

  async #reportLate(error: unknown, bytes: number): Promise<void> {
    await attempt(() =>
      this.#options.onLateError({ code: streamErrorCode(error), error, chunks: this.#chunks, bytes }),
    )
  }

  #snapshots({ response }: OpenResponse): readonly ResponseSnapshot[] {
    if (this.#options.onLateMutation === undefined) return []
    return [...(this.#invocation.watched?.() ?? []), response].map(snapshotOf)
  }

  async #reportMutations(snapshots: readonly ResponseSnapshot[]): Promise<void> {
    for (const mutation of lateMutations(snapshots)) {
      await attempt(() => this.#options.onLateMutation?.(mutation))
    }
  }

  #watchDeadline(): void {
    const { clock, timeoutEarlyMs } = this.#options
    const remainingMs = this.#invocation.context?.getRemainingTimeInMillis?.()
    // Lambda's deadlines are far below it.
    if (remainingMs === undefined || !(remainingMs < maxTimerMs)) return
    this.#stopWatching = timersOf(clock).schedule(Math.max(0, remainingMs - timeoutEarlyMs), () => {
      const message = 'the response was not complete in time'
      this.#interruption.interrupt(new AppTheoryError('app.timeout', message))
    })
  }

  /** Waits for the source's cleanup, but not beyond the reserve that is kept for it. */
  readonly release: Release = (source) =>
    new Promise((resolve) => {
      const { clock, timeoutEarlyMs } = this.#options
      const cancel = timersOf(clock).schedule(timeoutEarlyMs, resolve)
      source.release().then(() => {
        cancel()
        resolve()
      }, resolve)
    })

  /** As {@link Exchange.wait}, before anything is sent: who answers what it fails with has still time to do so. */
  readonly waitEarly: Wait = (promise) =>
    this.wait(promise).catch((error: unknown) => {
      if (!this.#isGone) this.#interruption.clear()
      throw error
    })

  readonly wait: Wait = (promise) =>
    this.#interruption.wait((resolve, reject) => promise.then(resolve, reject))
}

/** What a hook throws must not decide over the response. */
function attempt(action: () => unknown): Failure | undefined | Promise<Failure | undefined> {
  try {
    const acted = action()
    if (acted === undefined) return undefined
    return Promise.resolve(acted).then(
      () => undefined,
      (error: unknown) => ({ error }),
    )
  } catch (error) {
    return { error }
  }
}
