import { readFileSync } from 'node:fs'
import { platform } from 'node:process'
import { setTimeout as sleep } from 'node:timers/promises'
import type { LambdaRuntime } from '../../../testkit/gateway/index.ts'
import { PreludeDecoder } from '../../../testkit/streaming/prelude-decoder.ts'
import type { RuntimeSink } from '../../../testkit/streaming/runtime-stream.ts'
import type { WayEvent } from './ways.ts'

export interface MemoryOfStream {
  readonly idleMb: number
  /** The most that the process ever held. */
  readonly peakMb: number
  readonly bytes: number
  readonly seconds: number
}

export interface SlowRead {
  readonly event: WayEvent
  readonly megabytesPerSecond: number
  readonly timeoutMs: number
}

/** Whether the kernel says how much memory a process holds. */
export const canMeasureMemory: boolean = platform === 'linux'

/** Reads a stream no faster than told, and looks at the memory of the process that writes it. */
export async function readSlowly(
  runtime: LambdaRuntime,
  { event, megabytesPerSecond, timeoutMs }: SlowRead,
): Promise<MemoryOfStream> {
  await runtime.invokeStreaming({ ...event, megabytes: 1 })
  const idleMb = residentMegabytes(runtime.pid, 'VmRSS')
  const startedAt = performance.now()
  let bytes = 0
  let decoder: PreludeDecoder | undefined
  // It keeps nothing, because a recording of it would be as large as the stream.
  const sink: RuntimeSink = {
    async write(chunk, contentType) {
      decoder ??= new PreludeDecoder(contentType)
      bytes += decoder.decode(chunk).length
      const dueAt = startedAt + (bytes / (megabytesPerSecond * 1024 * 1024)) * 1000
      const early = dueAt - performance.now()
      if (early > 1) await sleep(early)
    },
  }
  const answer = await runtime.invoke(event, sink, { timeoutMs })
  if (!('fate' in answer) || answer.fate !== 'ended')
    throw new Error(`the stream did not complete: ${JSON.stringify(answer)}`)
  const seconds = (performance.now() - startedAt) / 1000
  return { idleMb, peakMb: residentMegabytes(runtime.pid, 'VmHWM'), bytes, seconds }
}

function residentMegabytes(pid: number | undefined, field: 'VmRSS' | 'VmHWM'): number {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8')
  const kilobytes = new RegExp(`^${field}:\\s+(\\d+) kB`, 'm').exec(status)?.[1]
  if (kilobytes === undefined) throw new Error(`the kernel does not say ${field}`)
  return Number(kilobytes) / 1024
}
