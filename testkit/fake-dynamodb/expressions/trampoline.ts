/** A computation that calls others by `yield* call(other)`. */
export type Task<T> = Generator<Task<unknown>, T, unknown>

/** Calls a task from within a task. */
export function* call<T>(task: Task<T>): Task<T> {
  return (yield task) as T
}

/**
 * Runs a task to its end. The calls of tasks are kept on the heap: four kilobytes of parentheses would
 * otherwise overflow the stack of the caller.
 */
export function run<T>(task: Task<T>): T {
  const callers: Task<unknown>[] = []
  let current: Task<unknown> = task
  let result: unknown
  for (;;) {
    const step = current.next(result)
    if (!step.done) {
      callers.push(current)
      current = step.value
      result = undefined
      continue
    }
    result = step.value
    const caller = callers.pop()
    if (caller === undefined) return result as T
    current = caller
  }
}
