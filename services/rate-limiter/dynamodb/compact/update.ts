import { isConditionalCheckFailure } from '../../../dynamodb/errors.ts'
import { sdk } from '../../../dynamodb/sdk.ts'
import type { AttributeValue, DynamoDBClient, UpdateItemCommandInput } from '../../../dynamodb/sdk-types.ts'
import type { CounterRequest } from '../counter-store.ts'
import { sendOnce } from '../send.ts'
import type { CompactImage } from './item.ts'

export interface CompactOutcome {
  /** Whether the conditions held. */
  readonly applied: boolean
  /** What the update returned of the item; all of it as it was, if the update was not applied. */
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

/** An update without its item. */
export type PreparedUpdate = Omit<UpdateItemCommandInput, 'TableName' | 'Key'>

export async function sendPrepared(
  prepared: PreparedUpdate,
  { client, tableName, key }: CompactTarget,
  request: CounterRequest,
): Promise<UpdateOutcome> {
  const command = new sdk.module.UpdateItemCommand({ TableName: tableName, Key: key, ...prepared })
  try {
    const { Attributes } = await sendOnce(client, command, request)
    return { applied: true, image: imageOf(Attributes), item: Attributes }
  } catch (error) {
    if (!isConditionalCheckFailure(error)) throw error
    return { applied: false, image: imageOf(error.Item), item: error.Item }
  }
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

  send(): Promise<UpdateOutcome> {
    return sendPrepared(this.prepared(), this.#target, this.#request)
  }

  /** The clauses as DynamoDB takes them: the same for every item. */
  prepared(): PreparedUpdate {
    const clauses = [clause('SET', this.#set), clause('ADD', this.#add), clause('REMOVE', this.#remove)]
    const conditions = this.#conditions.join(' AND ')
    const names: Record<string, string> = {}
    for (const [name, as] of this.#names) names[as] = name
    const values: Record<string, AttributeValue> = {}
    for (const [value, as] of this.#values) values[as] = { N: String(value) }
    return {
      UpdateExpression: clauses.filter(Boolean).join(' '),
      ConditionExpression: this.#createsItem ? `attribute_not_exists(PK) OR (${conditions})` : conditions,
      ExpressionAttributeNames: names,
      ExpressionAttributeValues: values,
      ReturnValues: 'ALL_NEW',
      ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
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
  const image = new Map<string, number>()
  for (const name in item) {
    const number = item[name]?.N
    if (number !== undefined) image.set(name, Number(number))
  }
  return image
}

function clause(keyword: string, parts: readonly string[]): string {
  return parts.length > 0 ? `${keyword} ${parts.join(', ')}` : ''
}
