/** A map that keeps the entries that were used last, in two generations: most uses move nothing. */
export class RecentEntries<TValue extends object> {
  readonly #maxYoung: number
  #young = new Map<string, TValue>()
  #old = new Map<string, TValue>()

  /** @param max how many entries to keep at most; the last half of as many that were used is always kept */
  constructor(max: number) {
    this.#maxYoung = Math.ceil(max / 2)
  }

  get(key: string): TValue | undefined {
    const young = this.#young.get(key)
    if (young) return young
    const old = this.#old.get(key)
    if (old) this.set(key, old)
    return old
  }

  set(key: string, value: TValue): void {
    if (this.#young.size >= this.#maxYoung && !this.#young.has(key)) {
      this.#old = this.#young
      this.#young = new Map()
    }
    this.#young.set(key, value)
  }
}
