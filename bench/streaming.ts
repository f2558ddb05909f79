import { resolve } from 'node:path'
import { env, stdout } from 'node:process'
import { type LambdaRuntime, startLambdaRuntime } from '../testkit/gateway/index.ts'
import { median, medianRatio } from './rounds/medians.ts'
import { turns } from './rounds/turns.ts'
import type { BenchEvent, BodyKind, Contender } from './streaming/functions.ts'

const contenders = ['bare', 'wrapper', 'mode', 'middyMode'] as const

interface Sample {
  readonly firstByteMs: number
  readonly totalMs: number
}

const total = ({ totalMs }: Sample): number => totalMs
const firstByte = ({ firstByteMs }: Sample): number => firstByteMs

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
  const takeTurns = async (rounds: number, keep: (contender: Contender, sample: Sample) => void) => {
    for (const order of turns(contenders, rounds)) {
      for (const contender of order) {
        if (isLarge) collectGarbage()
        keep(contender, await invoke(runtime, { contender, kind, bytes }))
      }
    }
  }
  await takeTurns(warmUp, () => {})
  await takeTurns(samples, (contender, sample) => measured.get(contender)?.push(sample))
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
    const rate = bytes / 1024 / 1024 / (median(own.map(total)) / 1000)
    const firstByteMs = median(own.map(firstByte))
    const throughput = medianRatio(bare.map(total), own.map(total))
    const delay = medianRatio(own.map(firstByte), bare.map(firstByte))
    stdout.write(`  ${contender.padEnd(10)} ${rate.toFixed(1).padStart(7)} MB/s (${throughput.toFixed(2)})`)
    stdout.write(`   first byte ${firstByteMs.toFixed(3).padStart(7)} ms (${delay.toFixed(2)})\n`)
  }
}
