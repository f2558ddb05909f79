import { isConditionalCheckFailure } from '../../../dynamodb/errors.ts'
import { sdk } from '../../../dynamodb/sdk.ts'
import type { AttributeValue, DynamoDBClient } from '../../../dynamodb/sdk-types.ts'
import type { CounterRequest } from '../counter-store.ts'
import { sendOnce } from '../send.ts'
import type { CompactImage } from './item.ts'

export interface CompactOutcome {
  /** Whether the conditions held. */
  readonly applied: boolean
  /** The item after the update, or as it was if the update was not applied. */
  readonly image: CompactImage
}

export interface UpdateOutcome extends CompactOutcome {
  /** The item of `image`, as the table returned it; `undefined` if there was none. */
  readonly item: StoredItem | undefined
}

/** The attributes of an item. */
export type StoredItem = Record<string, AttributeValue>

/** A number of a table, which may have up to 38 digits. */
type Numeric = number | bigint

export interface CompactTarget {
  readonly client: DynamoDBClient
  readonly tableName: string
  readonly key: Record<string, AttributeValue>
}

/** A conditional update of one item, put together clause by clause. */
export class CompactUpdate {
  readonly #target: CompactTarget
  readonly #request: CounterRequest
  readonly #names: Map<string, string> = new Map()
  readonly #values: Map<Numeric, string> = new Map()
  readonly #set: string[] = []
  readonly #add: string[] = []
  readonly #remove: string[] = []
  readonly #conditions: string[] = []
  #createsItem = false

  constructor(target: CompactTarget, request: CounterRequest) {
    this.#target = target
    this.#request = request
  }

  /** Applies the update to an item that does not exist, too, whatever the conditions are. */
  createsItem(): void {
    this.#createsItem = true
  }

  sets(name: string, value: Numeric): void {
    this.#set.push(`${this.#name(name)} = ${this.#value(value)}`)
  }

  adds(name: string, value: Numeric): void {
    this.#add.push(`${this.#name(name)} ${this.#value(value)}`)
  }

  removes(name: string): void {
    this.#remove.push(this.#name(name))
  }

  /** Absent, if no value is given. */
  requires(name: string, value: Numeric | undefined): void {
    const attribute = this.#name(name)
    this.#conditions.push(
      value === undefined ? `attribute_not_exists(${attribute})` : `${attribute} = ${this.#value(value)}`,
    )
  }

  requiresAtLeast(name: string, value: Numeric): void {
    this.#conditions.push(`${this.#name(name)} >= ${this.#value(value)}`)
  }

  requiresAtMost(name: string, value: Numeric): void {
    this.#conditions.push(`${this.#name(name)} <= ${this.#value(value)}`)
  }

  requiresAtMostOrAbsent(name: string, value: Numeric): void {
    const attribute = this.#name(name)
    this.#conditions.push(`(attribute_not_exists(${attribute}) OR ${attribute} <= ${this.#value(value)})`)
  }

  /** Sets `name` to what `from` is before the update; if that is absent, to `value`. */
  copies(name: string, from: string, value: Numeric): void {
    const source = this.#name(from)
    this.#set.push(`${this.#name(name)} = if_not_exists(${source}, ${this.#value(value)})`)
  }

  requiresPresent(name: string): void {
    this.#conditions.push(`attribute_exists(${this.#name(name)})`)
  }

  /** At least as much as another attribute, which may be absent. */
  requiresAtLeastThat(name: string, other: string): void {
    const attribute = this.#name(other)
    this.#conditions.push(`(attribute_not_exists(${attribute}) OR ${this.#name(name)} >= ${attribute})`)
  }

  async send(): Promise<UpdateOutcome> {
    const { client, tableName, key } = this.#target
    const clauses = [clause('SET', this.#set), clause('ADD', this.#add), clause('REMOVE', this.#remove)]
    const conditions = this.#conditions.join(' AND ')
    const command = new sdk.module.UpdateItemCommand({
      TableName: tableName,
      Key: key,
      UpdateExpression: clauses.filter(Boolean).join(' '),
      ConditionExpression: this.#createsItem ? `attribute_not_exists(PK) OR (${conditions})` : conditions,
      ExpressionAttributeNames: Object.fromEntries([...this.#names].map(([name, as]) => [as, name])),
      ExpressionAttributeValues: Object.fromEntries(
        [...this.#values].map(([value, as]) => [as, { N: String(value) }]),
      ),
      ReturnValues: 'ALL_NEW',
      ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
    })
    try {
      const { Attributes } = await sendOnce(client, command, this.#request)
      return { applied: true, image: imageOf(Attributes), item: Attributes }
    } catch (error) {
      if (!isConditionalCheckFailure(error)) throw error
      return { applied: false, image: imageOf(error.Item), item: error.Item }
    }
  }

  #name(name: string): string {
    const placeholder = this.#names.get(name) ?? `#n${this.#names.size}`
    this.#names.set(name, placeholder)
    return placeholder
  }

  #value(value: Numeric): string {
    const placeholder = this.#values.get(value) ?? `:v${this.#values.size}`
    this.#values.set(value, placeholder)
    return placeholder
  }
}

export function imageOf(item: StoredItem | undefined): CompactImage {
  return new Map(
    Object.entries(item ?? {}).flatMap(([name, { N }]) => (N === undefined ? [] : [[name, Number(N)]])),
  )
}

function clause(keyword: string, parts: readonly string[]): string {
  return parts.length > 0 ? `${keyword} ${parts.join(', ')}` : ''
}
