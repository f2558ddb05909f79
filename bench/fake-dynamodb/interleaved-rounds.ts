/** What is measured: the same work done by one of several contenders. */
export interface Contender {
  readonly name: string
  /** How often it does the work before the first round. @defaultValue `0` */
  readonly warmUp?: number
  /** Does the work once; `index` is another number every time. */
  run(index: number): Promise<unknown>
}

/** Microseconds per operation, round by round, by contender. */
export type Timings = ReadonlyMap<string, readonly number[]>

export interface Rounds {
  readonly rounds: number
  readonly operationsPerRound: number
}

/**
 * The time of an operation in rounds in which every contender has its turn (ABC ABC ABC), so that what else
 * the machine does hits all alike. One round comes before those that count, to warm up.
 */
export async function measure(
  contenders: readonly Contender[],
  { rounds, operationsPerRound }: Rounds,
): Promise<Timings> {
  const times = new Map<string, number[]>(contenders.map(({ name }) => [name, []]))
  for (const { run, warmUp = 0 } of contenders) {
    for (let index = 0; index < warmUp; index += 1) await run(index)
  }
  for (let round = -1; round < rounds; round += 1) {
    for (const { name, run } of contenders) {
      const first = (round + 1) * operationsPerRound
      const started = performance.now()
      for (let index = first; index < first + operationsPerRound; index += 1) await run(index)
      const elapsed = performance.now() - started
      if (round >= 0) times.get(name)?.push((elapsed * 1000) / operationsPerRound)
    }
  }
  return times
}

/**
 * The median over rounds of how long `name` took, as a multiple of how long `base` took in the same round.
 */
export function medianRatio(timings: Timings, name: string, base: string): number {
  const [samples = [], bases = []] = [timings.get(name), timings.get(base)]
  return median(samples.map((sample, round) => sample / (bases[round] ?? Number.NaN)))
}

export function median(samples: readonly number[]): number {
  const sorted = [...samples].sort((left, right) => left - right)
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN
}
