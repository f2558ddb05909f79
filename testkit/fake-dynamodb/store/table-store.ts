import { DynamoDBException } from '../exceptions.ts'
import { StreamRegistry } from '../streams/stream-registry.ts'
import { Table } from './table.ts'
import type { TableDefinition } from './table-definition.ts'

/** The tables of one account and region. */
export class TableStore {
  readonly region: string
  readonly accountId: string
  readonly streams: StreamRegistry = new StreamRegistry()
  readonly #tables: Map<string, Table> = new Map()

  constructor(region: string, accountId: string) {
    this.region = region
    this.accountId = accountId
  }

  /** @throws DynamoDBException `ResourceInUseException` */
  create(definition: TableDefinition, now: number): Table {
    if (this.#tables.has(definition.name)) {
      throw new DynamoDBException('ResourceInUseException', `Table already exists: ${definition.name}`)
    }
    const stream =
      definition.streamViewType && this.streams.open(definition, this.arnOf(definition.name), now)
    const table = new Table(definition, now, stream)
    this.#tables.set(definition.name, table)
    return table
  }

  find(name: string): Table | undefined {
    return this.#tables.get(name)
  }

  /**
   * The table that an operation on items names, by name or ARN.
   *
   * @throws DynamoDBException `ResourceNotFoundException`
   */
  get(nameOrArn: string): Table {
    const table = this.#tables.get(this.nameOf(nameOrArn))
    if (!table) throw new DynamoDBException('ResourceNotFoundException', 'Requested resource not found')
    return table
  }

  /**
   * The table that an operation on tables names.
   *
   * @throws DynamoDBException `ResourceNotFoundException`
   */
  describe(nameOrArn: string): Table {
    const table = this.#tables.get(this.nameOf(nameOrArn))
    if (table) return table
    throw new DynamoDBException(
      'ResourceNotFoundException',
      `Requested resource not found: Table: ${nameOrArn} not found`,
    )
  }

  delete(table: Table, now: number): void {
    table.stream?.close(now)
    this.#tables.delete(table.name)
  }

  /** The names, sorted. */
  names(): string[] {
    return [...this.#tables.keys()].sort()
  }

  clear(): void {
    this.#tables.clear()
    this.streams.clear()
  }

  arnOf(name: string): string {
    return `arn:aws:dynamodb:${this.region}:${this.accountId}:table/${name}`
  }

  /** A name as it is; of this store's ARNs the name. */
  nameOf(nameOrArn: string): string {
    const prefix = this.arnOf('')
    return nameOrArn.startsWith(prefix) ? nameOrArn.slice(prefix.length) : nameOrArn
  }
}
