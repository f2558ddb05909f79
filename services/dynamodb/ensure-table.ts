import { type Clock, systemClock } from '../clock/clock.ts'
import { sleep } from '../clock/sleep.ts'
import { sdk } from './sdk.ts'
import type { CreateTableCommandInput, DynamoDBClient, TableDescription } from './sdk-types.ts'

export interface ExpiringTable {
  readonly definition: CreateTableCommandInput
  readonly ttlAttribute: string
  /** Throws for a table that is there and is none of ours, before anything of it is changed. */
  readonly check?: ((table: TableDescription) => void) | undefined
  /** @defaultValue the system's */
  readonly clock?: Clock | undefined
}

const POLL_MS = 500
const LONGEST_MS = 120_000

/**
 * Creates a table if it does not exist, waits until it and its indexes can be used, and enables the expiry of
 * its items. Another process may create the table at the same time. Fails after two minutes.
 */
export async function ensureExpiringTable(client: DynamoDBClient, wanted: ExpiringTable): Promise<void> {
  const { definition, ttlAttribute, check, clock = systemClock } = wanted
  await sdk.load('ensureTable')
  const table = await usableTable(client, definition, clock)
  check?.(table)
  await enableExpiry(client, definition.TableName, ttlAttribute)
}

async function usableTable(
  client: DynamoDBClient,
  definition: CreateTableCommandInput,
  clock: Clock,
): Promise<TableDescription> {
  const { TableName } = definition
  const giveUpAt = clock.now() + LONGEST_MS
  let table = await describe(client, TableName)
  while (!table || !isReady(table)) {
    // Again each time that it is not there: it may have been about to be deleted.
    if (!table) await client.send(new sdk.module.CreateTableCommand(definition)).catch(unlessBeingMade)
    table = await describe(client, TableName)
    if (table && isReady(table)) break
    if (clock.now() >= giveUpAt) {
      throw new Error(
        `table ${TableName} is ${table?.TableStatus ?? 'not there'} after ${LONGEST_MS / 1000} s`,
      )
    }
    await sleep(clock, POLL_MS)
  }
  return table
}

async function describe(
  client: DynamoDBClient,
  TableName: string | undefined,
): Promise<TableDescription | undefined> {
  try {
    const { Table } = await client.send(new sdk.module.DescribeTableCommand({ TableName }))
    return Table
  } catch (error) {
    if ((error as Error).name === 'ResourceNotFoundException') return undefined
    throw error
  }
}

function unlessBeingMade(error: Error): void {
  if (error.name !== 'ResourceInUseException') throw error
}

function isReady({ TableStatus, GlobalSecondaryIndexes = [] }: TableDescription): boolean {
  return (
    TableStatus === 'ACTIVE' && GlobalSecondaryIndexes.every(({ IndexStatus }) => IndexStatus === 'ACTIVE')
  )
}

async function enableExpiry(
  client: DynamoDBClient,
  TableName: string | undefined,
  AttributeName: string,
): Promise<void> {
  if (await expires(client, TableName)) return
  const TimeToLiveSpecification = { AttributeName, Enabled: true }
  try {
    await client.send(new sdk.module.UpdateTimeToLiveCommand({ TableName, TimeToLiveSpecification }))
  } catch (error) {
    // Somebody else may have been faster.
    if (!(await expires(client, TableName))) throw error
  }
}

async function expires(client: DynamoDBClient, TableName: string | undefined): Promise<boolean> {
  const { TimeToLiveDescription } = await client.send(new sdk.module.DescribeTimeToLiveCommand({ TableName }))
  const { TimeToLiveStatus: status } = TimeToLiveDescription ?? {}
  return status === 'ENABLED' || status === 'ENABLING'
}
