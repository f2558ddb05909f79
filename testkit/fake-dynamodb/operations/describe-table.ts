import type { RequestInput } from '../requests/shape.ts'
import type { Table } from '../store/table.ts'
import type { TableStore } from '../store/table-store.ts'

/** `TableDescription` of a table, as DescribeTable gives it. */
export function tableDescriptionOf(table: Table, store: TableStore, status: 'ACTIVE' | 'DELETING'): object {
  const { definition } = table
  const { request, onDemand } = definition
  const createdAt = table.createdAt / 1000
  const arn = store.arnOf(table.name)
  return {
    AttributeDefinitions: request['AttributeDefinitions'],
    TableName: table.name,
    KeySchema: request['KeySchema'],
    TableStatus: status,
    CreationDateTime: createdAt,
    ProvisionedThroughput: throughputOf(request),
    TableSizeBytes: table.bytes,
    ItemCount: table.items.size,
    TableArn: arn,
    TableId: tableIdOf(table),
    ...(onDemand && {
      BillingModeSummary: { BillingMode: 'PAY_PER_REQUEST', LastUpdateToPayPerRequestDateTime: createdAt },
    }),
    LocalSecondaryIndexes: describeIndexes(table, arn, 'LocalSecondaryIndexes'),
    GlobalSecondaryIndexes: describeIndexes(table, arn, 'GlobalSecondaryIndexes'),
    ...describeStream(table),
    DeletionProtectionEnabled: definition.deletionProtection,
  }
}

function describeStream({ definition, stream }: Table): object | undefined {
  return (
    stream && {
      StreamSpecification: definition.request['StreamSpecification'],
      LatestStreamLabel: stream.label,
      LatestStreamArn: stream.arn,
    }
  )
}

function describeIndexes(
  table: Table,
  tableArn: string,
  list: 'LocalSecondaryIndexes' | 'GlobalSecondaryIndexes',
): object[] | undefined {
  const inputs = (table.definition.request[list] as readonly RequestInput[] | null | undefined) ?? undefined
  return inputs?.map((input) => {
    const name = input['IndexName'] as string
    const entries = table.indexes.get(name)?.entriesAt(Number.NEGATIVE_INFINITY)
    return {
      IndexName: name,
      KeySchema: input['KeySchema'],
      Projection: input['Projection'],
      ...(list === 'GlobalSecondaryIndexes' && {
        IndexStatus: 'ACTIVE',
        ProvisionedThroughput: throughputOf(input),
      }),
      IndexSizeBytes: 0,
      ItemCount: entries?.size ?? 0,
      IndexArn: `${tableArn}/index/${name}`,
    }
  })
}

function throughputOf(input: RequestInput): object {
  const given = (input['ProvisionedThroughput'] ?? {}) as Record<string, number>
  return {
    NumberOfDecreasesToday: 0,
    ReadCapacityUnits: given['ReadCapacityUnits'] ?? 0,
    WriteCapacityUnits: given['WriteCapacityUnits'] ?? 0,
  }
}

/** A UUID in form, the same for the same table name and time. */
function tableIdOf({ name, createdAt }: Table): string {
  const digits = Buffer.from(`${Math.floor(createdAt)}${name}`)
    .toString('hex')
    .padEnd(32, '0')
  return [
    digits.slice(0, 8),
    digits.slice(8, 12),
    digits.slice(12, 16),
    digits.slice(16, 20),
    digits.slice(20, 32),
  ].join('-')
}
