import { resolve } from 'node:path'
import { env, stdout } from 'node:process'
import { canMeasureMemory, readSlowly } from '../test/integration/streaming-runtime/resident-memory.ts'
import { startLambdaRuntime } from '../testkit/gateway/index.ts'

const functions = resolve(import.meta.dirname, '../test/integration/streaming-runtime/functions.ts')

// Lambda's own bootstrap gives V8 5% of the function's memory for a semi-space and 90% for old objects.
const memorySize = 128
const heapOfLambda = [
  `--max-semi-space-size=${Math.floor(memorySize * 0.05)}`,
  `--max-old-space-size=${Math.floor(memorySize * 0.9)}`,
]

// What a source allocates is garbage that V8 collects when it likes: beside it, the same source in a loop of
// writes. V8's default heap depends on the memory of the machine, and leaves more garbage.
const contenders = [
  ['strings', 'handler', heapOfLambda],
  ['file', 'handler', heapOfLambda],
  ['one buffer', 'handler', heapOfLambda],
  ['fresh buffers', 'handler', heapOfLambda],
  ['fresh buffers', 'byHand', heapOfLambda],
  ['fresh buffers', 'handler', []],
  ['fresh buffers', 'byHand', []],
] as const

/**
 * 256 MB through a reader that takes 8 MB/s: how much memory the real runtime process needs. STREAMING_BODY
 * is the one kind of body to measure, such as "file".
 */
export async function bench(): Promise<void> {
  if (!canMeasureMemory) {
    stdout.write('\nMemory of a stream: the kernel of this machine does not say\n')
    return
  }
  stdout.write('\nMemory of a stream of 256 MB through a reader that takes 8 MB/s, above an idle process;\n')
  stdout.write(`V8 has the heap that Lambda gives it in a function of ${memorySize} MB\n`)
  const wanted = env['STREAMING_BODY']
  for (const contender of contenders.filter(([kind]) => kind === (wanted ?? kind))) await measure(contender)
}

async function measure([kind, handlerExport, nodeArguments]: (typeof contenders)[number]): Promise<void> {
  const runtime = await startLambdaRuntime({
    handlerFile: functions,
    handlerExport,
    memorySize,
    nodeArguments,
  })
  const { idleMb, peakMb, bytes, seconds } = await readSlowly(runtime, {
    event: { way: 'megabytes', megabytes: 256, kind },
    megabytesPerSecond: 8,
    timeoutMs: 120_000,
  })
  await runtime.close()
  const byHand = handlerExport === 'byHand' ? ', written by hand' : ''
  const heap = nodeArguments === heapOfLambda ? '' : ', default heap'
  stdout.write(`  ${(kind + byHand + heap).padEnd(45)} ${bytes} bytes in ${seconds.toFixed(1)} s, `)
  stdout.write(
    `idle ${idleMb.toFixed(1)} MB, peak ${peakMb.toFixed(1)} MB: ${(peakMb - idleMb).toFixed(1)} MB above\n`,
  )
}
