import { readFileSync } from 'node:fs'
import { platform } from 'node:process'
import { setTimeout as sleep } from 'node:timers/promises'
import type { LambdaRuntime } from '../../testkit/gateway/index.ts'
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
  const outcome = await runtime.invokeStreaming(event, {
    timeoutMs,
    async onChunk(chunk) {
      bytes += chunk.length
      const dueAt = startedAt + (bytes / (megabytesPerSecond * 1024 * 1024)) * 1000
      const early = dueAt - performance.now()
      if (early > 1) await sleep(early)
    },
  })
  if (outcome.outcome !== 'completed') throw new Error(`the stream did not complete: ${outcome.outcome}`)
  const seconds = (performance.now() - startedAt) / 1000
  return { idleMb, peakMb: residentMegabytes(runtime.pid, 'VmHWM'), bytes, seconds }
}

function residentMegabytes(pid: number | undefined, field: 'VmRSS' | 'VmHWM'): number {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8')
  const kilobytes = new RegExp(`^${field}:\\s+(\\d+) kB`, 'm').exec(status)?.[1]
  if (kilobytes === undefined) throw new Error(`the kernel does not say ${field}`)
  return Number(kilobytes) / 1024
}
