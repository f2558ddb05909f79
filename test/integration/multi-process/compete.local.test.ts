import assert from 'node:assert/strict'
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { resolve } from 'node:path'
import { env, execPath } from 'node:process'
import { createInterface } from 'node:readline'
import { after, before, describe, test } from 'node:test'
import { systemClock } from '../../../services/clock/clock.ts'
import { DynamoDBRateLimiter } from '../../../services/rate-limiter/dynamodb/dynamodb-rate-limiter.ts'
import { ensureTable } from '../../../services/rate-limiter/dynamodb/table.ts'
import { dynamodbLocalClient } from '../../dynamodb-local/client.ts'
import { layouts, strategiesWithLimit } from '../rate-limit-strategies.ts'

const rounds = Number(env['COMPETE_ROUNDS'] ?? 2)
const processes = 4
const requests = 100
const limit = 137
const tableName = `compete-${process.pid}`
const client = dynamodbLocalClient()
// The true time, because DynamoDB Local deletes what has expired.
const now = systemClock.now()
const clock = { now: () => now }

interface Competitor {
  readonly child: ChildProcess
  compete(key: object): Promise<number>
}

function competitor(layout: string, kind: string): Competitor {
  const script = resolve(import.meta.dirname, 'compete.ts')
  const child = spawn(
    execPath,
    ['--import', 'tsx', script, layout, kind, tableName, String(limit), String(now)],
    {
      stdio: ['pipe', 'pipe', 'inherit'],
    },
  )
  const lines = createInterface({ input: child.stdout })
  return {
    child,
    async compete(key) {
      child.stdin.write(`${JSON.stringify({ requests, key })}\n`)
      const [line] = await once(lines, 'line')
      return Number(line)
    },
  }
}

before(() => ensureTable(client, { tableName }))

for (const layout of layouts) {
  for (const [kind, strategy] of Object.entries(strategiesWithLimit(limit))) {
    describe(`${processes} processes x ${requests} requests at once, layout ${layout}, ${kind}`, () => {
      const competitors: Competitor[] = []
      before(() => {
        for (let i = 0; i < processes; i++) competitors.push(competitor(layout, kind))
      })
      after(() => {
        for (const { child } of competitors) child.kill()
      })

      test(`exactly ${limit} admitted and counted in each of ${rounds} rounds`, async () => {
        const limiter = new DynamoDBRateLimiter({
          strategy,
          layout,
          tableName,
          client,
          clock,
          consistentRead: true,
        })
        for (let round = 0; round < rounds; round++) {
          const key = { identifier: `${layout}-${kind}-${round}`, resource: '/', operation: 'GET' }
          const admitted = await Promise.all(competitors.map(({ compete }) => compete(key)))
          const sum = admitted.reduce((total, count) => total + count, 0)
          const { windows } = await limiter.getUsage(key)
          assert.deepEqual([sum, ...windows.map(({ count }) => count)], [limit, ...windows.map(() => limit)])
        }
      })
    })
  }
}
