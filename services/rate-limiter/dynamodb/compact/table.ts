import { isConditionalCheckFailure } from '../../../dynamodb/errors.ts'
import { MAX_PARTITION_KEY_BYTES } from '../../../dynamodb/limits.ts'
import { sdk } from '../../../dynamodb/sdk.ts'
import type { AttributeValue, DynamoDBClient } from '../../../dynamodb/sdk-types.ts'
import type { RateLimitKey } from '../../rate-limiter.ts'
import type { PolicyWindow } from '../../strategy/strategy.ts'
import type { CounterRequest } from '../counter-store.ts'
import { encodedPart, sortKey } from '../item-key.ts'
import { sendOnce } from '../send-once.ts'
import { CompactNames } from './item.ts'

export interface CompactStoreOptions {
  readonly client: DynamoDBClient
  readonly tableName: string
  readonly ttlBufferMs: number
  readonly consistentRead: boolean
}

type Item = Record<string, AttributeValue>

/** The numbers of an item, by the name of their attribute. */
export type CompactImage = ReadonlyMap<string, number>

export interface CompactOutcome {
  /** Whether the conditions held. */
  readonly applied: boolean
  /** The item after the update, or as it was where the update was not applied. */
  readonly image: CompactImage
}

/** Reads and writes the one item of a key in layout `compact`. */
export class CompactTable {
  readonly #options: CompactStoreOptions
  readonly #names: WeakMap<PolicyWindow, CompactNames> = new WeakMap()

  constructor(options: CompactStoreOptions) {
    this.#options = options
  }

  namesOf(window: PolicyWindow): CompactNames {
    const known = this.#names.get(window)
    if (known) return known
    const names = new CompactNames(window)
    this.#names.set(window, names)
    return names
  }

  /** An update that keeps the item until `endMs` and the buffer have passed. */
  update(request: CounterRequest, endMs: number): CompactUpdate {
    const expiresAt = Math.floor((endMs + this.#options.ttlBufferMs) / 1000)
    return new CompactUpdate(this.#options, request, expiresAt)
  }

  /** Takes the request's cost out of the first counter, and as much out of the others; never below zero. */
  async subtract(request: CounterRequest, [counter, ...sums]: readonly [string, ...string[]]): Promise<void> {
    const update = new CompactUpdate(this.#options, request)
    update.countsDown(counter)
    for (const sum of sums) update.countsDown(sum)
    update.requiresAtLeast(counter, request.cost)
    const { applied, image } = await update.send()
    const left = image.get(counter) ?? 0
    if (applied || left === 0) return
    await this.subtract({ ...request, cost: left }, [counter, ...sums])
  }

  async read({ key, signal }: CounterRequest): Promise<CompactImage> {
    const { client, tableName, consistentRead } = this.#options
    const get = new sdk.module.GetItemCommand({
      TableName: tableName,
      Key: primaryKey(key),
      ConsistentRead: consistentRead,
    })
    const { Item } = await client.send(get, { abortSignal: signal })
    return imageOf(Item)
  }
}

/** A conditional update of one item, put together clause by clause. */
export class CompactUpdate {
  readonly #options: CompactStoreOptions
  readonly #request: CounterRequest
  readonly #placeholders: Map<string, string> = new Map()
  readonly #values: Item = {}
  readonly #set: string[] = []
  readonly #add: string[] = []
  readonly #remove: string[] = []
  readonly #conditions: string[] = []

  constructor(options: CompactStoreOptions, request: CounterRequest, expiresAt?: number) {
    this.#options = options
    this.#request = request
    if (expiresAt !== undefined) this.sets('ttl', expiresAt)
  }

  sets(name: string, value: number): void {
    this.#set.push(`${this.#name(name)} = ${this.#value(value)}`)
  }

  countsUp(name: string): void {
    this.#add.push(`${this.#name(name)} ${this.#value(this.#request.cost)}`)
  }

  countsDown(name: string): void {
    this.#add.push(`${this.#name(name)} ${this.#value(-this.#request.cost)}`)
  }

  removes(names: readonly string[]): void {
    this.#remove.push(...names.map((name) => this.#name(name)))
  }

  /** Absent, where no value is given. */
  requires(name: string, value: number | undefined): void {
    const attribute = this.#name(name)
    this.#conditions.push(
      value === undefined ? `attribute_not_exists(${attribute})` : `${attribute} = ${this.#value(value)}`,
    )
  }

  requiresAtLeast(name: string, value: number): void {
    this.#conditions.push(`${this.#name(name)} >= ${this.#value(value)}`)
  }

  requiresAtMost(name: string, value: number, { orAbsent }: { readonly orAbsent: boolean }): void {
    const attribute = this.#name(name)
    const condition = `${attribute} <= ${this.#value(value)}`
    this.#conditions.push(orAbsent ? `(attribute_not_exists(${attribute}) OR ${condition})` : condition)
  }

  async send(): Promise<CompactOutcome> {
    const { client, tableName } = this.#options
    const clauses = [clause('SET', this.#set), clause('ADD', this.#add), clause('REMOVE', this.#remove)]
    const command = new sdk.module.UpdateItemCommand({
      TableName: tableName,
      Key: primaryKey(this.#request.key),
      UpdateExpression: clauses.filter(Boolean).join(' '),
      ConditionExpression: this.#conditions.join(' AND '),
      ExpressionAttributeNames: Object.fromEntries([...this.#placeholders].map(([name, as]) => [as, name])),
      ExpressionAttributeValues: this.#values,
      ReturnValues: 'ALL_NEW',
      ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
    })
    try {
      const { Attributes } = await sendOnce(client, command, this.#request.signal)
      return { applied: true, image: imageOf(Attributes) }
    } catch (error) {
      if (!isConditionalCheckFailure(error)) throw error
      return { applied: false, image: imageOf(error.Item) }
    }
  }

  #name(name: string): string {
    const placeholder = this.#placeholders.get(name) ?? `#n${this.#placeholders.size}`
    this.#placeholders.set(name, placeholder)
    return placeholder
  }

  #value(value: number): string {
    const placeholder = `:v${Object.keys(this.#values).length}`
    this.#values[placeholder] = { N: String(value) }
    return placeholder
  }
}

function clause(keyword: string, parts: readonly string[]): string {
  return parts.length > 0 ? `${keyword} ${parts.join(', ')}` : ''
}

// The keys of the other layout have a delimiter in PK, and these have none: one table can hold both.
function primaryKey(key: RateLimitKey): Item {
  return { PK: { S: encodedPart(key.identifier, MAX_PARTITION_KEY_BYTES).inKey }, SK: { S: sortKey(key).SK } }
}

function imageOf(item: Item | undefined): CompactImage {
  return new Map(
    Object.entries(item ?? {}).flatMap(([name, { N }]) => (N === undefined ? [] : [[name, Number(N)]])),
  )
}
