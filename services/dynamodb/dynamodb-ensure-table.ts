import {
  CreateTableCommand,
  type CreateTableCommandInput,
  DescribeTimeToLiveCommand,
  type DynamoDBClient,
  UpdateTimeToLiveCommand,
  waitUntilTableExists,
} from '@aws-sdk/client-dynamodb'

/**
 * Makes a table where there is none, waits until it can be used, also where somebody else is just making it, and lets its items
 * expire by `ttlAttribute`.
 */
export async function ensureExpiringTable(
  client: DynamoDBClient,
  definition: CreateTableCommandInput,
  ttlAttribute: string,
): Promise<void> {
  const { TableName } = definition
  await client.send(new CreateTableCommand(definition)).catch(unlessNamed('ResourceInUseException'))
  await waitUntilTableExists({ client, maxWaitTime: 120, minDelay: 1 }, { TableName })
  const { TimeToLiveDescription } = await client.send(new DescribeTimeToLiveCommand({ TableName }))
  if (TimeToLiveDescription?.TimeToLiveStatus?.startsWith('ENABL')) return
  const TimeToLiveSpecification = { AttributeName: ttlAttribute, Enabled: true }
  await client
    .send(new UpdateTimeToLiveCommand({ TableName, TimeToLiveSpecification }))
    // Somebody else enabled it meanwhile.
    .catch(unlessNamed('ValidationException'))
}

function unlessNamed(name: string): (error: Error) => void {
  return (error) => {
    if (error.name !== name) throw error
  }
}
