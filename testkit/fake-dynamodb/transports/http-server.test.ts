import assert from 'node:assert/strict'
import { request as httpRequest } from 'node:http'
import { connect } from 'node:net'
import { after, before, test } from 'node:test'
import { DynamoDBClient, GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb'
import { type Setup, setUp } from '../fake-tables.helper.ts'
import type { FakeDynamoDBServer } from '../index.ts'

let setup: Setup
let server: FakeDynamoDBServer

before(async () => {
  setup = await setUp()
  server = await setup.fake.listen()
})

after(() => server.close())

const AUTHORIZATION =
  'AWS4-HMAC-SHA256 Credential=a/20260101/us-east-1/dynamodb/aws4_request, SignedHeaders=host, Signature=0'

const HEADERS: Readonly<Record<string, string>> = {
  'content-type': 'application/x-amz-json-1.0',
  'x-amz-target': 'DynamoDB_20120810.PutItem',
  authorization: AUTHORIZATION,
}

async function post(body: string | Buffer, headers: Readonly<Record<string, string>> = HEADERS) {
  const response = await fetch(server.url, { method: 'POST', headers, body })
  return { status: response.status, body: (await response.json()) as Record<string, unknown> }
}

async function assertServes(): Promise<void> {
  const { status } = await post('{}', { ...HEADERS, 'x-amz-target': 'DynamoDB_20120810.ListTables' })
  assert.equal(status, 200)
}

test('any client is served over HTTP, from the same tables', async () => {
  const client = new DynamoDBClient({
    endpoint: server.url,
    region: 'us-east-1',
    credentials: { accessKeyId: 'a', secretAccessKey: 'b' },
  })
  await client.send(new PutItemCommand({ TableName: 'counters', Item: { pk: { S: 'ünï' } } }))
  const { Item } = await setup.client.send(
    new GetItemCommand({ TableName: 'counters', Key: { pk: { S: 'ünï' } } }),
  )
  assert.deepEqual(Item, { pk: { S: 'ünï' } })
  await assert.rejects(client.send(new PutItemCommand({ TableName: 'none', Item: {} })), {
    name: 'ResourceNotFoundException',
  })
  client.destroy()
})

const brokenBodies: Record<string, string> = {
  'truncated JSON': '{"TableName": "counters", "Item": {"pk"',
  'an empty body': '',
  'a list': '[]',
  'a number': '7',
  'deep nesting': `${'['.repeat(100_000)}${']'.repeat(100_000)}`,
}

for (const [what, body] of Object.entries(brokenBodies)) {
  test(`${what} is a SerializationException, and the server goes on`, async () => {
    const answer = await post(body)
    assert.equal(answer.status, 400)
    assert.equal(answer.body['__type'], 'com.amazon.coral.service#SerializationException')
    await assertServes()
  })
}

const missingMembers: Record<string, readonly [operation: string, input: object, path: string]> = {
  'a written item of a batch': [
    'BatchWriteItem',
    { RequestItems: { counters: [null] } },
    'requestItems.counters.member.1.member',
  ],
  'what a batch reads of a table': [
    'BatchGetItem',
    { RequestItems: { counters: null } },
    'requestItems.counters.member',
  ],
  'an action of a transaction': ['TransactWriteItems', { TransactItems: [null] }, 'transactItems.1.member'],
  'a read of a transaction': ['TransactGetItems', { TransactItems: [null] }, 'transactItems.1.member'],
  'an element of a key': [
    'CreateTable',
    { TableName: 'keyless', AttributeDefinitions: [], KeySchema: [null] },
    'keySchema.1.member',
  ],
}

for (const [what, [operation, input, path]] of Object.entries(missingMembers)) {
  test(`null for ${what} is a ValidationException`, async () => {
    const headers = { ...HEADERS, 'x-amz-target': `DynamoDB_20120810.${operation}` }
    const { status, body } = await post(JSON.stringify(input), headers)
    assert.deepEqual(
      [status, body['message']],
      [
        400,
        `1 validation error detected: Value null at '${path}' failed to satisfy constraint: Member must ` +
          `not be null`,
      ],
    )
  })
}

test('values nested too deep are refused, and the server goes on', async () => {
  const value = `${'{"L":['.repeat(5000)}{"S":"x"}${']}'.repeat(5000)}`
  const { status, body } = await post(`{"TableName":"counters","Item":{"pk":{"S":"a"},"deep":${value}}}`)
  assert.equal(status, 400)
  assert.match(String(body['message']), /Nesting Levels have exceeded supported limits/)
  await assertServes()
})

test('deep nesting where no value belongs does not stop the server', async () => {
  const deep = `${'['.repeat(50_000)}${']'.repeat(50_000)}`
  const headers = { ...HEADERS, 'x-amz-target': 'DynamoDB_20120810.TransactWriteItems' }
  const { status } = await post(
    `{"TransactItems":[{"Put":{"TableName":"counters","Item":${deep}}}]}`,
    headers,
  )
  assert.equal(status, 400)
  const many = Array.from({ length: 101 }, () => deep).join()
  assert.equal((await post(`{"TransactItems":[${many}]}`, headers)).status, 400)
  await assertServes()
})

test('an expression of 4 KB of parentheses is refused, and the server goes on', async () => {
  const ConditionExpression = `${'('.repeat(2000)}attribute_exists(pk)${')'.repeat(2000)}`
  const { status, body } = await post(
    JSON.stringify({ TableName: 'counters', Item: { pk: { S: 'a' } }, ConditionExpression }),
  )
  assert.deepEqual([status, body['__type']], [400, 'com.amazon.coral.validate#ValidationException'])
  await assertServes()
})

test('an unknown target is refused, known operations that the fake does not do by name', async () => {
  const to = (target: string) => post('{}', { ...HEADERS, 'x-amz-target': target })
  for (const target of [
    '',
    'garbage',
    'DynamoDB_20111205.GetItem',
    'DynamoDB_20120810.',
    'DynamoDB_20120810.__proto__',
  ]) {
    const { status, body } = await to(target)
    assert.deepEqual(
      [status, body['__type']],
      [400, 'com.amazon.coral.service#UnknownOperationException'],
      target,
    )
  }
  const { body } = await to('DynamoDB_20120810.ExecuteStatement')
  assert.equal(body['message'], 'FakeDynamoDB does not implement ExecuteStatement')
})

const refusedAuthorization: Record<string, [Record<string, string>, string]> = {
  'no authorization': [{}, 'MissingAuthenticationTokenException'],
  'an authorization of another kind': [{ authorization: 'Bearer x' }, 'MissingAuthenticationTokenException'],
  'half a signature': [{ authorization: 'AWS4-HMAC-SHA256 Credential=a' }, 'IncompleteSignatureException'],
}

for (const [what, [headers, name]] of Object.entries(refusedAuthorization)) {
  test(`a request with ${what} is refused`, async () => {
    const { authorization: _, ...unsigned } = HEADERS
    const { status, body } = await post('{}', { ...unsigned, ...headers })
    assert.deepEqual([status, body['__type']], [400, `com.amazon.coral.service#${name}`])
  })
}

test('anything but POST is refused', async () => {
  const response = await fetch(server.url, { headers: HEADERS })
  assert.equal(response.status, 400)
  await response.body?.cancel()
})

test('a body of 20 MB is refused without being kept, announced or not', async () => {
  const announced = await sendHuge({ ...HEADERS, 'content-length': String(20 * 1024 * 1024) })
  const chunked = await sendHuge({ ...HEADERS, 'transfer-encoding': 'chunked' })
  assert.deepEqual([announced, chunked], [413, 413])
  await assertServes()
})

/** Sends 20 MB as long as anybody reads, and takes the status that comes meanwhile. */
function sendHuge(headers: Record<string, string>): Promise<number | undefined> {
  return new Promise((resolve) => {
    const sending = httpRequest(server.url, { method: 'POST', headers, agent: false }, (response) => {
      resolve(response.statusCode)
      response.resume()
      sending.destroy()
    })
    sending.on('error', () => {})
    const chunk = Buffer.alloc(1024 * 1024, 'x')
    let left = 20
    const write = () => {
      while (left > 0 && !sending.destroyed) {
        left -= 1
        if (!sending.write(chunk)) {
          sending.once('drain', write)
          return
        }
      }
      if (!sending.destroyed) sending.end()
    }
    write()
  })
}

test('a client that goes away in the middle of its request does not stop the server', async () => {
  await new Promise<void>((resolve) => {
    const socket = connect(server.port, '127.0.0.1', () => {
      socket.write(
        `POST / HTTP/1.1\r\nhost: x\r\nx-amz-target: DynamoDB_20120810.PutItem\r\nauthorization: ` +
          `${AUTHORIZATION}\r\ncontent-length: 100\r\n\r\n{"Tab`,
        () => socket.destroy(),
      )
    })
    socket.on('close', () => resolve())
  })
  await assertServes()
})

test('garbage instead of HTTP does not stop the server', async () => {
  await new Promise<void>((resolve) => {
    const socket = connect(server.port, '127.0.0.1', () => socket.write('\0\0\0 not http\r\n\r\n'))
    socket.resume()
    socket.on('close', () => resolve())
  })
  await assertServes()
})

test('a lost reply is a broken connection, and the item is there', async () => {
  setup.fake.inject({ error: 'connection-reset', when: 'after', operation: 'PutItem' })
  await assert.rejects(
    post(JSON.stringify({ TableName: 'counters', Item: { pk: { S: 'lost reply' } } })),
    TypeError,
  )
  assert.ok(setup.fake.items('counters').some(({ pk }) => JSON.stringify(pk) === '{"S":"lost reply"}'))
  await assertServes()
})

test('a server closes with a request that hangs, and its port is free again', async (t) => {
  const second = await setup.fake.listen()
  t.after(() => second.close())
  setup.fake.inject({ error: 'hang', operation: 'PutItem' })
  const hanging = assert.rejects(fetch(second.url, { method: 'POST', headers: HEADERS, body: '{}' }))
  while (!setup.fake.log.requests('PutItem').some(({ outcome }) => outcome === 'hang')) {
    await new Promise((resolve) => setImmediate(resolve))
  }
  await second.close()
  await hanging
  const third = await setup.fake.listen({ port: second.port })
  assert.equal(third.url, second.url)
  await third.close()
})

test('a port that is taken is refused', async () => {
  await assert.rejects(setup.fake.listen({ port: server.port }), { code: 'EADDRINUSE' })
})
