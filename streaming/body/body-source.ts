/** Chunks of a body, one at a time, whatever the body is. */
export interface BodySource {
  /** At once where the body has it at once. Not called again after the end or an error. */
  next(): IteratorResult<unknown> | Promise<IteratorResult<unknown>>
  /**
   * Tells the body that nobody wants the rest: `destroy()`, `cancel()` or `return()`. What the body throws at
   * that is of no consequence any more. Settles when the body has cleaned up, as far as that can be waited
   * for.
   */
  release(): Promise<void>
}

/** A body without chunks. */
export const nothing: BodySource = {
  next: ended,
  release: () => Promise.resolve(),
}

/** The result of `next()` after the last chunk. */
export function ended(): IteratorResult<unknown> {
  return { done: true, value: undefined }
}
