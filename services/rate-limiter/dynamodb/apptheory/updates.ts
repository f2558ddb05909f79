import type { AttributeValue, UpdateItemCommandInput } from '../../../dynamodb/sdk-types.ts'
import type { SpentSubWindow } from '../../strategy/window-decision.ts'
import type { CounterRequest } from '../counter-store.ts'
import {
  type AttributeNames,
  attributeNamesOf,
  type ItemAttribute,
  type ItemIdentity,
  itemIdentity,
  rfc3339Nanoseconds,
} from './item.ts'

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
}

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

/** The part of an update that is the same for every key. */
interface Spending {
  readonly expression: string
  readonly names: Record<string, string>
}

/**
 * Builds the updates of layout `apptheory`. `oneOfMany`: items are told apart by the length of their
 * window too.
 */
export class AppTheoryUpdates {
  readonly #options: AppTheoryUpdatesOptions
  readonly #oneOfMany: boolean
  readonly #names: Readonly<Record<ItemAttribute, string>>
  readonly #spendAlone: Spending
  readonly #spendWithMetadata: Spending

  constructor(options: AppTheoryUpdatesOptions, oneOfMany: boolean) {
    this.#options = options
    this.#oneOfMany = oneOfMany
    this.#names = attributeNamesOf(options.attributeNames)
    this.#spendAlone = spending(this.#names, attributesOfFirstWrite)
    this.#spendWithMetadata = spending(this.#names, [...attributesOfFirstWrite, 'metadata'])
  }

  keyOf(key: CounterRequest['key'], { window, startMs }: SpentSubWindow): ItemKey {
    return primaryKey(this.#identity(key, { window, startMs }))
  }

  countOf(item: DynamoDBItem | undefined): number {
    return Number(item?.[this.#names.count]?.N ?? 0)
  }

  /** Counts the request's cost in one sub-window, where that leaves at most `limit`. */
  spendWithin(request: CounterRequest, subWindow: SpentSubWindow, limit: number): ItemUpdate {
    const room = limit - request.cost
    const update = this.spend(request, subWindow)
    return {
      ...update,
      // Where even an empty window has no room, an item that is not there must not satisfy the condition.
      ConditionExpression: room >= 0 ? 'attribute_not_exists(#count) OR #count <= :room' : '#count <= :room',
      ExpressionAttributeValues: { ...update.ExpressionAttributeValues, ':room': { N: String(room) } },
    }
  }

  /** As `spendWithin`, for an item that is there: it need not say again what the first write has said. */
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
  spend({ key, cost, now }: CounterRequest, subWindow: SpentSubWindow): ItemUpdate {
    const identity = this.#identity(key, subWindow)
    // As in AppTheory, an item of one of several windows has no metadata.
    const metadata = this.#oneOfMany ? undefined : key.metadata
    const { expression, names } = metadata ? this.#spendWithMetadata : this.#spendAlone
    return {
      TableName: this.#options.tableName,
      Key: primaryKey(identity),
      UpdateExpression: expression,
      ExpressionAttributeNames: names,
      ExpressionAttributeValues: {
        ':identifier': { S: identity.identifier },
        ':resource': { S: identity.resource },
        ':operation': { S: identity.operation },
        ':windowType': { S: identity.windowType },
        ':windowID': { S: identity.windowID },
        ':windowStart': { N: String(identity.windowStart) },
        ':ttl': { N: String(identity.ttl) },
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

  #identity(key: CounterRequest['key'], { window, startMs }: SpentSubWindow): ItemIdentity {
    return itemIdentity(key, window, startMs, { ...this.#options, oneOfMany: this.#oneOfMany })
  }
}

function primaryKey({ PK, SK }: ItemIdentity): ItemKey {
  return { PK: { S: PK }, SK: { S: SK } }
}

function spending(
  names: Readonly<Record<ItemAttribute, string>>,
  attributes: readonly ItemAttribute[],
): Spending {
  const assignments = attributes.map(
    (attribute) => `#${attribute} = if_not_exists(#${attribute}, :${attribute})`,
  )
  const used: readonly ItemAttribute[] = [...attributes, 'updatedAt', 'count']
  return {
    expression: `SET ${assignments.join(', ')}, #updatedAt = :createdAt ADD #count :cost`,
    names: Object.fromEntries(used.map((attribute) => [`#${attribute}`, names[attribute]])),
  }
}

function stringMap(metadata: Readonly<Record<string, string>>): DynamoDBItem {
  return Object.fromEntries(Object.entries(metadata).map(([name, value]) => [name, { S: value }]))
}
