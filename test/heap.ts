import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

setFlagsFromString('--expose-gc')
const collectGarbage: () => void = runInNewContext('gc')

/** Bytes of the heap that are still in use once everything that can go has gone. */
export function heapAfterCollection(): number {
  collectGarbage()
  return process.memoryUsage().heapUsed
}

/** By how many bytes the heap grows with each of `rounds` rounds: the median, because other things come and go in a process. */
export async function medianGrowth(rounds: number, round: () => Promise<void>): Promise<number> {
  const growths: number[] = []
  let before = heapAfterCollection()
  for (let i = 0; i < rounds; i++) {
    await round()
    const after = heapAfterCollection()
    growths.push(after - before)
    before = after
  }
  return growths.sort((one, other) => one - other)[rounds >> 1] ?? Number.NaN
}
