import { DynamoDBClient, type DynamoDBClientConfig } from '@aws-sdk/client-dynamodb'
import { FakeDynamoDB } from '../testkit/fake-dynamodb/index.ts'
import { constantHandler } from './fake-dynamodb/constant-handler.ts'
import { type Contender, measure, type Rounds, type Timings } from './fake-dynamodb/interleaved-rounds.ts'
import { startServer } from './fake-dynamodb/server-process.ts'
import {
  conditionalUpdate,
  createTable,
  fill,
  itemsOf,
  LARGE,
  LARGE_PARTITION_SIZE,
  LARGE_PARTITIONS,
  pageReply,
  putItem,
  queryPage,
  SMALL,
  transactWrite,
  type Workload,
} from './fake-dynamodb/workloads.ts'

const FLOOR = 'SDK on a constant reply'
const IN_PROCESS = 'fake, in process'
const OVER_HTTP = 'fake, over HTTP'
const DYNALITE = 'dynalite 4, over HTTP'
const LOCAL = 'DynamoDB Local'

interface Task {
  readonly title: string
  readonly run: Workload
  readonly reply: object
  readonly rounds: Rounds
  /** Contenders that cannot do it. */
  readonly without?: readonly string[]
}

const tasks: readonly Task[] = [
  { title: 'PutItem', run: putItem, reply: {}, rounds: { rounds: 21, operationsPerRound: 200 } },
  {
    title: 'UpdateItem under a condition',
    run: conditionalUpdate,
    reply: { Attributes: { count: { N: '1' } } },
    rounds: { rounds: 21, operationsPerRound: 200 },
  },
  {
    title: 'Query, page of 25 of 100,000 items',
    run: queryPage(LARGE, LARGE_PARTITIONS, LARGE_PARTITION_SIZE),
    reply: pageReply,
    rounds: { rounds: 15, operationsPerRound: 50 },
  },
  {
    title: 'TransactWriteItems of 3',
    run: transactWrite,
    reply: {},
    rounds: { rounds: 15, operationsPerRound: 100 },
    without: [DYNALITE],
  },
]

function clientFor(config: DynamoDBClientConfig): DynamoDBClient {
  return new DynamoDBClient({
    region: 'us-east-1',
    credentials: { accessKeyId: 'bench', secretAccessKey: 'bench' },
    ...config,
  })
}

async function prepared(client: DynamoDBClient): Promise<DynamoDBClient> {
  for (const table of [SMALL, LARGE]) await createTable(client, table)
  await fill(client, LARGE, LARGE_PARTITIONS, LARGE_PARTITION_SIZE)
  return client
}

async function compare(): Promise<void> {
  const servers = [await startServer('fake'), await startServer('dynalite')] as const
  const local = process.env['DYNAMODB_LOCAL_ENDPOINT']
  const clients = new Map<string, DynamoDBClient>()
  clients.set(IN_PROCESS, await prepared(new FakeDynamoDB().client()))
  clients.set(OVER_HTTP, await prepared(clientFor({ endpoint: servers[0].endpoint })))
  clients.set(DYNALITE, await prepared(clientFor({ endpoint: servers[1].endpoint })))
  if (local) clients.set(LOCAL, await prepared(clientFor({ endpoint: local })))
  for (const { title, run, reply, rounds, without = [] } of tasks) {
    const floor = clientFor({ requestHandler: constantHandler(reply) })
    const contenders = [...clients].filter(([name]) => !without.includes(name))
    const timings = await measure(
      [[FLOOR, floor] as const, ...contenders].map(
        ([name, client]): Contender => ({ name, run: (index) => run(client, index) }),
      ),
      rounds,
    )
    print(title, timings, FLOOR)
    for (const name of without) write(`  ${name.padEnd(28)} has no such operation\n`)
  }
  for (const { stop } of servers) stop()
}

async function comparePages(): Promise<void> {
  const sizes = [1_000, 1_000_000]
  const contenders: Contender[] = []
  for (const size of sizes) {
    const fake = new FakeDynamoDB()
    const client = fake.client()
    await createTable(client, LARGE)
    fake.load(LARGE, itemsOf(1, size))
    const run = queryPage(LARGE, 1, size)
    contenders.push({ name: `${size.toLocaleString('en')} items`, run: (index) => run(client, index) })
  }
  const timings = await measure(contenders, { rounds: 21, operationsPerRound: 50 })
  print('Query, page of 25 of one partition, fake in process', timings, '1,000 items')
}

function print(title: string, timings: Timings, base: string): void {
  write(`\n${title}\n`)
  const floor = timings.get(base) ?? Number.NaN
  const dynalite = timings.get(DYNALITE)
  for (const [name, microseconds] of timings) {
    const columns = [
      name.padEnd(28),
      `${microseconds.toFixed(1).padStart(9)} µs`,
      `${Math.round(1_000_000 / microseconds)
        .toString()
        .padStart(7)} /s`,
      `${(microseconds / floor).toFixed(2).padStart(6)} x ${base}`,
      ...(dynalite !== undefined && name !== DYNALITE
        ? [`${(dynalite / microseconds).toFixed(2).padStart(6)} x the rate of dynalite`]
        : []),
    ]
    write(`  ${columns.join('  ')}\n`)
  }
}

function write(text: string): void {
  process.stdout.write(text)
}

await compare()
await comparePages()
