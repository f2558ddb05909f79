import { BatchGetItemCommand, type DynamoDBClient } from '@aws-sdk/client-dynamodb'
import type { DynamoDBItem, ItemKey } from './dynamodb-apptheory-updates.ts'

export interface BatchRead {
  readonly tableName: string
  readonly consistentRead: boolean
  readonly signal: AbortSignal
}

/** Reads up to 100 items, in the order of `keys`; what is not there is undefined. */
export async function readItems(
  client: DynamoDBClient,
  keys: readonly ItemKey[],
  { tableName, consistentRead, signal }: BatchRead,
): Promise<readonly (DynamoDBItem | undefined)[]> {
  const found = new Map<string, DynamoDBItem>()
  let wanted: ItemKey[] = [...keys]
  while (wanted.length > 0) {
    const batch = new BatchGetItemCommand({
      RequestItems: { [tableName]: { Keys: wanted, ConsistentRead: consistentRead } },
    })
    const { Responses, UnprocessedKeys } = await client.send(batch, { abortSignal: signal })
    for (const item of Responses?.[tableName] ?? []) found.set(nameOf(item), item)
    wanted = UnprocessedKeys?.[tableName]?.Keys ?? []
  }
  return keys.map((key) => found.get(nameOf(key)))
}

function nameOf({ PK, SK }: DynamoDBItem): string {
  return JSON.stringify([PK?.S, SK?.S])
}
