import { resolve } from 'node:path'
import { env, stdout } from 'node:process'
import { type LambdaRuntime, startLambdaRuntime } from '../testkit/gateway/index.ts'
import type { BenchEvent, BodyKind, Contender } from './streaming/functions.ts'

const contenders = ['bare', 'wrapper', 'mode', 'middyMode'] as const

interface Sample {
  readonly firstByteMs: number
  readonly totalMs: number
}

interface Size {
  readonly name: string
  readonly bytes: number
  /**
   * Invocations of each contender before those that count: V8 compiles well what has run some thousand times.
   */
  readonly warmUp: number
  /** Invocations of each contender that count, in each process. */
  readonly samples: number
}

const sizes: readonly Size[] = [
  { name: '1 KB', bytes: 1024, warmUp: 3000, samples: 2000 },
  { name: '1 MB', bytes: 1024 * 1024, warmUp: 300, samples: 300 },
  { name: '64 MB', bytes: 64 * 1024 * 1024, warmUp: 4, samples: 16 },
]
const kinds: readonly BodyKind[] = ['string', 'buffer', 'Readable']
const processes = 3

/**
 * Streams on the real runtime client, beside a loop of writes and Middy's own mode. STREAMING_SIZE is the one
 * size to measure, such as "1 KB".
 */
export async function bench(): Promise<void> {
  stdout.write(
    '\nStreaming on aws-lambda-ric: medians, and median ratios to the loop of writes of the same round\n',
  )
  for (const size of sizes.filter(({ name }) => name === (env['STREAMING_SIZE'] ?? name))) {
    for (const kind of kinds) {
      const measured = new Map<Contender, Sample[]>(contenders.map((name) => [name, []]))
      for (let process = 0; process < processes; process++) await measureProcess(measured, size, kind)
      print(size, kind, measured)
    }
  }
}

async function measureProcess(measured: Map<Contender, Sample[]>, size: Size, kind: BodyKind): Promise<void> {
  const handlerFile = resolve(import.meta.dirname, 'streaming/functions.ts')
  const runtime = await startLambdaRuntime({ handlerFile, handlerExport: 'handler' })
  try {
    await measure(measured, { runtime, size, kind })
  } finally {
    await runtime.close()
  }
}

type Samples = ReadonlyMap<Contender, readonly Sample[]>

interface Race {
  readonly runtime: LambdaRuntime
  readonly size: Size
  readonly kind: BodyKind
}

async function measure(
  measured: Map<Contender, Sample[]>,
  { runtime, size: { bytes, warmUp, samples }, kind }: Race,
): Promise<void> {
  // What the reader has to clean up after one contender must not fall on the next.
  const isLarge = bytes > 1024 * 1024
  for (let round = 0; round < warmUp + samples; round++) {
    // They take turns, so that whatever else the machine does falls on all alike; whoever comes first
    // differs.
    for (let turn = 0; turn < contenders.length; turn++) {
      const contender = contenders[(round + turn) % contenders.length] ?? 'bare'
      if (isLarge) collectGarbage()
      const sample = await invoke(runtime, { contender, kind, bytes })
      if (round >= warmUp) measured.get(contender)?.push(sample)
    }
  }
}

async function invoke(runtime: LambdaRuntime, event: BenchEvent): Promise<Sample> {
  let received = 0
  let firstByteAt = 0
  const startedAt = performance.now()
  let endedAt = startedAt
  const answer = await runtime.invoke(event, {
    write(bytes) {
      endedAt = performance.now()
      if (received === 0) firstByteAt = endedAt
      received += bytes.length
    },
  })
  if (!('fate' in answer) || answer.fate !== 'ended' || received < event.bytes) {
    throw new Error(`an invocation went wrong: ${JSON.stringify(answer)}`)
  }
  return { firstByteMs: firstByteAt - startedAt, totalMs: endedAt - startedAt }
}

function collectGarbage(): void {
  ;(globalThis as { readonly gc?: () => void }).gc?.()
}

function print({ name, bytes }: Size, kind: BodyKind, samples: Samples): void {
  const bare = samples.get('bare') ?? []
  stdout.write(`\n${name}, ${kind}, ${bare.length} invocations of each\n`)
  for (const contender of contenders) {
    const own = samples.get(contender) ?? []
    const rate = bytes / 1024 / 1024 / (median(own.map(({ totalMs }) => totalMs)) / 1000)
    const firstByteMs = median(own.map((sample) => sample.firstByteMs))
    const throughputs = own.map(({ totalMs }, round) => (bare[round]?.totalMs ?? Number.NaN) / totalMs)
    const delays = own.map((sample, round) => sample.firstByteMs / (bare[round]?.firstByteMs ?? Number.NaN))
    stdout.write(
      `  ${contender.padEnd(10)} ${rate.toFixed(1).padStart(7)} MB/s (${median(throughputs).toFixed(2)})`,
    )
    stdout.write(`   first byte ${firstByteMs.toFixed(3).padStart(7)} ms (${median(delays).toFixed(2)})\n`)
  }
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN
}
