import { turns } from '../rounds/turns.ts'

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
  /** At least so many. */
  readonly rounds: number
  readonly operationsPerRound: number
}

/**
 * The time of an operation in rounds in which every contender has its turn, so that what else the machine
 * does hits all alike. One round comes before those that count, to warm up.
 */
export async function measure(
  contenders: readonly Contender[],
  { rounds, operationsPerRound }: Rounds,
): Promise<Timings> {
  const times = new Map<string, number[]>(contenders.map(({ name }) => [name, []]))
  for (const { run, warmUp = 0 } of contenders) {
    for (let index = 0; index < warmUp; index += 1) await run(index)
  }
  let first = 0
  const runRound = async (order: readonly Contender[]): Promise<void> => {
    for (const { name, run } of order) {
      const started = performance.now()
      for (let index = first; index < first + operationsPerRound; index += 1) await run(index)
      times.get(name)?.push(((performance.now() - started) * 1000) / operationsPerRound)
    }
    first += operationsPerRound
  }
  await runRound(contenders)
  for (const samples of times.values()) samples.length = 0
  for (const order of turns(contenders, rounds)) await runRound(order)
  return times
}
