import { resolve } from 'node:path'
import { stdout } from 'node:process'
import { canMeasureMemory, readSlowly } from '../test/integration/streaming-runtime/resident-memory.ts'
import { startLambdaRuntime } from '../testkit/gateway/index.ts'

const functions = resolve(import.meta.dirname, '../test/integration/streaming-runtime/functions.ts')

// What a source allocates is garbage that V8 collects when it likes: beside it, the same source in a loop of
// writes.
const contenders = [
  ['strings', 'handler'],
  ['file', 'handler'],
  ['one buffer', 'handler'],
  ['fresh buffers', 'handler'],
  ['fresh buffers', 'byHand'],
] as const

/** 256 MB through a reader that takes 8 MB/s: how much memory the real runtime process needs. */
export async function bench(): Promise<void> {
  if (!canMeasureMemory) {
    stdout.write('\nMemory of a stream: the kernel of this machine does not say\n')
    return
  }
  stdout.write('\nMemory of a stream of 256 MB through a reader that takes 8 MB/s\n')
  for (const [kind, handlerExport] of contenders) {
    const runtime = await startLambdaRuntime({ handlerFile: functions, handlerExport })
    const { idleMb, peakMb, bytes, seconds } = await readSlowly(runtime, {
      event: { way: 'megabytes', megabytes: 256, kind },
      megabytesPerSecond: 8,
      timeoutMs: 120_000,
    })
    const how = `${kind}${handlerExport === 'byHand' ? ', written by hand' : ''}`
    stdout.write(
      `  ${how.padEnd(31)} ${bytes} bytes in ${seconds.toFixed(1)} s, idle ${idleMb.toFixed(1)} MB,`,
    )
    await runtime.close()
    stdout.write(` peak ${peakMb.toFixed(1)} MB: ${(peakMb - idleMb).toFixed(1)} MB above idle\n`)
  }
}
