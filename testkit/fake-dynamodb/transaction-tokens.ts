import type { TransactionMemory } from './operations/operation-context.ts'

const IDEMPOTENCY_WINDOW_MS = 10 * 60 * 1000

interface DoneTransaction {
  readonly fingerprint: string
  readonly forgottenAt: number
}

/**
 * The client tokens of transactions that were done, for ten minutes each.
 *
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/transaction-apis.html#transaction-apis-txwriteitems-idempotency
 */
export class TransactionTokens implements TransactionMemory {
  readonly #done: Map<string, DoneTransaction> = new Map()

  recall(token: string, now: number): string | undefined {
    const done = this.#done.get(token)
    return done && done.forgottenAt > now ? done.fingerprint : undefined
  }

  remember(token: string, fingerprint: string, now: number): void {
    for (const [old, { forgottenAt }] of this.#done) {
      if (forgottenAt > now) break
      this.#done.delete(old)
    }
    this.#done.delete(token)
    this.#done.set(token, { fingerprint, forgottenAt: now + IDEMPOTENCY_WINDOW_MS })
  }

  clear(): void {
    this.#done.clear()
  }
}
