import {
  type AttributeValue,
  type DynamoDBClient,
  GetItemCommand,
  UpdateItemCommand,
  type UpdateItemCommandInput,
} from '@aws-sdk/client-dynamodb'
import {
  type AttributeNames,
  attributeNamesOf,
  type ItemAttribute,
  type ItemIdentity,
  itemIdentity,
  rfc3339Nanoseconds,
} from './apptheory-item.ts'
import type { CounterAnswer, CounterRequest, CounterStore } from './counter-store.ts'
import { isConditionalCheckFailure, sendAtMostOnce } from './dynamodb-send.ts'
import type { RateLimitKey } from './rate-limiter.ts'
import type { PolicyWindow } from './strategy.ts'
import { type SpentInWindow, type SpentSubWindow, subWindowStart } from './window-decision.ts'

export interface AppTheoryStoreOptions {
  readonly client: DynamoDBClient
  readonly tableName: string
  readonly attributeNames: AttributeNames
  readonly ttlBufferMs: number
  readonly consistentRead: boolean
}

type Item = Record<string, AttributeValue>

/** Layout `apptheory`: one item per key and window, in a table that AppTheory's services can share. */
export class AppTheoryCounterStore implements CounterStore {
  readonly #options: AppTheoryStoreOptions
  readonly #names: Readonly<Record<ItemAttribute, string>>

  constructor(options: AppTheoryStoreOptions) {
    this.#options = options
    this.#names = attributeNamesOf(options.attributeNames)
  }

  async spendIfRoom(request: CounterRequest): Promise<CounterAnswer> {
    const { window, startMs } = current(request)
    const room = window.limit - request.cost
    const update = this.#spending(request, this.#identity(request.key, window, startMs))
    // Where even an empty window has no room, an item that is not there must not satisfy the condition.
    update.ConditionExpression =
      room >= 0 ? 'attribute_not_exists(#count) OR #count <= :room' : '#count <= :room'
    update.ExpressionAttributeValues = { ...update.ExpressionAttributeValues, ':room': { N: String(room) } }
    update.ReturnValues = 'ALL_NEW'
    update.ReturnValuesOnConditionCheckFailure = 'ALL_OLD'
    try {
      const { Attributes } = await this.#send(update, request)
      return { admitted: true, spent: [this.#spentIn(Attributes, startMs)] }
    } catch (error) {
      if (!isConditionalCheckFailure(error)) throw error
      return { admitted: false, spent: [this.#spentIn(error.Item, startMs)] }
    }
  }

  async spend(request: CounterRequest): Promise<void> {
    const { window, startMs } = current(request)
    await this.#send(this.#spending(request, this.#identity(request.key, window, startMs)), request)
  }

  async giveBack(request: CounterRequest, spent: readonly SpentSubWindow[]): Promise<void> {
    for (const { window, startMs } of spent) {
      await this.#subtract(this.#identity(request.key, window, startMs), request)
    }
  }

  async read(request: CounterRequest): Promise<readonly SpentInWindow[]> {
    const { client, tableName, consistentRead } = this.#options
    const { window, startMs } = current(request)
    const get = new GetItemCommand({
      TableName: tableName,
      Key: keyOf(this.#identity(request.key, window, startMs)),
      ConsistentRead: consistentRead,
    })
    const { Item } = await client.send(get, request.signal && { abortSignal: request.signal })
    return [this.#spentIn(Item, startMs)]
  }

  #identity(key: RateLimitKey, window: PolicyWindow, startMs: number): ItemIdentity {
    return itemIdentity(key, window, startMs, { ttlBufferMs: this.#options.ttlBufferMs, oneOfMany: false })
  }

  #spending({ key, cost, now }: CounterRequest, identity: ItemIdentity): UpdateItemCommandInput {
    const values: Item = {
      ':identifier': { S: identity.identifier },
      ':resource': { S: identity.resource },
      ':operation': { S: identity.operation },
      ':windowType': { S: identity.windowType },
      ':windowID': { S: identity.windowID },
      ':windowStart': { N: String(identity.windowStart) },
      ':ttl': { N: String(identity.ttl) },
      ':createdAt': { S: rfc3339Nanoseconds(now) },
    }
    if (key.metadata) values[':metadata'] = { M: stringMap(key.metadata) }
    const names: Record<string, string> = { '#updatedAt': this.#names.updatedAt, '#count': this.#names.count }
    const assignments = Object.keys(values).map((value) => {
      const attribute = value.slice(1) as ItemAttribute
      names[`#${attribute}`] = this.#names[attribute]
      return `#${attribute} = if_not_exists(#${attribute}, ${value})`
    })
    return {
      TableName: this.#options.tableName,
      Key: keyOf(identity),
      UpdateExpression: `SET ${assignments.join(', ')}, #updatedAt = :createdAt ADD #count :cost`,
      ExpressionAttributeNames: names,
      ExpressionAttributeValues: { ...values, ':cost': { N: String(cost) } },
    }
  }

  /** Takes `cost` out of one item; what holds less than that is set to zero. */
  async #subtract(identity: ItemIdentity, request: CounterRequest): Promise<void> {
    const update = (expression: string, condition: string, values: Item): UpdateItemCommandInput => ({
      TableName: this.#options.tableName,
      Key: keyOf(identity),
      UpdateExpression: expression,
      ConditionExpression: condition,
      ExpressionAttributeNames: { '#count': this.#names.count },
      ExpressionAttributeValues: values,
      ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
    })
    const cost = { N: String(request.cost) }
    const negated = { N: String(-request.cost) }
    try {
      await this.#send(
        update('ADD #count :negated', '#count >= :cost', { ':negated': negated, ':cost': cost }),
        request,
      )
    } catch (error) {
      if (!isConditionalCheckFailure(error)) throw error
      if (!error.Item) return
      await this.#send(
        update('SET #count = :zero', '#count < :cost', { ':zero': { N: '0' }, ':cost': cost }),
        request,
      )
    }
  }

  #send(input: UpdateItemCommandInput, { signal }: CounterRequest): ReturnType<typeof sendAtMostOnce> {
    return sendAtMostOnce(this.#options.client, new UpdateItemCommand(input), signal)
  }

  #spentIn(item: Item | undefined, startMs: number): SpentInWindow {
    const total = Number(item?.[this.#names.count]?.N ?? 0)
    return { total, subWindows: () => [{ startMs, count: total }] }
  }
}

function current({ windows, now }: CounterRequest): SpentSubWindow {
  const [window] = windows
  if (!window) throw new RangeError('a strategy has at least one window')
  return { window, startMs: subWindowStart(window, now) }
}

function keyOf({ PK, SK }: ItemIdentity): Item {
  return { PK: { S: PK }, SK: { S: SK } }
}

function stringMap(metadata: Readonly<Record<string, string>>): Item {
  return Object.fromEntries(Object.entries(metadata).map(([name, value]) => [name, { S: value }]))
}
