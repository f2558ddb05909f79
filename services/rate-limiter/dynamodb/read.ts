import type { Clock } from '../../clock/clock.ts'
import { Backoff } from '../../dynamodb/backoff.ts'
import { MAX_BATCH_GET_KEYS } from '../../dynamodb/limits.ts'
import { sdk } from '../../dynamodb/sdk.ts'
import type { DynamoDBClient } from '../../dynamodb/sdk-types.ts'
import type { RandomSource } from '../../ids/random.ts'
import type { DynamoDBItem, ItemKey } from './apptheory/updates.ts'
import type { CounterRequest } from './counter-store.ts'
import { send } from './send.ts'

/** What the pauses between attempts depend on. */
export interface Pacing {
  readonly clock: Clock
  readonly random: RandomSource
}

/** Short pauses: a decision has little time, and what holds an item holds it for a few milliseconds. */
export function decisionBackoff({ clock, random }: Pacing): Backoff {
  return new Backoff({ clock, random, baseMs: 8, longestMs: 32 })
}

export interface BatchRead extends Pacing {
  readonly client: DynamoDBClient
  readonly tableName: string
  readonly consistentRead: boolean
  readonly request: CounterRequest
}

/**
 * Reads items, in the order of `keys`; `undefined` for an item that does not exist. Keys that a throttled
 * table leaves unprocessed are read again after a pause.
 */
export async function readItems(
  keys: readonly ItemKey[],
  { client, tableName, consistentRead, request, ...pacing }: BatchRead,
): Promise<readonly (DynamoDBItem | undefined)[]> {
  const found = new Map<string, DynamoDBItem>()
  const backoff = decisionBackoff(pacing)
  const names = keys.map(nameOf)
  // A request may not name a key twice.
  let wanted = keys.filter((_, i) => names.indexOf(names[i] as string) === i)
  while (wanted.length > 0) {
    const batch = new sdk.module.BatchGetItemCommand({
      RequestItems: {
        [tableName]: { Keys: wanted.slice(0, MAX_BATCH_GET_KEYS), ConsistentRead: consistentRead },
      },
    })
    const { Responses, UnprocessedKeys } = await send(client, batch, request)
    for (const item of Responses?.[tableName] ?? []) found.set(nameOf(item), item)
    const unprocessed = UnprocessedKeys?.[tableName]?.Keys ?? []
    wanted = [...wanted.slice(MAX_BATCH_GET_KEYS), ...unprocessed]
    if (unprocessed.length > 0) await backoff.pause(request.signal)
  }
  return names.map((name) => found.get(name))
}

function nameOf({ PK, SK }: DynamoDBItem): string {
  return JSON.stringify([PK?.S, SK?.S])
}
