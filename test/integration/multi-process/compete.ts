import { argv, stdin, stdout } from 'node:process'
import { createInterface } from 'node:readline'
import { DynamoDBRateLimiter } from '../../../services/rate-limiter/dynamodb/dynamodb-rate-limiter.ts'
import { dynamodbLocalClient } from '../../dynamodb-local/client.ts'
import { strategiesWithLimit } from '../rate-limit-strategies.ts'

// One of several processes that compete for the same keys. Each line of input is a round: so many requests at
// once for a key. Prints how many of them were admitted.
const [layout, kind = '', tableName, limit, now] = argv.slice(2)
const strategy = strategiesWithLimit(Number(limit))[kind]
if (!strategy) throw new Error(`there is no strategy ${kind}`)
const limiter = new DynamoDBRateLimiter({
  strategy,
  layout: layout === 'compact' ? 'compact' : 'apptheory',
  tableName,
  client: dynamodbLocalClient(),
  // One moment for all rounds, so that no window ends while they run; timers are the machine's.
  clock: { now: () => Number(now) },
  failOpen: false,
  timeoutMs: 60_000,
})

for await (const line of createInterface({ input: stdin })) {
  const { requests, key } = JSON.parse(line)
  const decisions = await Promise.all(Array.from({ length: requests }, () => limiter.checkAndIncrement(key)))
  stdout.write(`${decisions.filter(({ allowed }) => allowed).length}\n`)
}
