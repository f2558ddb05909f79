/** An update of one key, until it has ended or no decision waits for it any more. */
export class UpdateUnderWay {
  readonly #signal: AbortSignal
  readonly #onEnd: () => void
  #isOver = false
  #isWatched = false

  /** @param signal aborted when no decision waits for the update any more */
  constructor(signal: AbortSignal, onEnd: () => void) {
    this.#signal = signal
    this.#onEnd = onEnd
  }

  /** Ends it as soon as its signal is aborted: another decision waits for that. */
  watch(): void {
    if (this.#isWatched || this.#isOver) return
    if (this.#signal.aborted) {
      this.end()
      return
    }
    this.#isWatched = true
    this.#signal.addEventListener('abort', this, { once: true })
  }

  /** Its signal is aborted. */
  handleEvent(): void {
    this.end()
  }

  end(): void {
    if (this.#isOver) return
    this.#isOver = true
    if (this.#isWatched) this.#signal.removeEventListener('abort', this)
    this.#onEnd()
  }
}
