import { AppTheoryError } from '../errors.ts'
import { maxTimerMs, timersOf } from '../services/clock/clock.ts'
import type { ChunkSource } from './chunk-source.ts'
import { Interruption, type Wait } from './interruption.ts'
import { asResponseStream } from './lambda-stream.ts'
import type { OpenOptions } from './open-response.ts'
import { ResponseWriter } from './response-writer.ts'
import { isDisconnect } from './stream-error.ts'
import type { ResolvedStreamOptions } from './stream-options.ts'

/** What an invocation was called with. */
export interface StreamedCall {
  readonly event: unknown
  readonly context: { readonly getRemainingTimeInMillis?: () => number } | undefined
  /** What the function was given as its response stream. */
  readonly stream: unknown
}

/**
 * One invocation: its stream, its options, and waiting that ends when the time is up or the reader is gone.
 */
export class Exchange implements OpenOptions {
  readonly event: unknown
  readonly options: ResolvedStreamOptions
  readonly commit: ResolvedStreamOptions['commit']
  readonly interruption: Interruption
  readonly writer: ResponseWriter
  readonly context: StreamedCall['context']
  maxBytes: number
  #stopWatching: (() => void) | undefined

  /** @throws TypeError if the function was called as one that does not stream */
  constructor({ event, context, stream }: StreamedCall, options: ResolvedStreamOptions) {
    this.event = event
    this.options = options
    this.commit = options.commit
    this.maxBytes = options.maxResponseBytes
    this.interruption = new Interruption(() => this.#watchDeadline())
    const { clock, timeoutEarlyMs } = options
    this.writer = new ResponseWriter(asResponseStream(stream), this.interruption, clock, timeoutEarlyMs)
    this.context = context
  }

  get isReaderGone(): boolean {
    return isDisconnect(this.interruption.reason)
  }

  readonly wait: Wait = (promise) =>
    this.interruption.wait((resolve, reject) => promise.then(resolve, reject))

  /** As {@link Exchange.wait}, before anything is sent: there is still time to answer the failure. */
  readonly waitEarly: Wait = (promise) =>
    this.wait(promise).catch((error: unknown) => {
      if (!this.isReaderGone) this.interruption.clear()
      throw error
    })

  /** Waits for the body's cleanup, but no longer than the reserve before the deadline. */
  readonly release = (source: Pick<ChunkSource, 'release'>): Promise<void> =>
    new Promise((resolve) => {
      const { clock, timeoutEarlyMs } = this.options
      const cancel = timersOf(clock).schedule(timeoutEarlyMs, resolve)
      source.release().then(() => {
        cancel()
        resolve()
      }, resolve)
    })

  /** From now on, nothing is watched any more. */
  close(): void {
    this.#stopWatching?.()
    this.writer.detach()
  }

  #watchDeadline(): void {
    const { clock, timeoutEarlyMs } = this.options
    const remainingMs = this.context?.getRemainingTimeInMillis?.()
    // Lambda's deadlines are far below it.
    if (remainingMs === undefined || !(remainingMs < maxTimerMs)) return
    this.#stopWatching = timersOf(clock).schedule(Math.max(0, remainingMs - timeoutEarlyMs), () => {
      const message = 'the response was not complete in time'
      this.interruption.interrupt(new AppTheoryError('app.timeout', message))
    })
  }
}
