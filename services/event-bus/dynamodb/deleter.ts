import { cancellationReasonsOf, isConditionalCheckFailure, isFailedCondition } from '../../dynamodb/errors.ts'
import type { RetryingSender, Sent } from '../../dynamodb/retrying-sender.ts'
import { sdk } from '../../dynamodb/sdk.ts'
import type { DeleteItemCommandInput } from '../../dynamodb/sdk-types.ts'
import type { IdGenerator } from '../../ids/ids.ts'
import type { EventPosition } from '../event/event-keys.ts'
import type { CallOptions } from '../event-bus.ts'
import type { Idempotency } from '../publish/publish-rules.ts'
import { guardIsOf, guardKeyOf, keyOf, stillThere } from './conditions.ts'
import { type EventOwner, type Item, isExpired, isOwnedBy, positionOf, textAt } from './item.ts'

export interface DeleterOptions {
  readonly sender: RetryingSender
  readonly tableName: string
  readonly idempotency: Idempotency
  /** Request tokens of transactions. */
  readonly tokens: IdGenerator
}

interface DeletedEvent extends EventPosition {
  readonly id: string
  readonly tenantId: string
}

/** Deletes events and, by `'id'`, the guards of their IDs. Rejects with the client's own errors. */
export class EventDeleter {
  readonly #options: DeleterOptions

  constructor(options: DeleterOptions) {
    this.#options = options
  }

  /** Deletes the event of this tenant and type at this position. @returns whether it was there */
  async deleteNamed(
    event: DeletedEvent & EventOwner,
    nowMs: number,
    options?: CallOptions,
  ): Promise<boolean> {
    const deleted = await this.#delete(event, stillThere(nowMs, event), options)
    const other = rejectedItem(deleted.error)
    if (!other || !isOwnedBy(other, event) || isExpired(other, nowMs)) return wasThere(deleted)
    // The same event, written with white space around its tenant or type.
    const owner = { tenantId: textAt(other, 'tenant_id'), eventType: textAt(other, 'event_type') }
    return wasThere(await this.#delete(event, stillThere(nowMs, owner), options))
  }

  /** Deletes an event that was read. */
  async deleteCopy(copy: Item, id: string, options?: CallOptions): Promise<void> {
    const event = { ...positionOf(copy), id, tenantId: textAt(copy, 'tenant_id') }
    wasThere(await this.#delete(event, {}, options))
  }

  async #delete(
    event: DeletedEvent,
    condition: Partial<DeleteItemCommandInput>,
    options?: CallOptions,
  ): Promise<Sent<unknown>> {
    const { sender, tableName, idempotency, tokens } = this.#options
    const deletion = {
      TableName: tableName,
      Key: keyOf(event),
      ...condition,
      ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
    } satisfies DeleteItemCommandInput
    if (idempotency === 'id') {
      const guard = { TableName: tableName, Key: keyOf(guardKeyOf(event)), ...guardIsOf(event) }
      const transaction = new sdk.module.TransactWriteItemsCommand({
        TransactItems: [{ Delete: deletion }, { Delete: guard }],
        ClientRequestToken: tokens.next(),
      })
      const sent = await sender.send(transaction, options)
      const [ofEvent, ofGuard] = cancellationReasonsOf(sent.error) ?? []
      if (isFailedCondition(ofEvent) || !isFailedCondition(ofGuard)) return sent
    }
    return sender.send(new sdk.module.DeleteItemCommand(deletion), options)
  }
}

/** The item for which the condition of a deletion failed. */
function rejectedItem(error: unknown): Item | undefined {
  return isConditionalCheckFailure(error) ? error.Item : cancellationReasonsOf(error)?.[0]?.Item
}

/** Whether there was something to delete. */
function wasThere({ error, mayHaveLanded }: Sent<unknown>): boolean {
  if (error === undefined) return true
  const absent = isConditionalCheckFailure(error) || cancellationReasonsOf(error)?.some(isFailedCondition)
  if (!absent) throw error
  // An earlier attempt of this call may have deleted it.
  return mayHaveLanded
}
