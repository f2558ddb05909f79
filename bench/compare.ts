import { stdout } from 'node:process'
import { median, medianRatio } from './rounds/medians.ts'
import { turns } from './rounds/turns.ts'

export interface Contender {
  readonly name: string
  /** Does `count` operations. */
  run(count: number): Promise<void>
}

export interface CompareOptions {
  /** Operations per round. */
  readonly operations: number
  /** At least so many. @defaultValue 12 */
  readonly rounds?: number
}

/** Nanoseconds per operation, round by round, by contender. */
type Times = ReadonlyMap<string, readonly number[]>

/**
 * Times contenders in one process, in turns, so that whatever else the machine does falls on all of them
 * alike. Prints medians, and the median over rounds of each rate as a ratio to the first contender's.
 */
export async function compare(
  title: string,
  contenders: readonly Contender[],
  { operations, rounds = 12 }: CompareOptions,
): Promise<void> {
  const times = new Map(contenders.map(({ name }) => [name, [] as number[]]))
  for (const { run } of contenders) await run(Math.ceil(operations / 2))
  for (const order of turns(contenders, rounds)) {
    for (const { name, run } of order) {
      const startedAt = process.hrtime.bigint()
      await run(operations)
      times.get(name)?.push(Number(process.hrtime.bigint() - startedAt) / operations)
    }
  }
  print(title, times)
}

function print(title: string, times: Times): void {
  const width = Math.max(...[...times.keys()].map((name) => name.length))
  const [reference = []] = times.values()
  stdout.write(`\n${title}\n`)
  for (const [name, samples] of times) {
    const ns = median(samples)
    const rate = Math.round(1e9 / ns).toLocaleString('en')
    stdout.write(
      `  ${name.padEnd(width)}  ${rate.padStart(12)} per s  ${(ns / 1000).toFixed(2).padStart(9)} us  `,
    )
    stdout.write(`${medianRatio(reference, samples).toFixed(2).padStart(6)} of the rate of the first\n`)
  }
}
