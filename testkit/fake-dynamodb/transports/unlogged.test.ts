import assert from 'node:assert/strict'
import { test } from 'node:test'
import { GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb'
import { setUp } from '../fake-tables.helper.ts'

test('a client with a logger logs each command with its input and output', async () => {
  const { fake } = await setUp()
  const logged: unknown[] = []
  const ignored = (): void => {}
  const info = (entry: unknown): void => {
    logged.push(entry)
  }
  const logger = { debug: ignored, warn: ignored, error: ignored, info }
  const client = fake.client({ logger })
  const Item = { pk: { S: 'a' }, n: { N: '1' } }
  await client.send(new PutItemCommand({ TableName: 'counters', Item }))
  await client.send(new GetItemCommand({ TableName: 'counters', Key: { pk: { S: 'a' } } }))
  const entries = logged as { commandName: string; input: object; output: object }[]
  assert.deepEqual(
    entries.map(({ commandName, input, output }) => ({ commandName, input, output })),
    [
      { commandName: 'PutItemCommand', input: { TableName: 'counters', Item }, output: {} },
      {
        commandName: 'GetItemCommand',
        input: { TableName: 'counters', Key: { pk: { S: 'a' } } },
        output: { Item },
      },
    ],
  )
})

test('a client without a logger copies nothing for one', async () => {
  const { client } = await setUp()
  let reads = 0
  const value = {
    get S() {
      reads += 1
      return 'a'
    },
  }
  await client.send(new PutItemCommand({ TableName: 'counters', Item: { pk: value } }))
  const withoutLogger = reads
  reads = 0
  client.middlewareStack.remove('unlogged')
  await client.send(new PutItemCommand({ TableName: 'counters', Item: { pk: value } }))
  assert.ok(withoutLogger < reads, `${withoutLogger} reads of the value, ${reads} with a copy`)
})
