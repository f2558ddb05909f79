import type { ServerResponse } from 'node:http'
import { PreludeDecoder } from '../streaming/prelude-decoder.ts'
import type { RuntimeSink } from '../streaming/runtime-stream.ts'
import type { StreamFate } from '../streaming/streamed-outcome.ts'

/** Sends what a function streams to an HTTP client, as it comes. */
export class StreamedAnswer implements RuntimeSink {
  readonly #response: ServerResponse
  #decoder: PreludeDecoder | undefined

  constructor(response: ServerResponse) {
    this.#response = response
  }

  /** Calls `leave` when the client goes away before the end. */
  onLeave(leave: () => void): void {
    this.#response.on('close', () => {
      if (!this.#response.writableFinished) leave()
    })
  }

  async write(bytes: Buffer, contentType: string): Promise<void> {
    this.#decoder ??= new PreludeDecoder(contentType)
    const payload = this.#decoder.decode(bytes)
    if (this.#decoder.prelude && !this.#response.headersSent) this.#sendHead(this.#decoder.prelude)
    if (payload.length === 0 || this.#response.destroyed) return
    if (!this.#response.write(payload)) await this.#room()
  }

  /**
   * Ends the answer as the invocation ended.
   * @returns whether the client has an answer, if only the beginning of one
   */
  finish({ fate, trailers }: StreamFate): boolean {
    const failed = fate !== 'ended' || trailers?.['lambda-runtime-function-error-type'] !== undefined
    if (!this.#response.headersSent && failed) return false
    // A response without its last chunk: the client sees that something is missing.
    if (failed) this.#response.destroy()
    else this.#response.end()
    return true
  }

  #sendHead({
    statusCode = 200,
    headers = {},
    multiValueHeaders = {},
    cookies = [],
  }: Partial<NonNullable<PreludeDecoder['prelude']>>): void {
    for (const [name, value] of Object.entries({ ...headers, ...multiValueHeaders })) {
      this.#response.setHeader(name, value)
    }
    if (cookies.length > 0) this.#response.setHeader('set-cookie', cookies)
    this.#response.writeHead(statusCode)
    this.#response.flushHeaders()
  }

  async #room(): Promise<void> {
    await new Promise<void>((resolve) => {
      const go = (): void => {
        this.#response.off('drain', go)
        this.#response.off('close', go)
        resolve()
      }
      this.#response.on('drain', go)
      this.#response.on('close', go)
    })
  }
}
