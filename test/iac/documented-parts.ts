import type { CreateTableCommandInput } from '@aws-sdk/client-dynamodb'
import { eventBusTable, parkingTable, seenTable } from '../../services/event-bus/dynamodb/index.ts'
import { rateLimitTable } from '../../services/rate-limiter/dynamodb/index.ts'
import { connectionTable } from '../../services/websocket/dynamodb/index.ts'
import { fromCloudFormation, templateFrom } from './from-cloudformation.ts'
import type { Infrastructure } from './infrastructure.ts'
import { snippet } from './snippets.ts'

/** A part of the docs that has a block in SAM, in CDK and in Terraform. */
export interface DocumentedPart {
  readonly page: string
  /** Of the names of its blocks, such as `sam-consumer`. */
  readonly suffix: string
  /** Those that the package creates, by the names that the blocks give them. */
  readonly tables: Readonly<Record<string, Omit<CreateTableCommandInput, 'TableName'>>>
}

export const documentedParts: readonly DocumentedPart[] = [
  { page: 'rate-limit-dynamodb', suffix: '', tables: { ratelimits: rateLimitTable() } },
  { page: 'event-bus', suffix: '', tables: { events: eventBusTable } },
  { page: 'event-bus', suffix: '-consumer', tables: { seen: seenTable, parked: parkingTable } },
  { page: 'websocket', suffix: '', tables: { connections: connectionTable() } },
  { page: 'iam', suffix: '', tables: {} },
]

export function fromSam({ page, suffix }: DocumentedPart): Infrastructure {
  return fromCloudFormation(templateFrom(snippet(page, `sam${suffix}`)))
}
