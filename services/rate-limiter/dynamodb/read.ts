import { sdk } from '../../dynamodb/sdk.ts'
import type { DynamoDBClient } from '../../dynamodb/sdk-types.ts'
import type { DynamoDBItem, ItemKey } from './apptheory/updates.ts'
import { Backoff, type BackoffOptions } from './backoff.ts'

export interface BatchRead extends BackoffOptions {
  readonly client: DynamoDBClient
  readonly tableName: string
  readonly consistentRead: boolean
  readonly signal: AbortSignal
}

/**
 * Reads up to 100 items, in the order of `keys`; what is not there is undefined. What a throttled table leaves
 * unprocessed is asked for again, a little later each time.
 */
export async function readItems(
  keys: readonly ItemKey[],
  { client, tableName, consistentRead, signal, ...options }: BatchRead,
): Promise<readonly (DynamoDBItem | undefined)[]> {
  const found = new Map<string, DynamoDBItem>()
  const backoff = new Backoff(options)
  let wanted: ItemKey[] = [...keys]
  while (wanted.length > 0) {
    const batch = new sdk.module.BatchGetItemCommand({
      RequestItems: { [tableName]: { Keys: wanted, ConsistentRead: consistentRead } },
    })
    const { Responses, UnprocessedKeys } = await client.send(batch, { abortSignal: signal })
    for (const item of Responses?.[tableName] ?? []) found.set(nameOf(item), item)
    wanted = UnprocessedKeys?.[tableName]?.Keys ?? []
    if (wanted.length > 0) await backoff.pause(signal)
  }
  return keys.map((key) => found.get(nameOf(key)))
}

function nameOf({ PK, SK }: DynamoDBItem): string {
  return JSON.stringify([PK?.S, SK?.S])
}
