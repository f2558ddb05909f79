import { RetryingSender } from '../../dynamodb/retrying-sender.ts'
import { sdk } from '../../dynamodb/sdk.ts'
import type { DynamoDBClient } from '../../dynamodb/sdk-types.ts'
import type { IdGenerator } from '../../ids/ids.ts'
import type { ResolvedEventBusOptions } from './defaults.ts'
import { EventDeleter } from './deleter.ts'
import { EventReader, type ReaderOptions } from './reader.ts'
import { EventWriter } from './writer.ts'

/** The parts of a bus that need the SDK. */
export interface EventTable {
  readonly client: DynamoDBClient
  readonly reader: EventReader
  readonly writer: EventWriter
  readonly deleter: EventDeleter
}

interface TableServices {
  /** Request tokens of transactions. */
  readonly tokens: IdGenerator
  readonly onUnreadable: ReaderOptions['onUnreadable']
}

export function eventTable(
  options: ResolvedEventBusOptions,
  { tokens, onUnreadable }: TableServices,
): EventTable {
  const { tableName, idempotency, onConflict, maxPagesPerQuery, unreadable } = options
  const client = options.client ?? new sdk.module.DynamoDBClient()
  const sender = new RetryingSender({ ...options, client })
  return {
    client,
    reader: new EventReader({ sender, tableName, maxPagesPerQuery, unreadable, onUnreadable }),
    writer: new EventWriter({ sender, tableName, idempotency, onConflict, tokens }),
    deleter: new EventDeleter({ sender, tableName, idempotency, tokens }),
  }
}
