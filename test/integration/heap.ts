import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

setFlagsFromString('--expose-gc')
const collectGarbage: () => void = runInNewContext('gc')

/** Bytes of the heap that are still in use once everything that can go has gone. */
export function heapAfterCollection(): number {
  collectGarbage()
  return process.memoryUsage().heapUsed
}

/** How many of the objects something still holds. Those that a running call holds are counted too. */
export async function countReachable(objects: readonly WeakRef<object>[]): Promise<number> {
  // What a WeakRef was made for, or asked for, lives until the end of that turn.
  await new Promise(setImmediate)
  collectGarbage()
  return objects.filter((object) => object.deref() !== undefined).length
}
