import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { CreateTableCommand } from '@aws-sdk/client-dynamodb'
import fc from 'fast-check'
import { ulidGenerator } from '../../../../services/ids/ids.ts'
import { FakeDynamoDB } from '../../index.ts'
import { localClient } from '../local-client.ts'
import { dropTable } from '../run-cases.ts'
import { anyRequest } from './request-arbitraries.ts'
import { type Met, runSequence } from './run-sequence.ts'
import { differentialTables } from './tables.ts'

const SEQUENCE_LENGTH = 40
const DEFAULT_OPERATIONS = 4_000

/** How many requests are generated: `DIFFERENTIAL_OPERATIONS`. */
const operations = Number(process.env['DIFFERENTIAL_OPERATIONS'] ?? DEFAULT_OPERATIONS)
/** Which: `DIFFERENTIAL_SEED`, to repeat a run. */
const seed = process.env['DIFFERENTIAL_SEED']

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
  assert.ok(Number.isInteger(operations) && operations >= SEQUENCE_LENGTH)
  const met: Met = new Map()
  const ids = ulidGenerator()
  await fc.assert(
    fc.asyncProperty(
      fc.array(anyRequest, { minLength: SEQUENCE_LENGTH, maxLength: SEQUENCE_LENGTH }),
      (requests) => runSequence({ fake, local }, requests, ids.next(), met),
    ),
    {
      numRuns: Math.ceil(operations / SEQUENCE_LENGTH),
      ...(seed !== undefined && { seed: Number(seed) }),
    },
  )
  for (const [title, count] of met) t.diagnostic(`${count} times: ${title}`)
})
