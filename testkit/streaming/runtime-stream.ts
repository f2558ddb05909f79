import { Writable } from 'node:stream'
import { types } from 'node:util'
import type { LambdaResponseStream } from '../../streaming/index.ts'
import { type ErrorTrailers, errorTrailers } from './error-trailers.ts'

/** Where the bytes of a response go. */
export interface RuntimeSink {
  /** Takes bytes; the stream has no room for more until the promise resolves. */
  write(bytes: Buffer, contentType: string): Promise<void> | void
}

// The stream that aws-lambda-ric 4 passes to a handler has these members. It is not an `instanceof Writable`
// and has no `closed`.
const methods = [
  ...['cork', 'end', 'uncork', 'addListener', 'on', 'once', 'prependListener', 'prependOnceListener'],
  ...['off', 'removeListener', 'removeAllListeners', 'setMaxListeners', 'getMaxListeners', 'listeners'],
  ...['rawListeners', 'listenerCount', 'eventNames', 'emit'],
] as const
const readOnlyProperties = [
  ...['writableFinished', 'writableObjectMode', 'writableEnded', 'writableNeedDrain'],
  ...['writableHighWaterMark', 'writableCorked', 'writableLength', 'writable'],
] as const
const highWaterMark = 65_536

/**
 * The response stream of Lambda's runtime, without Lambda: the same members, the same rules, the same deaths.
 * What would end the real process sets {@link RuntimeStream.death}.
 */
export class RuntimeStream {
  /** What the handler gets. */
  readonly handle: LambdaResponseStream
  readonly #inner: Writable
  readonly #died: (reason: unknown) => void
  /** Resolves with the reason if the runtime would have died. */
  readonly death: Promise<unknown>
  #contentType = 'application/octet-stream'
  #written = false
  #readerLeft = false
  #onBeforeFirstWrite: unknown
  trailers: ErrorTrailers | undefined

  constructor(sink: RuntimeSink) {
    const { promise, resolve } = Promise.withResolvers<unknown>()
    this.death = promise
    this.#died = resolve
    this.#inner = this.#writable(sink)
    this.handle = this.#makeHandle()
  }

  get ended(): boolean {
    return this.#inner.writableEnded
  }

  get finished(): boolean {
    return this.#inner.writableFinished
  }

  /** Resolves when everything has been taken, or the reader has left. */
  async done(): Promise<void> {
    if (this.finished || this.#inner.destroyed) return
    await new Promise<void>((resolve) => {
      this.#inner.once('finish', resolve)
      this.#inner.once('close', resolve)
    })
  }

  /** The reader goes away: the Runtime API has answered and closes the connection. */
  leave(): void {
    this.#readerLeft = true
    this.#inner.destroy()
  }

  get readerLeft(): boolean {
    return this.#readerLeft
  }

  /** What the runtime does when a handler rejects: trailers, which come too late after the end. */
  fail(error: unknown): void {
    try {
      const trailers = errorTrailers(error)
      if (this.ended || this.#readerLeft) return
      this.trailers = trailers
      this.#inner.end()
    } catch (reason) {
      this.#died(reason)
    }
  }

  #writable(sink: RuntimeSink): Writable {
    const inner = new Writable({
      highWaterMark,
      write: (chunk: Buffer, _encoding, done) => {
        if (chunk.length === 0) done()
        else Promise.resolve(sink.write(chunk, this.#contentType)).then(() => done(), done)
      },
    })
    inner.on('error', (error) => {
      if (!this.#readerLeft) this.#died(error)
    })
    return inner
  }

  #makeHandle(): LambdaResponseStream {
    const inner = this.#inner
    const handle: Record<string, unknown> = {
      write: this.#write,
      setContentType: this.#setContentType,
      destroy: (error?: Error) => {
        this.#died(error ?? new Error('the handler destroyed the response stream'))
        inner.destroy()
        return handle
      },
    }
    for (const name of methods) handle[name] = inner[name].bind(inner)
    for (const name of readOnlyProperties) Object.defineProperty(handle, name, { get: () => inner[name] })
    Object.defineProperty(handle, 'destroyed', { get: () => inner.destroyed })
    Object.defineProperty(handle, '_onBeforeFirstWrite', {
      get: () => this.#onBeforeFirstWrite,
      set: (value: unknown) => {
        this.#onBeforeFirstWrite = value
      },
    })
    return handle as unknown as LambdaResponseStream
  }

  readonly #write = (chunk: unknown, ...rest: readonly unknown[]): boolean => {
    const write = (data: unknown): boolean => Reflect.apply(this.#inner.write, this.#inner, [data, ...rest])
    const data = typeof chunk === 'string' || types.isUint8Array(chunk) ? chunk : JSON.stringify(chunk)
    if (!this.#written && typeof this.#onBeforeFirstWrite === 'function') {
      this.#onBeforeFirstWrite((prelude: string | Uint8Array) => this.#inner.write(prelude))
    }
    this.#written = true
    return write(data)
  }

  readonly #setContentType = (contentType: string): void => {
    if (this.#written) {
      throw Object.assign(new Error('Cannot set content-type, too late.'), {
        name: 'Runtime.InvalidStreamingOperation',
      })
    }
    this.#contentType = contentType
  }
}
