import { DynamoDBException } from './exceptions.ts'
import { NO_REASON, transactionCanceled } from './operations/transactions/transaction-cancellation.ts'
import type { TouchedItems } from './requests/touched-items.ts'

const CONFLICT = 'Transaction is ongoing for the item'

/** A request between its arrival and its application. */
export interface Flight {
  /** What the request is answered with instead of being applied. */
  readonly refusal: DynamoDBException | undefined
  /** To be called when it is applied or refused. */
  land(): void
}

/**
 * Which requests overlap, and which of them conflict.
 *
 * Requests are applied one at a time, each as a whole. They overlap only where latency keeps them in flight:
 * from the moment at which a request arrives to the one at which it is applied. What meets on one item in
 * that window conflicts as AWS documents it, and the later arrival loses:
 *
 * - a PutItem, UpdateItem or DeleteItem meets a TransactWriteItems: `TransactionConflictException`
 * - a TransactWriteItems meets a TransactWriteItems: `TransactionCanceledException`, reason
 *   `TransactionConflict`
 * - a TransactGetItems meets a TransactWriteItems, BatchWriteItem, PutItem, UpdateItem or DeleteItem: the
 *   same
 * - a TransactWriteItems meets one with its own client token: `TransactionInProgressException`
 *
 * A request that lost holds nothing. Without latency nothing overlaps, and nothing conflicts.
 *
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/transaction-apis.html#transaction-conflict-handling
 */
export class InFlight {
  readonly #transacted: Set<string> = new Set()
  readonly #written: Map<string, number> = new Map()
  readonly #tokens: Set<string> = new Set()

  enter(touched: TouchedItems | undefined, token: string | undefined): Flight {
    if (!touched) return { refusal: undefined, land: () => {} }
    const refusal = this.#refusalOf(touched, token)
    if (refusal) return { refusal, land: () => {} }
    const items = touched.items.filter((item) => item !== undefined)
    if (touched.kind === 'transact-write') return this.#holdTransaction(items, token)
    return touched.kind === 'transact-get' ? { refusal: undefined, land: () => {} } : this.#holdWrite(items)
  }

  clear(): void {
    this.#transacted.clear()
    this.#written.clear()
    this.#tokens.clear()
  }

  #refusalOf({ kind, items }: TouchedItems, token: string | undefined): DynamoDBException | undefined {
    if (token !== undefined && this.#tokens.has(token)) {
      return new DynamoDBException(
        'TransactionInProgressException',
        'The transaction with the given request token is already in progress.',
      )
    }
    if (kind === 'batch-write') return undefined
    const conflicts = items.map((item) => item !== undefined && this.#isHeld(item, kind === 'transact-get'))
    if (!conflicts.includes(true)) return undefined
    if (kind === 'single-write') return new DynamoDBException('TransactionConflictException', CONFLICT)
    return transactionCanceled(
      conflicts.map((conflict) =>
        conflict ? { Code: 'TransactionConflict', Message: CONFLICT } : NO_REASON,
      ),
    )
  }

  #isHeld(item: string, alsoByWrites: boolean): boolean {
    return this.#transacted.has(item) || (alsoByWrites && this.#written.has(item))
  }

  #holdTransaction(items: readonly string[], token: string | undefined): Flight {
    for (const item of items) this.#transacted.add(item)
    if (token !== undefined) this.#tokens.add(token)
    return {
      refusal: undefined,
      land: () => {
        for (const item of items) this.#transacted.delete(item)
        if (token !== undefined) this.#tokens.delete(token)
      },
    }
  }

  #holdWrite(items: readonly string[]): Flight {
    for (const item of items) this.#written.set(item, (this.#written.get(item) ?? 0) + 1)
    return {
      refusal: undefined,
      land: () => {
        for (const item of items) {
          const left = (this.#written.get(item) ?? 1) - 1
          if (left > 0) this.#written.set(item, left)
          else this.#written.delete(item)
        }
      },
    }
  }
}
