import type { AttributeValue, UpdateItemCommandInput } from '../../../dynamodb/sdk-types.ts'
import type { SpentSubWindow } from '../../strategy/window-decision.ts'
import type { CounterRequest } from '../counter-store.ts'
import {
  type AttributeNames,
  attributeNamesOf,
  type ItemAttribute,
  rfc3339Nanoseconds,
  type StoredKey,
  type SubWindowItem,
  storedKey,
  subWindowItem,
} from './item.ts'
import type { CountedItem, ItemFormat } from './replaced-items.ts'

export type DynamoDBItem = Record<string, AttributeValue>
export type ItemKey = DynamoDBItem

/** An update that both UpdateItem and TransactWriteItems take. */
export type ItemUpdate = Pick<
  UpdateItemCommandInput,
  'TableName' | 'Key' | 'ConditionExpression' | 'ExpressionAttributeNames' | 'ExpressionAttributeValues'
> & { readonly UpdateExpression: string }

export interface AppTheoryUpdatesOptions {
  readonly tableName: string
  readonly attributeNames: AttributeNames
  readonly ttlBufferMs: number
  /** Whether each item is one of several windows that are decided together. */
  readonly isOneOfMany: boolean
  readonly format: ItemFormat
}

/** How an update treats the item's expiry, which never becomes earlier. */
export type Expiry =
  /** Sets it on a new item. An existing item must not expire earlier. */
  | 'keep'
  /** For an item that expires too early: sets it later. */
  | 'extend'

/** What the first write of an item sets, and no later one changes. */
const attributesOfFirstWrite: readonly ItemAttribute[] = [
  'identifier',
  'resource',
  'operation',
  'windowType',
  'windowID',
  'windowStart',
  'ttl',
  'createdAt',
]

/** The parts of an update that are the same for every key. */
interface Spending {
  readonly expression: Readonly<Record<Expiry, string>>
  readonly names: Record<string, string>
}

/** Builds the updates of layout `apptheory`. */
export class AppTheoryUpdates {
  readonly #options: AppTheoryUpdatesOptions
  readonly #names: Readonly<Record<ItemAttribute, string>>
  readonly #spendAlone: Spending
  readonly #spendWithMetadata: Spending
  /** By sub-window, as an object: see `CurrentSubWindows`. */
  readonly #subWindowItems: WeakMap<CountedItem, SubWindowItem> = new WeakMap()

  constructor(options: AppTheoryUpdatesOptions) {
    this.#options = options
    this.#names = attributeNamesOf(options.attributeNames)
    this.#spendAlone = spending(this.#names, attributesOfFirstWrite)
    this.#spendWithMetadata = spending(this.#names, [...attributesOfFirstWrite, 'metadata'])
  }

