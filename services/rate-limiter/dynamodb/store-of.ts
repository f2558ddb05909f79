import { sdk } from '../../dynamodb/sdk.ts'
import { ulidGenerator } from '../../ids/ids.ts'
import { systemRandom } from '../../ids/random.ts'
import { attributeNamesOf } from './apptheory/item.ts'
import { AppTheoryMultiWindowStore } from './apptheory/multi-window.ts'
import { itemFormatOf, ReplacedItems, supposedBefore } from './apptheory/replaced-items.ts'
import { AppTheorySingleWindowStore } from './apptheory/single-window.ts'
import { BucketStore } from './bucket/store.ts'
import { CompactStore } from './compact/store.ts'
import type { CounterStore } from './counter-store.ts'
import type { ResolvedRateLimiterOptions } from './defaults.ts'

/** The store for a strategy and a layout. The SDK is loaded. */
export function storeOf(options: ResolvedRateLimiterOptions): CounterStore {
  const { layout, strategy, replaces, clock, ids = ulidGenerator(clock) } = options
  const client = options.client ?? new sdk.module.DynamoDBClient()
  const { ttl: ttlName } = attributeNamesOf(options.attributeNames)
  const table = { ...options, client, random: systemRandom, ttlName }
  if (strategy.kind === 'bucket') return new BucketStore(table)
  if (layout === 'compact') return new CompactStore(table)
  const format = itemFormatOf(strategy)
  const replaced = new ReplacedItems(format, replaces?.map(itemFormatOf) ?? supposedBefore)
  const items = { ...table, format, replaced, isOneOfMany: strategy.kind === 'multi' }
  return strategy.kind === 'multi'
    ? new AppTheoryMultiWindowStore({ ...items, ids })
    : new AppTheorySingleWindowStore(items)
}
