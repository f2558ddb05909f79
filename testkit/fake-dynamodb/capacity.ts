import type { IndexChange } from './store/secondary-index.ts'
import type { IndexWrite } from './store/table.ts'
import type { IndexDefinition } from './store/table-definition.ts'

const READ_UNIT_BYTES = 4096
const WRITE_UNIT_BYTES = 1024

/**
 * The units that reading `bytes` consumes: one per 4 KB, at least one, half of it when eventually consistent.
 *
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/read-write-operations.html
 */
export function readUnits(bytes: number, consistent: boolean): number {
  const units = Math.max(1, Math.ceil(bytes / READ_UNIT_BYTES))
  return consistent ? units : units / 2
}

/**
 * The units that writing an item consumes: one per KB of the larger of its old and new image, at least one.
 */
export function writeUnits(bytesBefore: number, bytesAfter: number): number {
  return Math.max(1, Math.ceil(Math.max(bytesBefore, bytesAfter) / WRITE_UNIT_BYTES))
}

/**
 * The units that a change of an index consumes: an entry that moves is a deletion and a put.
 *
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/GSI.html#GSI.ThroughputConsiderations
 */
export function indexWriteUnits({ removed, added }: IndexChange): number {
  const before = removed?.stored.bytes ?? 0
  const after = added?.stored.bytes ?? 0
  if (removed && added && removed.key !== added.key) return writeUnits(before, 0) + writeUnits(0, after)
  return writeUnits(before, after)
}

interface Units {
  read: number
  write: number
}

interface TableUnits extends Units {
  readonly local: Map<string, Units>
  readonly global: Map<string, Units>
}

/** What `ReturnConsumedCapacity` asks for. */
export type CapacityReport = 'NONE' | 'TOTAL' | 'INDEXES'

/** Adds up what one request consumes, by table and index where somebody asks for it. */
export class CapacityMeter {
  readonly #report: CapacityReport
  readonly #tables: Map<string, TableUnits> | undefined
  /** Everything read, in read units. */
  readUnits = 0
  /** Everything written, in write units. */
  writeUnits = 0

  constructor(report: CapacityReport) {
    this.#report = report
    this.#tables = report === 'NONE' ? undefined : new Map()
  }

  read(tableName: string, units: number, index?: IndexDefinition): void {
    this.readUnits += units
    if (this.#tables) unitsOf(this.#tables, tableName, index).read += units
  }

  write(tableName: string, units: number, index?: IndexDefinition): void {
    this.writeUnits += units
    if (this.#tables) unitsOf(this.#tables, tableName, index).write += units
  }

  /** What the indexes consume with one write of their table, `factor` times over for a transaction. */
  writeIndexes(tableName: string, writes: readonly IndexWrite[], factor = 1): void {
    for (const { index, change } of writes) {
      this.write(tableName, indexWriteUnits(change) * factor, index.definition)
    }
  }

  /** `ConsumedCapacity` of an operation on one table. */
  reportOne(): object | undefined {
    return this.reportAll()?.[0]
  }

  /** `ConsumedCapacity` of an operation on many. Transactions also say which kind of units they are. */
  reportAll(kind?: 'transaction'): object[] | undefined {
    if (!this.#tables) return undefined
    const numbers = kind ? transactionNumbers : plainNumbers
    return [...this.#tables].map(([TableName, table]) => ({
      TableName,
      ...numbers(sum([table, ...table.local.values(), ...table.global.values()])),
      ...(this.#report === 'INDEXES' && {
        Table: numbers(table),
        ...(table.local.size > 0 && { LocalSecondaryIndexes: numbersByName(table.local, numbers) }),
        ...(table.global.size > 0 && { GlobalSecondaryIndexes: numbersByName(table.global, numbers) }),
      }),
    }))
  }
}

function unitsOf(tables: Map<string, TableUnits>, tableName: string, index?: IndexDefinition): Units {
  let table = tables.get(tableName)
  if (!table) {
    table = { read: 0, write: 0, local: new Map(), global: new Map() }
    tables.set(tableName, table)
  }
  if (!index) return table
  const units = table[index.kind].get(index.name) ?? { read: 0, write: 0 }
  table[index.kind].set(index.name, units)
  return units
}

function sum(all: readonly Units[]): Units {
  const total = { read: 0, write: 0 }
  for (const units of all) {
    total.read += units.read
    total.write += units.write
  }
  return total
}

function plainNumbers(units: Units): object {
  return { CapacityUnits: units.read + units.write }
}

function transactionNumbers(units: Units): object {
  return {
    CapacityUnits: units.read + units.write,
    ...(units.read > 0 && { ReadCapacityUnits: units.read }),
    ...(units.write > 0 && { WriteCapacityUnits: units.write }),
  }
}

function numbersByName(units: ReadonlyMap<string, Units>, numbers: (units: Units) => object): object {
  return Object.fromEntries([...units].map(([name, each]) => [name, numbers(each)]))
}
