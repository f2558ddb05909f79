import type { RetryingSender } from '../../dynamodb/retrying-sender.ts'
import { sdk } from '../../dynamodb/sdk.ts'
import type { QueryCommandInput } from '../../dynamodb/sdk-types.ts'
import type { EventPosition } from '../event/event-keys.ts'
import type { CallOptions } from '../event-bus.ts'
import type { ResolvedQuery } from '../query/event-query.ts'
import type { ReadPage } from '../query/read-page.ts'
import { keyOf } from './conditions.ts'
import type { Item } from './item.ts'
import { PageBuilder, type PageBuilderOptions } from './page-builder.ts'
import type { ReadItems } from './query-request.ts'
import { TenantPage } from './tenant-page.ts'
import { type PageReading, readTypePage } from './type-page.ts'

/** The index that finds events by ID. */
export const ID_INDEX = 'event-id-index'

export interface ReaderOptions extends Omit<PageBuilderOptions, 'query'> {
  readonly sender: RetryingSender
  readonly tableName: string
  readonly maxPagesPerQuery: number
}

/** Finds events. Rejects with the client's own errors. */
export class EventReader {
  readonly #options: ReaderOptions

  constructor(options: ReaderOptions) {
    this.#options = options
  }

  page(query: ResolvedQuery, nowMs: number, options?: CallOptions): Promise<ReadPage> {
    const { tableName, maxPagesPerQuery: maxPages } = this.#options
    const builder = new PageBuilder({ ...this.#options, query })
    const reading: PageReading = { tableName, read: this.#reading(options), builder, nowMs, maxPages }
    const { eventType, partitionKey } = query
    return eventType === undefined || partitionKey === undefined
      ? new TenantPage(query, reading).read()
      : readTypePage({ ...query, eventType, partitionKey }, reading)
  }

  /** One consistent read. */
  async get(position: EventPosition, options?: CallOptions): Promise<Item | undefined> {
    const { tableName, sender } = this.#options
    const input = { TableName: tableName, Key: keyOf(position), ConsistentRead: true }
    const { output, error } = await sender.send(new sdk.module.GetItemCommand(input), options)
    if (!output) throw error
    return output.Item
  }

  /** Every copy of an ID, expired or not. */
  async copiesOf(id: string, tenantId: string | undefined, options?: CallOptions): Promise<readonly Item[]> {
    const read = this.#reading(options)
    const copies: Item[] = []
    const request: QueryCommandInput = {
      TableName: this.#options.tableName,
      IndexName: ID_INDEX,
      KeyConditionExpression: 'id = :id',
      ExpressionAttributeValues: { ':id': { S: id } },
    }
    if (tenantId !== undefined) {
      request.FilterExpression = 'tenant_id = :tenant'
      request.ExpressionAttributeValues = { ...request.ExpressionAttributeValues, ':tenant': { S: tenantId } }
    }
    for (let start: Item | undefined; ; ) {
      const { items, last } = await read(request, start)
      copies.push(...items)
      if (!last) return copies
      start = last
    }
  }

  #reading(options: CallOptions | undefined): ReadItems {
    return async (request, start, limit) => {
      const command = new sdk.module.QueryCommand({
        ...request,
        ...(start && { ExclusiveStartKey: start }),
        ...(limit && { Limit: Math.min(limit, MAX_READ) }),
      })
      const { output, error } = await this.#options.sender.send(command, options)
      if (!output) throw error
      return { items: output.Items ?? [], last: output.LastEvaluatedKey }
    }
  }
}

/** More than a request can read, which ends after 1 MB. */
const MAX_READ = 1_000_000
