import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { CreateTableCommand } from '@aws-sdk/client-dynamodb'
import fc from 'fast-check'
import { ulidGenerator } from '../../../services/ids/ids.ts'
import { FakeDynamoDB } from '../../../testkit/fake-dynamodb/index.ts'
import { localClient } from '../local-client.ts'
import { dropTable } from '../run-cases.ts'
import { anyRequest } from './request-arbitraries.ts'
import { type Met, runSequence } from './run-sequence.ts'
import { differentialTables } from './tables.ts'

const SEQUENCE_LENGTH = 80
const SEQUENCES_PER_BATCH = 20
const DEFAULT_OPERATIONS = 4_000
const DEFAULT_SEED = 1

/** How many requests are generated: `DIFFERENTIAL_OPERATIONS`. */
const operations = Number(process.env['DIFFERENTIAL_OPERATIONS'] ?? DEFAULT_OPERATIONS)
/**
 * Which: `DIFFERENTIAL_SEED`. Always the same unless told, so that a run fails for what was changed and not
 * by chance.
 */
const seed = Number(process.env['DIFFERENTIAL_SEED'] ?? DEFAULT_SEED)

const local = localClient()
const fake = new FakeDynamoDB().client({ maxAttempts: 1 })

before(async () => {
  for (const definition of differentialTables) {
    await dropTable(local, definition.TableName ?? '')
    await local.send(new CreateTableCommand(definition))
    await fake.send(new CreateTableCommand(definition))
  }
})

after(async () => {
  for (const { TableName } of differentialTables) await dropTable(local, TableName ?? '')
  local.destroy()
})

test(`${operations} generated requests are answered as by DynamoDB Local`, async (t) => {
  assert.ok(Number.isInteger(operations) && operations > 0, 'DIFFERENTIAL_OPERATIONS is a positive integer')
  assert.ok(Number.isInteger(seed), 'DIFFERENTIAL_SEED is an integer')
  const met: Met = new Map()
  const ids = ulidGenerator()
  let answered = 0
  const sequences = fc.asyncProperty(
    fc.array(anyRequest, { minLength: 1, maxLength: SEQUENCE_LENGTH, size: 'max' }),
    async (requests) => {
      await runSequence({ fake, local }, requests, ids.next(), met)
      answered += requests.length
    },
  )
  for (let batch = 0; answered < operations; batch += 1) {
    await fc.assert(sequences, { numRuns: SEQUENCES_PER_BATCH, seed: seed + batch })
  }
  for (const [title, count] of met) t.diagnostic(`${count} times: ${title}`)
})
