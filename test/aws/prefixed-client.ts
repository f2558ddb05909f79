import {
  DynamoDBClient,
  type DynamoDBClientConfig,
  waitUntilTableExists,
  waitUntilTableNotExists,
} from '@aws-sdk/client-dynamodb'

/**
 * A client whose tables have a prefix in the account, and none in the test: names are changed on their way in
 * and out. A table that was created or deleted is waited for.
 */
export function prefixedClient(prefix: string, config: DynamoDBClientConfig): DynamoDBClient {
  const client = new DynamoDBClient(config)
  const waiting = new DynamoDBClient(config)
  client.middlewareStack.add(
    (next, { commandName }) =>
      async (args) => {
        // A name that is too short for a table stays so: to see that it is refused.
        const isName = (name: string) => name.length >= 3 && !name.startsWith('arn:')
        const input = named(args.input, (name) => (isName(name) ? prefix + name : name))
        try {
          const answer = await next({ ...args, input: input as typeof args.input })
          const TableName = (input as { TableName?: string }).TableName ?? ''
          if (commandName === 'CreateTableCommand') {
            await waitUntilTableExists({ client: waiting, maxWaitTime: 120, minDelay: 1 }, { TableName })
          }
          if (commandName === 'DeleteTableCommand') {
            await waitUntilTableNotExists({ client: waiting, maxWaitTime: 120, minDelay: 1 }, { TableName })
          }
          return { ...answer, output: stripped(answer.output, prefix) as typeof answer.output }
        } catch (error) {
          if (error instanceof Error) error.message = error.message.replaceAll(prefix, '')
          throw error
        }
      },
    { step: 'initialize', name: 'tablePrefix' },
  )
  return client
}

/** A request with other names of tables: of `TableName`, wherever, and of the keys of `RequestItems`. */
function named(value: unknown, rename: (name: string) => string): unknown {
  if (Array.isArray(value)) return value.map((member) => named(member, rename))
  if (!isPlain(value)) return value
  return Object.fromEntries(
    Object.entries(value).map(([key, member]) => {
      if (/^(?:Exclusive\w+)?TableName$/.test(key)) {
        return [key, typeof member === 'string' ? rename(member) : member]
      }
      if (key === 'RequestItems' && isPlain(member)) {
        return [key, Object.fromEntries(Object.entries(member).map(([name, one]) => [rename(name), one]))]
      }
      return [key, key === 'TransactItems' || isPlain(member) ? named(member, rename) : member]
    }),
  )
}

function stripped(value: unknown, prefix: string): unknown {
  if (typeof value === 'string') return value.replaceAll(prefix, '')
  if (Array.isArray(value)) return value.map((member) => stripped(member, prefix))
  if (!isPlain(value)) return value
  return Object.fromEntries(
    Object.entries(value).map(([key, member]) => [key.replaceAll(prefix, ''), stripped(member, prefix)]),
  )
}

function isPlain(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype
}

/** The client of a run of `npm run test:aws`; `undefined` in any other run. */
export function awsClient(config: DynamoDBClientConfig = {}): DynamoDBClient | undefined {
  const { AWS_TEST_PREFIX: prefix, AWS_TEST_REGION: region, AWS_TEST_ENDPOINT: endpoint } = process.env
  if (!prefix || !region) return undefined
  return prefixedClient(prefix, { region, ...(endpoint && { endpoint }), ...config })
}
