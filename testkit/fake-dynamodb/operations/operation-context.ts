import type { CapacityMeter } from '../capacity.ts'
import type { RequestInput } from '../requests/shape.ts'
import type { Table, Visibility } from '../store/table.ts'
import type { TableStore } from '../store/table-store.ts'

/** What an operation works on, at one moment. */
export interface OperationContext {
  readonly store: TableStore
  /** Milliseconds since the epoch. */
  readonly now: number
  readonly visibility: Visibility
  readonly capacity: CapacityMeter
  readonly transactions: TransactionMemory
  /** How many requests of a batch are processed; the rest comes back unprocessed. */
  readonly batchLimit: number
}

/** The transactions that were done in the last ten minutes, by client token. */
export interface TransactionMemory {
  recall(token: string, now: number): string | undefined
  remember(token: string, fingerprint: string, now: number): void
}

/** Answers one request at once. Parameters have been checked against their shape. */
export type Operation = (input: RequestInput, context: OperationContext) => object

/** The table that a request on items names. */
export function tableOf(input: RequestInput, { store }: OperationContext): Table {
  return store.get(input['TableName'] as string)
}
