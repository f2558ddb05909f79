import { MAX_TRANSACTION_ACTIONS } from '../../dynamodb/limits.ts'
import type { AttributeValue, TransactWriteItem } from '../../dynamodb/sdk-types.ts'
import {
  type AddedConnection,
  addedChannels,
  type ConnectionItem,
  connectionItem,
  connectionKey,
  connectionOf,
  currentChannels,
  type DisconnectItem,
  type ItemKey,
  isDisconnect,
  memberItem,
  memberKeys,
  type OwnItem,
  type StoredItem,
} from './connection-item.ts'

/** Besides the item of the connection itself. */
const MAX_MEMBERSHIPS = MAX_TRANSACTION_ACTIONS - 1

/** A transaction without its table. */
export interface Transaction {
  readonly actions: readonly Action[]
  /** Whether more transactions must follow, for what is stored then. */
  readonly isPartial: boolean
}

export type Action = {
  readonly [K in 'Put' | 'Update' | 'Delete']?: Omit<NonNullable<TransactWriteItem[K]>, 'TableName'>
}

export const nothing: Transaction = { actions: [], isPartial: false }

/** Replaces what is stored by a connection. */
export function addition(stored: StoredItem | undefined, added: AddedConnection): Transaction {
  const { connection } = added
  const key = connectionKey(connection.connectionId)
  const memberships = memberKeys(connection, connection.channels)
  const kept = new Set(memberships.map(({ PK }) => PK.S))
  const own = stored && !isDisconnect(stored) ? stored : undefined
  const stale = own ? membershipsOf(own).filter(({ PK }) => !kept.has(PK.S)) : []
  const actions = [
    put(connectionItem(key, added), unchanged(stored)),
    ...memberships.map((membership) => put(connectionItem(membership, added))),
    ...stale.map((membership) => remove(membership)),
  ]
  if (!own || actions.length <= MAX_TRANSACTION_ACTIONS) return { actions, isPartial: false }
  // First it leaves the channels that it does not keep.
  const isKept = (channel: string): boolean =>
    own.tenantId.S === connection.tenantId && connection.channels.includes(channel)
  const exited = currentChannels(own).filter((channel) => !isKept(channel))
  return { ...departure(own, exited), isPartial: true }
}

/** Deletes a connection and its memberships. */
export function removal(own: OwnItem): Transaction {
  const memberships = membershipsOf(own)
  if (memberships.length > MAX_MEMBERSHIPS) {
    return { ...departure(own, currentChannels(own)), isPartial: true }
  }
  const key = connectionKey(own.connectionId.S)
  const actions = [remove(key, unchanged(own)), ...memberships.map((membership) => remove(membership))]
  return { actions, isPartial: false }
}

/** Adds a connection to the channels that it is not in yet. */
export function arrival(own: OwnItem, channels: readonly string[]): Transaction {
  const current = new Set(currentChannels(own))
  const entered = channels.filter((channel) => !current.has(channel))
  return membershipChange(own, entered, { add: 'joinedChannels', delete: 'leftChannels' }, (key) =>
    put(memberItem(key, own)),
  )
}

/** Removes a connection from the channels that it is in. */
export function departure(own: OwnItem, channels: readonly string[]): Transaction {
  const current = new Set(currentChannels(own))
  const exited = channels.filter((channel) => current.has(channel))
  return membershipChange(own, exited, { add: 'leftChannels', delete: 'joinedChannels' }, remove)
}

/** Stores a disconnect in the place of a connection that is not registered. */
export function disconnect(stored: DisconnectItem | undefined, item: DisconnectItem): Transaction {
  return { actions: [put(item, unchanged(stored))], isPartial: false }
}

interface SetChange {
  readonly add: 'joinedChannels' | 'leftChannels'
  readonly delete: 'joinedChannels' | 'leftChannels'
}

/** Changes as many memberships as one transaction holds. */
function membershipChange(
  own: OwnItem,
  channels: readonly string[],
  setChange: SetChange,
  change: (key: ItemKey) => Action,
): Transaction {
  const chunk = channels.slice(0, MAX_MEMBERSHIPS)
  if (chunk.length === 0) return nothing
  const { userId: _, ...connection } = connectionOf(own)
  const memberships = memberKeys(connection, chunk)
  return {
    actions: [updateSets(own, chunk, setChange), ...memberships.map((key) => change(key))],
    isPartial: channels.length > chunk.length,
  }
}

/**
 * DynamoDB adds to and deletes from sets without a read, so that changes at the same time do not undo each
 * other. The condition holds as long as the connection is not added again, which may change its tenant and
 * its own channels.
 */
function updateSets(own: OwnItem, channels: readonly string[], setChange: SetChange): Action {
  const added = new Set(addedChannels(own))
  const sets = {
    joinedChannels: channels.filter((channel) => !added.has(channel)),
    leftChannels: channels.filter((channel) => added.has(channel)),
  }
  const toAdd = sets[setChange.add]
  const toDelete = sets[setChange.delete]
  const addition = toAdd.length > 0 ? `, ${setChange.add} :added` : ''
  const deletion = toDelete.length > 0 ? ` DELETE ${setChange.delete} :deleted` : ''
  return {
    Update: {
      Key: { ...connectionKey(own.connectionId.S) },
      UpdateExpression: `ADD changes :one${addition}${deletion}`,
      ConditionExpression: sameRegistration,
      ExpressionAttributeValues: {
        ...registrationValues(own),
        ':one': { N: '1' },
        ...(toAdd.length > 0 && { ':added': { SS: toAdd } }),
        ...(toDelete.length > 0 && { ':deleted': { SS: toDelete } }),
      },
    },
  }
}

function membershipsOf(own: OwnItem): readonly ItemKey[] {
  return memberKeys(connectionOf(own), currentChannels(own))
}

interface Condition {
  readonly ConditionExpression?: string
  readonly ExpressionAttributeValues?: Record<string, AttributeValue>
}

/** By time as well: a connection that was removed and added again starts again with its first revision. */
const sameRegistration = 'revision = :revision AND addedAt = :addedAt'

function registrationValues({ revision, addedAt }: OwnItem): Record<string, AttributeValue> {
  return { ':revision': revision, ':addedAt': addedAt }
}

function unchanged(stored: StoredItem | undefined): Condition {
  if (!stored) return { ConditionExpression: 'attribute_not_exists(PK)' }
  if (isDisconnect(stored)) {
    return {
      ConditionExpression: 'disconnectedAt = :disconnectedAt',
      ExpressionAttributeValues: { ':disconnectedAt': stored.disconnectedAt },
    }
  }
  const values = registrationValues(stored)
  if (!stored.changes) {
    return {
      ConditionExpression: `${sameRegistration} AND attribute_not_exists(changes)`,
      ExpressionAttributeValues: values,
    }
  }
  return {
    ConditionExpression: `${sameRegistration} AND changes = :changes`,
    ExpressionAttributeValues: { ...values, ':changes': stored.changes },
  }
}

function put(item: ConnectionItem | DisconnectItem, condition: Condition = {}): Action {
  return { Put: { Item: { ...item }, ...condition } }
}

function remove(key: ItemKey, condition: Condition = {}): Action {
  return { Delete: { Key: { ...key }, ...condition } }
}
