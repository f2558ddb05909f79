import { attempt, type Failure } from './attempt.ts'
import type { HandlerPhase } from './chain/handler-phase.ts'
import type { ChunkSource } from './chunk-source.ts'
import type { Exchange, OpenResponse } from './exchange.ts'
import { lateMutations, type ResponseSnapshot, snapshotOf } from './late-mutation.ts'
import { isEventStream, type ResponseMetadata } from './response-metadata.ts'
import { errorEvent, streamErrorCode } from './stream-error.ts'

// Sources that never wait would keep timers from their turn, and written bytes from leaving.
const chunksPerTurn = 128
const msPerTurn = 10

/** Sends an open response: the prelude, then the chunks as fast as they are read. */
export class ResponseSender {
  readonly #exchange: Exchange
  readonly #phase: HandlerPhase
  readonly #startedAt: number
  #chunks = 0

  constructor(exchange: Exchange, phase: HandlerPhase) {
    this.#exchange = exchange
    this.#phase = phase
    this.#startedAt = exchange.options.clock.now()
  }

  /** @returns what failed after the prelude */
  async send(opened: OpenResponse): Promise<Failure | undefined> {
    const { writer } = this.#exchange
    const snapshots = this.#snapshots(opened)
    try {
      const held = opened.chunks.takeHeld()
      const room = writer.commit(opened.metadata, held?.bytes)
      if (held && !(held.last && held.bytes.length === 0)) this.#chunks = 1
      if (room) await room
      if (!held?.last) await this.#sendRest(opened.chunks)
      const { failure } = this.#phase
      if (failure) throw failure.error
      await writer.end()
      if (snapshots.length > 0) await this.#reportMutations(snapshots)
      return undefined
    } catch (error) {
      const failure = this.#failureOf(error)
      await this.#failLate(opened, failure.error)
      await this.#reportMutations(snapshots)
      return failure
    }
  }

  /** Reports that the reader was gone before anything could be sent. */
  async abandon(): Promise<Failure> {
    const error = this.#exchange.interruption.reason
    await this.#reportLate(error, 0)
    return { error }
  }

  async #sendRest(rest: ChunkSource): Promise<void> {
    const exchange = this.#exchange
    const { options, interruption, writer } = exchange
    let turnAt = this.#startedAt
    for (let pulls = 1; ; pulls++) {
      if (pulls % chunksPerTurn === 0 || options.clock.now() - turnAt >= msPerTurn) {
        await interruption.wait<void>((resolve) => setImmediate(resolve))
        turnAt = options.clock.now()
      }
      if (interruption.reason) throw interruption.reason
      const pulled = exchange.pull(rest)
      const { bytes, last } = pulled instanceof Promise ? await pulled : pulled
      if (exchange.maxBytes !== Number.POSITIVE_INFINITY) exchange.checkSize(writer.bytes, bytes)
      const room = writer.write(bytes)
      if (last) return room
      this.#chunks += 1
      if (room) await room
    }
  }

  /** The handler's body may have failed behind what the chain made of it. */
  #failureOf(error: unknown): Failure {
    const { interruption } = this.#exchange
    return (interruption.reason ? undefined : this.#phase.failure) ?? { error }
  }

  async #failLate({ chunks, metadata }: OpenResponse, error: unknown): Promise<void> {
    const { writer, interruption, options, isReaderGone } = this.#exchange
    const released = this.#exchange.release(chunks)
    const { bytes, last } = writer
    if (!isReaderGone && this.#mayAddText(metadata)) writer.writeLast(errorEvent(error, last))
    await released
    await this.#reportLate(error, bytes)
    if (options.lateError !== 'end') return
    if (interruption.reason) writer.endNow()
    else await attempt(() => writer.end())
  }

  /** Not to a compressed stream, nor to one that ends with the error event already. */
  #mayAddText(metadata: ResponseMetadata): boolean {
    const isEncoded = metadata.headers['content-encoding'] !== undefined
    return isEventStream(metadata) && !isEncoded && !this.#phase.failure
  }

  async #reportLate(error: unknown, bytes: number): Promise<void> {
    const { onLateError } = this.#exchange.options
    await attempt(() => onLateError({ code: streamErrorCode(error), error, chunks: this.#chunks, bytes }))
  }

  #snapshots({ response }: OpenResponse): readonly ResponseSnapshot[] {
    if (this.#exchange.options.onLateMutation === undefined) return []
    return [...this.#phase.watched, response].map(snapshotOf)
  }

  async #reportMutations(snapshots: readonly ResponseSnapshot[]): Promise<void> {
    const { onLateMutation } = this.#exchange.options
    for (const mutation of lateMutations(snapshots)) await attempt(() => onLateMutation?.(mutation))
  }
}
