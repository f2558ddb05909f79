import { stdout } from 'node:process'

export interface Contender {
  readonly name: string
  /** Does `count` operations. */
  run(count: number): Promise<void>
}

export interface CompareOptions {
  /** Operations per round. */
  readonly operations: number
  /** @defaultValue 11 */
  readonly rounds?: number
}

/** Median nanoseconds per operation, by contender. */
export type Medians = Readonly<Record<string, number>>

/**
 * Times contenders in one process, in turns, so that whatever else the machine does falls on all of them
 * alike. Prints medians, and each rate as a ratio to the first contender's.
 */
export async function compare(
  title: string,
  contenders: readonly Contender[],
  { operations, rounds = 11 }: CompareOptions,
): Promise<Medians> {
  const times = new Map(contenders.map(({ name }) => [name, [] as number[]]))
  for (const { run } of contenders) await run(Math.ceil(operations / 2))
  for (let round = 0; round < rounds; round++) {
    for (const { name, run } of contenders) {
      const startedAt = process.hrtime.bigint()
      await run(operations)
      times.get(name)?.push(Number(process.hrtime.bigint() - startedAt) / operations)
    }
  }
  const medians = Object.fromEntries([...times].map(([name, samples]) => [name, median(samples)]))
  print(title, medians)
  return medians
}

function print(title: string, medians: Medians): void {
  const width = Math.max(...Object.keys(medians).map((name) => name.length))
  const [reference = 1] = Object.values(medians)
  stdout.write(`\n${title}\n`)
  for (const [name, ns] of Object.entries(medians)) {
    const rate = Math.round(1e9 / ns).toLocaleString('en')
    stdout.write(
      `  ${name.padEnd(width)}  ${rate.padStart(12)} per s  ${(ns / 1000).toFixed(2).padStart(9)} us  `,
    )
    stdout.write(`${(reference / ns).toFixed(2).padStart(6)} of the rate of the first\n`)
  }
}

function median(samples: readonly number[]): number {
  const sorted = [...samples].sort((a, b) => a - b)
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN
}
