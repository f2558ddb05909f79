import { systemClock } from '../../services/clock/clock.ts'
import { type IdGenerator, ulidGenerator } from '../../services/ids/ids.ts'
import { checkOptions } from '../../services/options/check-options.ts'
import { nonEmptyString, type OptionRulesOf, timerMs } from '../../services/options/option-rules.ts'
import { Slots } from '../../services/websocket/slots.ts'
import type { RuntimeSink } from '../streaming/runtime-stream.ts'
import {
  type InvokeStreamingOptions,
  invokeStreamingRules,
  StreamRecorder,
} from '../streaming/stream-recorder.ts'
import type { StreamedOutcome, StreamFate } from '../streaming/streamed-outcome.ts'
import { type PostedStream, RuntimeApi, type RuntimeReply } from './runtime-api.ts'
import {
  concurrencyOf,
  type FunctionFile,
  functionFileRules,
  type RuntimeProcess,
  startRuntimeProcess,
} from './runtime-process.ts'

/** The options of one invocation on a {@link LambdaRuntime}. */
export interface RuntimeInvokeOptions {
  /** How long the invocation may take, in milliseconds; the runtime is killed then. @defaultValue 30000 */
  readonly timeoutMs?: number | undefined
  /** The ID of the invocation. @defaultValue a ULID */
  readonly requestId?: string | undefined
}

/** The options of `LambdaRuntime.invokeStreaming`: those of the invocation, and those of its reader. */
export interface RecordOptions extends RuntimeInvokeOptions, InvokeStreamingOptions {}

/** How an invocation that was streamed, or was not, is over. */
export type RuntimeAnswer = StreamFate | Exclude<RuntimeReply, { readonly kind: 'streaming' }>

/** Lambda's real runtime interface client on a function file, in a child process. */
export interface LambdaRuntime extends AsyncDisposable {
  /** How many processes have been started: one more for every one that died. */
  readonly starts: number
  /** The ID of the process that runs. Absent before the first start. */
  readonly pid: number | undefined
  /**
   * Invokes the function, and records what it streams. No more than `concurrency` invocations run at once.
   */
  invokeStreaming(event: unknown, options?: RecordOptions): Promise<StreamedOutcome>
  /** Invokes the function, and hands on what it streams. */
  invoke(
    event: unknown,
    sink: RuntimeSink,
    options?: RuntimeInvokeOptions,
    onStart?: (leave: () => void) => void,
  ): Promise<RuntimeAnswer>
  /** Ends the process of the runtime and the Runtime API. Invocations that run fail. */
  close(): Promise<void>
}

/**
 * Runs a function on `aws-lambda-ric`, which has to be installed, against a Runtime API of this process. It
 * uses real time and a real process. An error that would end the process on Lambda ends it here too, and the
 * next invocation gets a new one.
 *
 * @example
 * ```ts
 * const runtime = await startLambdaRuntime({ handlerFile: new URL('./handler.ts', import.meta.url) })
 * ```
 * @throws TypeError (rejects) that names the option
 */
export async function startLambdaRuntime(file: FunctionFile): Promise<LambdaRuntime> {
  checkOptions('startLambdaRuntime', file, functionFileRules)
  return startRuntime(file)
}

/** For options that have been checked. */
export async function startRuntime(file: FunctionFile): Promise<LambdaRuntime> {
  const runtime = new RicRuntime(file)
  await runtime.start()
  return runtime
}

const invokeRules: OptionRulesOf<RuntimeInvokeOptions> = { timeoutMs: timerMs(1), requestId: nonEmptyString }

class RicRuntime implements LambdaRuntime {
  starts = 0
  readonly #file: FunctionFile
  readonly #api: RuntimeApi = new RuntimeApi()
  readonly #ids: IdGenerator = ulidGenerator()
  #address = ''
  #process: RuntimeProcess | undefined
  readonly #concurrency: number
  readonly #turns: Slots
  #starting: Promise<RuntimeProcess> | undefined
  #closed = false

  constructor(file: FunctionFile) {
    this.#file = file
    this.#concurrency = concurrencyOf(file)
    this.#turns = new Slots(this.#concurrency)
  }

  get pid(): number | undefined {
    return this.#process?.pid
  }

  async start(): Promise<void> {
    this.#address = await this.#api.listen()
    try {
      await this.#ensureProcess()
      await this.#api.ready()
    } catch (error) {
      await this.close()
      throw error
    }
  }

  async invokeStreaming(event: unknown, options: RecordOptions = {}): Promise<StreamedOutcome> {
    checkOptions('invokeStreaming', options, { ...invokeStreamingRules, ...invokeRules })
    const recorder = new StreamRecorder(options)
    const answer = await this.invoke(event, recorder, options, recorder.onStart)
    if (!('fate' in answer)) throw new Error(`the function does not stream: ${answer.payload}`)
    return recorder.outcome(answer)
  }

  invoke(
    event: unknown,
    sink: RuntimeSink,
    options: RuntimeInvokeOptions = {},
    onStart: (leave: () => void) => void = () => {},
  ): Promise<RuntimeAnswer> {
    return this.#turns.run(() => this.#invoke(event, sink, options, onStart))
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
    if (this.#closed) throw new Error('the runtime is closed')
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
      if (this.#concurrency === 1) await this.#api.ready()
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
    this.#starting ??= this.#startProcess().finally(() => {
      this.#starting = undefined
    })
    return this.#starting
  }

  async #startProcess(): Promise<RuntimeProcess> {
    const started = await startRuntimeProcess(this.#file, this.#address)
    this.starts += 1
    this.#process = started
    void started.exit.then(() => this.#api.abandon(new RuntimeGone('the process of the runtime died')))
    return started
  }
}

class RuntimeGone extends Error {
  override readonly name: string = 'RuntimeGone'
}

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
