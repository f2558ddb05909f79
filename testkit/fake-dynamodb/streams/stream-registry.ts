import { DynamoDBException } from '../exceptions.ts'
import { keyNames, type TableDefinition } from '../store/table-definition.ts'
import { RETENTION_MS, TableStream } from './table-stream.ts'

/** The streams of one account and region, those of deleted tables included as long as they can be read. */
export class StreamRegistry {
  readonly #streams: Map<string, TableStream> = new Map()

  /** Makes the stream of a new table. */
  open(definition: TableDefinition, tableArn: string, now: number): TableStream {
    const labelled = (ms: number): string => new Date(ms).toISOString().slice(0, -1)
    let labelledAt = now
    while (this.#streams.has(`${tableArn}/stream/${labelled(labelledAt)}`)) labelledAt += 1
    const label = labelled(labelledAt)
    const stream = new TableStream({
      tableName: definition.name,
      label,
      arn: `${tableArn}/stream/${label}`,
      viewType: definition.streamViewType ?? 'NEW_AND_OLD_IMAGES',
      createdAt: now,
      keyNames: keyNames(definition.keys),
      keySchema: definition.request['KeySchema'],
    })
    this.#streams.set(stream.arn, stream)
    return stream
  }

  /** @throws DynamoDBException `ResourceNotFoundException` */
  get(arn: string, now: number): TableStream {
    const stream = this.#streams.get(arn)
    if (stream && !isGone(stream, now)) return stream
    throw new DynamoDBException(
      'ResourceNotFoundException',
      `Requested resource not found: Stream: ${arn} not found`,
    )
  }

  /** All that can be read at `now`, by ARN. */
  list(now: number): TableStream[] {
    for (const stream of this.#streams.values()) if (isGone(stream, now)) this.#streams.delete(stream.arn)
    return [...this.#streams.values()].sort((a, b) => (a.arn < b.arn ? -1 : 1))
  }

  clear(): void {
    this.#streams.clear()
  }
}

function isGone({ closedAt }: TableStream, now: number): boolean {
  return closedAt !== undefined && closedAt + RETENTION_MS <= now
}
