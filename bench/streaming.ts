import { resolve } from 'node:path'
import { stdout } from 'node:process'
import { type LambdaRuntime, startLambdaRuntime } from '../testkit/gateway/index.ts'
import type { BenchEvent, BodyKind } from './streaming/functions.ts'

const contenders = ['bare', 'wrapper', 'mode', 'middyMode'] as const
type Contender = (typeof contenders)[number]

interface Sample {
  readonly firstByteMs: number
  readonly totalMs: number
}

interface Size {
  readonly name: string
  readonly bytes: number
  /** Invocations of each contender, in each set of processes. */
  readonly samples: number
}

const sizes: readonly Size[] = [
  { name: '1 KB', bytes: 1024, samples: 500 },
  { name: '1 MB', bytes: 1024 * 1024, samples: 60 },
  { name: '64 MB', bytes: 64 * 1024 * 1024, samples: 5 },
]
const kinds: readonly BodyKind[] = ['string', 'buffer', 'Readable']
// Of the samples, before them; contenders take turns, so that whatever else the machine does falls on all of them alike.
const warmUp = 0.6
const processSets = 5

/** Streams on the real runtime client, a process for each contender, beside a loop of writes and Middy's own mode. */
export async function bench(): Promise<void> {
  stdout.write(
    '\nStreaming on aws-lambda-ric: medians, and median ratios to the bare loop of writes of the same round\n',
  )
  for (const size of sizes) {
    for (const kind of kinds) {
      const measured = new Map<Contender, Sample[]>(contenders.map((name) => [name, []]))
      for (let set = 0; set < processSets; set++) await measureSet(measured, size, kind)
      print(size, kind, measured)
    }
  }
}

/** In processes of their own, because where a process lands in memory and on which core is luck that stays with it. */
async function measureSet(measured: Map<Contender, Sample[]>, size: Size, kind: BodyKind): Promise<void> {
  const handlerFile = resolve(import.meta.dirname, 'streaming/functions.ts')
  const runtimes = new Map<Contender, LambdaRuntime>()
  try {
    for (const handlerExport of contenders) {
      runtimes.set(handlerExport, await startLambdaRuntime({ handlerFile, handlerExport }))
    }
    await measure(measured, { runtimes, size, kind })
  } finally {
    for (const runtime of runtimes.values()) await runtime.close()
  }
}

type Samples = ReadonlyMap<Contender, readonly Sample[]>

interface Race {
  readonly runtimes: ReadonlyMap<Contender, LambdaRuntime>
  readonly size: Size
  readonly kind: BodyKind
}

async function measure(
  measured: Map<Contender, Sample[]>,
  { runtimes, size: { bytes, samples }, kind }: Race,
): Promise<void> {
  const rounds = Math.ceil(samples * (1 + warmUp))
  for (let round = 0; round < rounds; round++) {
    // Whoever comes first differs from round to round.
    for (let turn = 0; turn < contenders.length; turn++) {
      const name = contenders[(round + turn) % contenders.length] ?? 'bare'
      const sample = await invoke(runtimes.get(name), { kind, bytes })
      if (round >= rounds - samples) measured.get(name)?.push(sample)
    }
  }
}

async function invoke(runtime: LambdaRuntime | undefined, event: BenchEvent): Promise<Sample> {
  let received = 0
  let firstByteAt = 0
  const startedAt = performance.now()
  let endedAt = startedAt
  const answer = await runtime?.invoke(event, {
    write(bytes) {
      endedAt = performance.now()
      if (received === 0) firstByteAt = endedAt
      received += bytes.length
    },
  })
  if (!answer || !('fate' in answer) || answer.fate !== 'ended' || received < event.bytes) {
    throw new Error(`an invocation went wrong: ${JSON.stringify(answer)}`)
  }
  return { firstByteMs: firstByteAt - startedAt, totalMs: endedAt - startedAt }
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