  keyOf(key: CounterRequest['key'], item: CountedItem): ItemKey {
    return primaryKey(storedKey(key, this.#subWindowItem(item).suffix))
  }

  countOf(item: DynamoDBItem | undefined): number {
    return Number(item?.[this.#names.count]?.N ?? 0)
  }

  /** Whether an item expires before its sub-window has left the window and the buffer has passed. */
  expiresTooEarly(item: DynamoDBItem | undefined, subWindow: SpentSubWindow): boolean {
    return item !== undefined && !(Number(item[this.#names.ttl]?.N) >= this.#subWindowItem(subWindow).ttl)
  }

  /** Counts the request's cost in one sub-window, if that leaves at most `limit`. */
  spendWithin(request: CounterRequest, subWindow: SpentSubWindow, limit: number, expiry: Expiry): ItemUpdate {
    const update = this.spend(request, subWindow, expiry)
    const room = limit - request.cost
    const condition =
      expiry === 'keep'
        ? // Without room even in an empty sub-window, an item that does not exist must not satisfy it.
          `${room >= 0 ? 'attribute_not_exists(#count) OR ' : ''}(#count <= :room AND #ttl >= :ttl)`
        : '#count <= :room AND (attribute_not_exists(#ttl) OR #ttl < :ttl)'
    return {
      ...update,
      ConditionExpression: condition,
      ExpressionAttributeValues: {
        ...update.ExpressionAttributeValues,
        ':room': { N: String(room) },
      },
    }
  }

  /** As `spendWithin`, for an item that exists and does not expire too early. */
  spendMoreWithin({ key, cost, now }: CounterRequest, subWindow: SpentSubWindow, limit: number): ItemUpdate {
    return {
      TableName: this.#options.tableName,
      Key: this.keyOf(key, subWindow),
      UpdateExpression: 'SET #updatedAt = :now ADD #count :cost',
      ConditionExpression: '#count <= :room',
      ExpressionAttributeNames: { '#updatedAt': this.#names.updatedAt, '#count': this.#names.count },
      ExpressionAttributeValues: {
        ':now': { S: rfc3339Nanoseconds(now) },
        ':cost': { N: String(cost) },
        ':room': { N: String(limit - cost) },
      },
    }
  }

  /** Counts the request's cost in one sub-window. */
  spend({ key, cost, now }: CounterRequest, subWindow: SpentSubWindow, expiry: Expiry): ItemUpdate {
    const { windowType, windowID, windowStart, ttl, suffix } = this.#subWindowItem(subWindow)
    const stored = storedKey(key, suffix)
    // As in AppTheory, an item of one of several windows has no metadata.
    const metadata = this.#options.isOneOfMany ? undefined : key.metadata
    const { expression, names } = metadata ? this.#spendWithMetadata : this.#spendAlone
    return {
      TableName: this.#options.tableName,
      Key: primaryKey(stored),
      UpdateExpression: expression[expiry],
      ConditionExpression:
        expiry === 'keep'
          ? 'attribute_not_exists(#count) OR #ttl >= :ttl'
          : 'attribute_not_exists(#ttl) OR #ttl < :ttl',
      ExpressionAttributeNames: names,
      ExpressionAttributeValues: {
        ':identifier': { S: stored.identifier },
        ':resource': { S: stored.resource },
        ':operation': { S: stored.operation },
        ':windowType': { S: windowType },
        ':windowID': { S: windowID },
        ':windowStart': { N: String(windowStart) },
        ':ttl': { N: String(ttl) },
        ':createdAt': { S: rfc3339Nanoseconds(now) },
        ':cost': { N: String(cost) },
        ...(metadata && { ':metadata': { M: stringMap(metadata) } }),
      },
    }
  }

  /** Takes `cost` out of one sub-window that holds as much. */
  subtract({ key, cost }: CounterRequest, subWindow: SpentSubWindow): ItemUpdate {
    return {
      TableName: this.#options.tableName,
      Key: this.keyOf(key, subWindow),
      UpdateExpression: 'ADD #count :negated',
      ConditionExpression: '#count >= :cost',
      ExpressionAttributeNames: { '#count': this.#names.count },
      ExpressionAttributeValues: { ':negated': { N: String(-cost) }, ':cost': { N: String(cost) } },
    }
  }

  #subWindowItem(item: CountedItem): SubWindowItem {
    const known = this.#subWindowItems.get(item)
    if (known) return known
    const { window, startMs, namesLength = this.#options.format.namesLength(window) } = item
    const made = subWindowItem(window, startMs, { ...this.#options, namesLength })
    this.#subWindowItems.set(item, made)
    return made
  }
}

function primaryKey({ PK, SK }: StoredKey): ItemKey {
  return { PK: { S: PK }, SK: { S: SK } }
}

function spending(
  names: Readonly<Record<ItemAttribute, string>>,
  attributes: readonly ItemAttribute[],
): Spending {
  const assignments = (extends_: boolean): string =>
    attributes
      .map((attribute) =>
        extends_ && attribute === 'ttl'
          ? '#ttl = :ttl'
          : `#${attribute} = if_not_exists(#${attribute}, :${attribute})`,
      )
      .join(', ')
  const used: readonly ItemAttribute[] = [...attributes, 'updatedAt', 'count']
  const expression = (extends_: boolean): string =>
    `SET ${assignments(extends_)}, #updatedAt = :createdAt ADD #count :cost`
  return {
    expression: { keep: expression(false), extend: expression(true) },
    names: Object.fromEntries(used.map((attribute) => [`#${attribute}`, names[attribute]])),
  }
}

function stringMap(metadata: Readonly<Record<string, string>>): DynamoDBItem {
  return Object.fromEntries(Object.entries(metadata).map(([name, value]) => [name, { S: value }]))
}
