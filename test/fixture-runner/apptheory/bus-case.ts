import type { EventInput } from '../../../services/event-bus/event/event.ts'
import type { RecordedCase } from './recorded-case.ts'
import type { Item } from './tables.ts'

/** When cases of the bus are read: before any of their events expires that is to be read. */
export const readAt = '2026-03-02T00:00:00.000Z'

export interface RecordedEvent
  extends Omit<EventInput, 'payload' | 'publishedAt' | 'createdAt' | 'expiresAt'> {
  readonly id: string
  readonly payloadJson?: string
  readonly payloadBase64?: string
  readonly publishedAt: string
  readonly createdAt: string
  readonly expiresAt: string
}

interface Scope {
  readonly tenantId: string
  readonly eventType: string
}

export type BusItemsCase = RecordedCase<
  { readonly event: RecordedEvent },
  {
    readonly item: Item
    readonly mustRead: boolean
    readonly mustNotReadAs?: readonly Scope[]
    readonly readBack?: Readonly<Record<string, unknown>>
  }
>

export type BusCursorsCase = RecordedCase<
  {
    readonly items: readonly Item[]
    readonly query: {
      readonly tenantId: string
      readonly eventType?: string
      readonly tags?: readonly string[]
      readonly limit: number
      readonly startTime?: string
      readonly endTime?: string
    }
  },
  {
    readonly pages: readonly {
      readonly ids: readonly string[]
      readonly cursor: string | null
      readonly moreFollows: boolean
    }[]
  }
>
