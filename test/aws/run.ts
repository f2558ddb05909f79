import { spawnSync } from 'node:child_process'
import { argv, env, execPath, exit, stdin, stdout } from 'node:process'
import { createInterface } from 'node:readline/promises'
import { parseArgs } from 'node:util'
import { DeleteTableCommand, DynamoDBClient, paginateListTables } from '@aws-sdk/client-dynamodb'

// `npm run test:aws -- --region R --prefix P [--endpoint URL] [--yes] [SUITE ...]`: the suites of the adapters
// and the conformance cases on a real account, in tables with the prefix only.
const { values, positionals } = parseArgs({
  args: argv.slice(2),
  allowPositionals: true,
  options: {
    region: { type: 'string' },
    prefix: { type: 'string' },
    endpoint: { type: 'string' },
    yes: { type: 'boolean', default: false },
  },
})
const { region, prefix, endpoint } = values
if (!region || !prefix || !/^[\w.-]{6,40}$/.test(prefix)) {
  stdout.write('Give --region, and a --prefix of 6 to 40 letters, digits, and _ . - that no table has.\n')
  exit(2)
}
const suites =
  positionals.length > 0
    ? positionals
    : [
        'services/event-bus/dynamodb/dynamodb-event-bus.local.test.ts',
        'services/rate-limiter/dynamodb/dynamodb-rate-limiter.local.test.ts',
        'services/websocket/dynamodb/dynamodb-connection-registry.local.test.ts',
        'test/conformance/conformance.local.test.ts',
      ]
const client = new DynamoDBClient({ region, ...(endpoint && { endpoint }) })

async function tablesOfRun(): Promise<string[]> {
  const names: string[] = []
  for await (const { TableNames = [] } of paginateListTables({ client }, {})) names.push(...TableNames)
  return names.filter((name) => name.startsWith(prefix as string))
}

if ((await tablesOfRun()).length > 0) {
  stdout.write(`There are tables whose names begin with ${prefix}: choose another prefix.\n`)
  exit(2)
}
stdout.write(
  `Suites: ${suites.join(', ')}\n` +
    `They create and delete tables ${prefix}*, all on demand, in ` +
    `${endpoint ?? `the account of your credentials, in ${region}`}.\n` +
    'Expected cost: about 100,000 write and read units, less than 0.25 USD. No table stays.\n',
)
if (!values.yes) {
  const question = createInterface({ input: stdin, output: stdout })
  const answer = await question.question('Type the prefix to go on: ')
  question.close()
  if (answer !== prefix) exit(1)
}
const { status } = spawnSync(execPath, ['--import', 'tsx', '--test', '--test-concurrency=1', ...suites], {
  stdio: 'inherit',
  env: {
    ...env,
    AWS_TEST_PREFIX: prefix,
    AWS_TEST_REGION: region,
    ...(endpoint && { AWS_TEST_ENDPOINT: endpoint }),
  },
})
for (const TableName of await tablesOfRun()) await client.send(new DeleteTableCommand({ TableName }))
exit(status ?? 1)
