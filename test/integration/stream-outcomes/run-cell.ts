import { EventEmitter, once } from 'node:events'
import { resolve } from 'node:path'
import { constants, gunzipSync } from 'node:zlib'
import { type LambdaRuntime, startLambdaRuntime } from '../../../testkit/gateway/index.ts'
import { createTestEnv, type StreamedOutcome } from '../../../testkit/index.ts'
import { turns } from '../../fixture-runner/streaming/turns.ts'
import type { Cell, Observed, Seen } from './cell.ts'
import { type CellEvent, cellFunction } from './functions.ts'

export interface CellRun {
  readonly seen: Seen
  readonly lateAfterMs: number
}

/** Runs a cell on the captured stream, in virtual time. */
export async function runCaptured(cell: Cell): Promise<CellRun> {
  const env = createTestEnv()
  const { handler, observed } = cellFunction(cell, env.clock)
  const running = env.invokeStreaming(handler, eventOf(cell), readerOf(cell))
  if (cell.moment === 'fails after 20 ms') {
    await turns(20)
    await env.clock.advanceAsync(20)
  }
  const outcome = await running
  await turns(1)
  return runOf(cell, outcome, observed())
}

/** Lambda's runtime client: one process, on which each cell runs. */
export class CellRuntime {
  readonly runtime: LambdaRuntime
  readonly #messages: EventEmitter

  private constructor(runtime: LambdaRuntime, messages: EventEmitter) {
    this.runtime = runtime
    this.#messages = messages
  }

  static async start(): Promise<CellRuntime> {
    const messages = new EventEmitter()
    const runtime = await startLambdaRuntime({
      handlerFile: resolve(import.meta.dirname, 'functions.ts'),
      onMessage: (message) => messages.emit('observed', message),
    })
    return new CellRuntime(runtime, messages)
  }

  async run(cell: Cell): Promise<CellRun> {
    const observed = once(this.#messages, 'observed')
    const outcome = await this.runtime.invokeStreaming(eventOf(cell), readerOf(cell))
    const [message] = (await observed) as [Observed]
    return runOf(cell, outcome, message)
  }
}

function eventOf(cell: Cell): CellEvent {
  return { cell, headers: { 'accept-encoding': 'gzip', origin: 'https://example.com' } }
}

function readerOf({ moment }: Cell) {
  if (moment === 'slow reader') return { onChunk: () => turns(3) }
  return moment === 'reader leaves' ? { leaveAfterBytes: 1 } : {}
}

function runOf({ moment }: Cell, outcome: StreamedOutcome, observed: Observed): CellRun {
  const hasText = moment !== 'fails at once' && moment !== 'reader leaves'
  const seen = {
    outcome: outcome.outcome,
    statusCode: outcome.statusCode,
    ...(hasText && { text: readableText(outcome) }),
    late: observed.late,
    closed: observed.closed,
  }
  return { seen, lateAfterMs: observed.lateAfterMs }
}

/** What a client makes of the bytes, which may end early. */
function readableText({ headers, body }: StreamedOutcome): string {
  if (headers['content-encoding'] !== 'gzip') return Buffer.from(body).toString()
  return gunzipSync(body, { finishFlush: constants.Z_SYNC_FLUSH }).toString()
}
