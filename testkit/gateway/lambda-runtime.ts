import { systemClock } from '../../services/clock/clock.ts'
import { type IdGenerator, ulidGenerator } from '../../services/ids/ids.ts'
import { PreludeDecoder } from '../streaming/prelude-decoder.ts'
import type { RuntimeSink } from '../streaming/runtime-stream.ts'
import { type StreamedOutcome, type StreamFate, streamedOutcome } from '../streaming/streamed-outcome.ts'
import { type PostedStream, RuntimeApi, type RuntimeReply } from './runtime-api.ts'
import { type FunctionFile, type RuntimeProcess, startRuntimeProcess } from './runtime-process.ts'

export interface RuntimeInvokeOptions {
  /** How long the invocation may take, in milliseconds; the runtime is killed then. @defaultValue 30000 */
  readonly timeoutMs?: number | undefined
  /** @defaultValue a ULID */
  readonly requestId?: string | undefined
}

export interface RecordOptions extends RuntimeInvokeOptions {
  /** The reader goes away as soon as it has that many bytes of the body; with 0, at the prelude. @defaultValue stays */
  readonly leaveAfterBytes?: number | undefined
  /** Takes what has come of the body; while its promise is pending, the reader reads no more. */
  readonly onChunk?: ((chunk: Uint8Array) => Promise<void> | void) | undefined
}

/** How an invocation that was streamed, or was not, is over. */
export type RuntimeAnswer = StreamFate | Exclude<RuntimeReply, { readonly kind: 'streaming' }>

/** Lambda's real runtime interface client on a function file, in a child process. */
export interface LambdaRuntime extends AsyncDisposable {
  /** How many processes have been started: one more for every one that died. */
  readonly starts: number
  /** Of the process that runs. */
  readonly pid: number | undefined
  /** Invokes the function, and records what it streams. Invocations take their turn. */
  invokeStreaming(event: unknown, options?: RecordOptions): Promise<StreamedOutcome>
  /** Invokes the function, and hands on what it streams. */
  invoke(
    event: unknown,
    sink: RuntimeSink,
    options?: RuntimeInvokeOptions,
    onStart?: (leave: () => void) => void,
  ): Promise<RuntimeAnswer>
  close(): Promise<void>
}

/**
 * Runs a function on `aws-lambda-ric`, which has to be installed, against a Runtime API of this process. Real time
 * and a real process: what would end the one of Lambda ends this one, and the next invocation gets a new one.
 */
export async function startLambdaRuntime(file: FunctionFile): Promise<LambdaRuntime> {
  const runtime = new RicRuntime(file)
  await runtime.start()
  return runtime
}

class RicRuntime implements LambdaRuntime {
  starts = 0
  readonly #file: FunctionFile
  readonly #api: RuntimeApi = new RuntimeApi()
  readonly #ids: IdGenerator = ulidGenerator()
  #address = ''
  #process: RuntimeProcess | undefined
  #turn: Promise<unknown> = Promise.resolve()
  #closed = false

  constructor(file: FunctionFile) {
    this.#file = file
  }

  get pid(): number | undefined {
    return this.#process?.pid
  }

  async start(): Promise<void> {
    this.#address = await this.#api.listen()
    await this.#ensureProcess()
    try {
      await this.#api.ready()
    } catch (error) {
      await this.close()
      throw error
    }
  }

  async invokeStreaming(event: unknown, options: RecordOptions = {}): Promise<StreamedOutcome> {
    const { leaveAfterBytes = Number.POSITIVE_INFINITY, onChunk } = options
    const chunks: Uint8Array[] = []
    let decoder: PreludeDecoder | undefined
    let received = 0
    let leave = (): void => {}
    const sink: RuntimeSink = {
      async write(bytes, contentType) {
        decoder ??= new PreludeDecoder(contentType)
        const payload = decoder.decode(bytes)
        received += payload.length
        if (payload.length > 0) {
          if (onChunk) await onChunk(payload)
          else chunks.push(payload)
        }
        if (decoder.prelude && received >= leaveAfterBytes) leave()
      },
    }
    const answer = await this.invoke(event, sink, options, (leaveNow) => {
      leave = leaveNow
    })
    if (!('fate' in answer)) throw new Error(`the function does not stream: ${answer.payload}`)
    return streamedOutcome({
      ...answer,
      prelude: decoder?.prelude,
      chunks,
      hasStarted: decoder !== undefined,
    })
  }

  invoke(
    event: unknown,
    sink: RuntimeSink,
    options: RuntimeInvokeOptions = {},
    onStart: (leave: () => void) => void = () => {},
  ): Promise<RuntimeAnswer> {
    const answer = this.#turn.then(() => this.#invoke(event, sink, options, onStart))
    this.#turn = answer.catch(() => {})
    return answer
  }

  readonly close = async (): Promise<void> => {
    if (this.#closed) return
    this.#closed = true
    await this.#process?.kill()
    await this.#api.close()
  };

  [Symbol.asyncDispose](): Promise<void> {
    return this.close()
  }

  async #invoke(
    event: unknown,
    sink: RuntimeSink,
    { timeoutMs = 30_000, requestId = this.#ids.next() }: RuntimeInvokeOptions,
    onStart: (leave: () => void) => void,
  ): Promise<RuntimeAnswer> {
    const runtime = await this.#ensureProcess()
    const deadlineMs = systemClock.now() + timeoutMs
    let hung = false
    const timer = setTimeout(() => {
      hung = true
      void runtime.kill()
    }, timeoutMs)
    try {
      const reply = await this.#api.invoke({
        requestId,
        event,
        deadlineMs,
        functionArn: `arn:aws:lambda:us-east-1:123456789012:function:${this.#file.functionName ?? 'gateway'}`,
      })
      const answer = reply.kind === 'streaming' ? await receive(reply.stream, sink, onStart) : reply
      // A handler that is not done, or a runtime that dies after its last byte, is part of this invocation.
      await this.#api.ready()
      return answer
    } catch (error) {
      await runtime.kill()
      if (error instanceof RuntimeGone || hung)
        return { fate: hung ? 'hung' : 'crashed', trailers: undefined }
      throw error
    } finally {
      clearTimeout(timer)
    }
  }

  async #ensureProcess(): Promise<RuntimeProcess> {
    if (this.#process && !this.#process.hasExited) return this.#process
    const started = await startRuntimeProcess(this.#file, this.#address)
    this.starts += 1
    this.#process = started
    void started.exit.then(() => this.#api.abandon(new RuntimeGone('the process of the runtime died')))
    return started
  }
}

class RuntimeGone extends Error {}

async function receive(
  stream: PostedStream,
  sink: RuntimeSink,
  onStart: (leave: () => void) => void,
): Promise<StreamFate> {
  const reader = new AbortController()
  let hasEnded = false
  onStart(() => {
    // The connection is the runtime's again, which may ask for its next event on it.
    if (hasEnded || reader.signal.aborted) return
    reader.abort()
    stream.leave()
  })
  try {
    for await (const bytes of stream.body) {
      // What still comes is read, so that the runtime gets rid of it, and dropped.
      if (!reader.signal.aborted) await sink.write(bytes, stream.contentType)
    }
  } catch (error) {
    if (!reader.signal.aborted) throw new RuntimeGone('the response was cut off', { cause: error })
  }
  if (reader.signal.aborted) return { fate: 'reader_left', trailers: undefined }
  hasEnded = true
  stream.accept()
  return { fate: 'ended', trailers: stream.trailers() }
}
