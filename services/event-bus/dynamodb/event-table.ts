import { RetryingSender } from '../../dynamodb/retrying-sender.ts'
import { sdk } from '../../dynamodb/sdk.ts'
import type { DynamoDBClient } from '../../dynamodb/sdk-types.ts'
import type { IdGenerator } from '../../ids/ids.ts'
import type { ResolvedEventBusOptions } from './defaults.ts'
import { EventDeleter } from './deleter.ts'
import { EventReader } from './reader.ts'
import { EventWriter } from './writer.ts'

/** The parts of a bus that need the SDK. */
export interface EventTable {
  readonly client: DynamoDBClient
  readonly reader: EventReader
  readonly writer: EventWriter
  readonly deleter: EventDeleter
}

/** @param tokens - request tokens of transactions */
export function eventTable(options: ResolvedEventBusOptions, tokens: IdGenerator): EventTable {
  const { tableName, idempotency, onConflict, maxPagesPerQuery } = options
  const client = options.client ?? new sdk.module.DynamoDBClient()
  const sender = new RetryingSender({ ...options, client })
  return {
    client,
    reader: new EventReader({ sender, tableName, maxPagesPerQuery }),
    writer: new EventWriter({ sender, tableName, idempotency, onConflict, tokens }),
    deleter: new EventDeleter({ sender, tableName, idempotency, tokens }),
  }
}
