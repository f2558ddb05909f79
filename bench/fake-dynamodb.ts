import { stdout } from 'node:process'
import { DynamoDBClient, type DynamoDBClientConfig } from '@aws-sdk/client-dynamodb'
import { hasJava, startDynamoDBLocal } from '../test/dynamodb-local/server.ts'
import { FakeDynamoDB } from '../testkit/fake-dynamodb/index.ts'
import { unlogged } from '../testkit/fake-dynamodb/transports/unlogged.ts'
import { constantHandler } from './fake-dynamodb/constant-handler.ts'
import { type Contender, measure, type Rounds, type Timings } from './fake-dynamodb/interleaved-rounds.ts'
import { type ServerProcess, startServer } from './fake-dynamodb/server-process.ts'
import {
  conditionalUpdate,
  createTable,
  dropTable,
  fill,
  getItem,
  itemOf,
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
import { median, medianRatio } from './rounds/medians.ts'

const FLOOR = 'SDK on a constant reply'
// What the fake's clients spare themselves.
const UNLOGGED_FLOOR = 'same, no copies for a log'
const IN_PROCESS = 'fake, in process'
// The SDK's code is warm from all contenders, the fake's from this one alone.
const IN_PROCESS_WARM_UP = 12_000
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

const smallTasks: readonly Task[] = [
  { title: 'PutItem', run: putItem, reply: {}, rounds: { rounds: 24, operationsPerRound: 300 } },
  {
    title: 'UpdateItem under a condition',
    run: conditionalUpdate,
    reply: { Attributes: { count: { N: '1' } } },
    rounds: { rounds: 24, operationsPerRound: 300 },
  },
  {
    title: 'GetItem',
    run: getItem,
    reply: { Item: itemOf(0, 0) },
    rounds: { rounds: 24, operationsPerRound: 300 },
  },
  {
    title: 'TransactWriteItems of 3',
    run: transactWrite,
    reply: {},
    rounds: { rounds: 15, operationsPerRound: 200 },
    without: [DYNALITE],
  },
]

const largeTasks: readonly Task[] = [
  {
    title: 'Query, page of 25 of 100,000 items',
    run: queryPage(LARGE, LARGE_PARTITIONS, LARGE_PARTITION_SIZE),
    reply: pageReply,
    rounds: { rounds: 15, operationsPerRound: 60 },
  },
]

function clientFor(config: DynamoDBClientConfig): DynamoDBClient {
  return new DynamoDBClient({
    region: 'us-east-1',
    credentials: { accessKeyId: 'bench', secretAccessKey: 'bench' },
    ...config,
  })
}

export async function bench(): Promise<void> {
  await compare()
  await comparePages()
}

async function compare(): Promise<void> {
  const servers = [await startServer('fake'), await startServer('dynalite')] as const
  const local = hasJava() ? await startDynamoDBLocal() : undefined
  if (!local) stdout.write('\nLEFT OUT, because there is no Java: DynamoDB Local\n')
  try {
    await compareWith(servers, local?.endpoint)
  } finally {
    await local?.[Symbol.asyncDispose]()
    for (const { stop } of servers) stop()
  }
}

async function compareWith(
  servers: readonly [fake: ServerProcess, dynalite: ServerProcess],
  local: string | undefined,
): Promise<void> {
  const clients = new Map<string, DynamoDBClient>()
  clients.set(IN_PROCESS, new FakeDynamoDB().client())
  clients.set(OVER_HTTP, clientFor({ endpoint: servers[0].endpoint }))
  clients.set(DYNALITE, clientFor({ endpoint: servers[1].endpoint }))
  if (local) clients.set(LOCAL, clientFor({ endpoint: local }))
  for (const client of clients.values()) await createTable(client, SMALL)
  await compareOn(clients, smallTasks)
  // Only now: a heap of 100,000 items costs whatever else runs in the process.
  for (const client of clients.values()) {
    await createTable(client, LARGE)
    await fill(client, LARGE, LARGE_PARTITIONS, LARGE_PARTITION_SIZE)
  }
  await compareOn(clients, largeTasks)
  const localClient = clients.get(LOCAL)
  if (localClient) for (const table of [SMALL, LARGE]) await dropTable(localClient, table)
}

async function compareOn(
  clients: ReadonlyMap<string, DynamoDBClient>,
  tasks: readonly Task[],
): Promise<void> {
  for (const { title, run, reply, rounds, without = [] } of tasks) {
    const floor = (): DynamoDBClient => clientFor({ requestHandler: constantHandler(reply) })
    const floors = [[FLOOR, floor()] as const, [UNLOGGED_FLOOR, unlogged(floor())] as const]
    const contenders = [...clients].filter(([name]) => !without.includes(name))
    const timings = await measure(
      [...floors, ...contenders].map(
        ([name, client]): Contender => ({
          name,
          warmUp: name === IN_PROCESS ? IN_PROCESS_WARM_UP : 0,
          run: (index) => run(client, index),
        }),
      ),
      rounds,
    )
    print(title, timings, FLOOR)
    for (const name of without) write(`  ${name.padEnd(28)} has no such operation\n`)
  }
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
  const timings = await measure(contenders, { rounds: 22, operationsPerRound: 50 })
  print('Query, page of 25 of one partition, fake in process', timings, '1,000 items')
}

function print(title: string, timings: Timings, base: string): void {
  write(`\n${title}\n`)
  const samplesOf = (name: string) => timings.get(name) ?? []
  for (const [name, samples] of timings) {
    const microseconds = median(samples)
    const rate = Math.round(1_000_000 / microseconds).toString()
    const columns = [
      name.padEnd(28),
      `${microseconds.toFixed(1).padStart(9)} µs`,
      `${rate.padStart(7)} /s`,
      `${medianRatio(samples, samplesOf(base)).toFixed(2).padStart(6)} x ${base}`,
    ]
    if (timings.has(DYNALITE) && name !== DYNALITE)
      columns.push(
        `${medianRatio(samplesOf(DYNALITE), samples).toFixed(2).padStart(6)} x the rate of dynalite`,
      )
    write(`  ${columns.join('  ')}\n`)
  }
}

function write(text: string): void {
  process.stdout.write(text)
}
