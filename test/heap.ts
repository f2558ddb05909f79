import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

setFlagsFromString('--expose-gc')
const collectGarbage: () => void = runInNewContext('gc')

/** Bytes of the heap that are still in use once everything that can go has gone. */
export function heapAfterCollection(): number {
  collectGarbage()
  return process.memoryUsage().heapUsed
}
