import { aFunction, integer, type OptionRulesOf } from '../../services/options/option-rules.ts'
import { PreludeDecoder } from './prelude-decoder.ts'
import type { RuntimeSink } from './runtime-stream.ts'
import { type StreamedOutcome, type StreamFate, streamedOutcome } from './streamed-outcome.ts'

/** How the reader of a streamed response behaves. */
export interface InvokeStreamingOptions {
  /**
   * The reader goes away as soon as it has that many bytes of the body; with 0, at the prelude.
   * @defaultValue stays
   */
  readonly leaveAfterBytes?: number | undefined
  /**
   * Takes a chunk of the body; while its promise is pending, the reader reads no more. Where it throws, the
   * reader leaves, and the invocation rejects with what it threw.
   * @defaultValue reads at once
   */
  readonly onChunk?: ((chunk: Uint8Array) => Promise<void> | void) | undefined
}

export const invokeStreamingRules: OptionRulesOf<InvokeStreamingOptions> = {
  leaveAfterBytes: integer(0),
  onChunk: aFunction,
}

/** A reader that keeps what is streamed to it, and may be slow or leave. */
export class StreamRecorder implements RuntimeSink {
  readonly #leaveAfterBytes: number
  readonly #onChunk: InvokeStreamingOptions['onChunk']
  readonly #chunks: Uint8Array[] = []
  #decoder: PreludeDecoder | undefined
  #received = 0
  #failure: { readonly error: unknown } | undefined
  #leave = (): void => {}

  constructor({ leaveAfterBytes = Number.POSITIVE_INFINITY, onChunk }: InvokeStreamingOptions) {
    this.#leaveAfterBytes = leaveAfterBytes
    this.#onChunk = onChunk
  }

  /** Says how to leave, before anything is written. */
  readonly onStart = (leave: () => void): void => {
    this.#leave = leave
  }

  async write(bytes: Buffer, contentType: string): Promise<void> {
    this.#decoder ??= new PreludeDecoder(contentType)
    const payload = this.#decoder.decode(bytes)
    this.#received += payload.length
    if (payload.length > 0) {
      this.#chunks.push(Uint8Array.from(payload))
      await this.#show(payload)
    }
    if (this.#decoder.prelude && this.#received >= this.#leaveAfterBytes) this.#leave()
  }

  async #show(payload: Uint8Array): Promise<void> {
    try {
      await this.#onChunk?.(payload)
    } catch (error) {
      this.#failure ??= { error }
      this.#leave()
    }
  }

  /** Throws what `onChunk` threw: it is of the test, and none of the function's. */
  outcome(fate: StreamFate): StreamedOutcome {
    if (this.#failure) throw this.#failure.error
    return streamedOutcome({
      ...fate,
      prelude: this.#decoder?.prelude,
      chunks: this.#chunks,
      hasStarted: this.#decoder !== undefined,
    })
  }
}
