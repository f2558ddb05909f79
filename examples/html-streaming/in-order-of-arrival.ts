/**
 * Yields what each promise resolves to as soon as it does, whichever was first. Fails with the first that
 * fails.
 */
export async function* inOrderOfArrival<T>(promises: Iterable<Promise<T>>): AsyncGenerator<T> {
  const waiting = new Map([...promises].map((promise, i) => [i, promise.then((value) => ({ i, value }))]))
  while (waiting.size > 0) {
    const { i, value } = await Promise.race(waiting.values())
    waiting.delete(i)
    yield value
  }
}
