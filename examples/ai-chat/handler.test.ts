import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { streamifyResponse } from 'apptheory-middy'
import { ensureTable } from 'apptheory-middy/services/rate-limiter/dynamodb'
import {
  buildFunctionUrlEvent,
  createTestEnv,
  FakeDynamoDB,
  type FakeDynamoDBServer,
} from 'apptheory-middy/testkit'
import { createParser } from 'eventsource-parser'
import { chat } from './chat.ts'
import { scriptedModel } from './scripted-model.ts'

let store: FakeDynamoDBServer

before(async () => {
  const dynamodb = new FakeDynamoDB()
  await ensureTable(dynamodb.client(), { tableName: 'rate-limits' })
  store = await dynamodb.listen()
  Object.assign(process.env, {
    RATE_LIMIT_TABLE_NAME: 'rate-limits',
    AWS_ENDPOINT_URL_DYNAMODB: store.url,
    AWS_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: 'test',
    AWS_SECRET_ACCESS_KEY: 'test',
  })
  // The first decision opens a connection, and is not what these tests are about.
  await createTestEnv().invokeStreaming(
    streamifyResponse(chat(scriptedModel(async function* () {}))),
    asking('192.0.2.1'),
  )
})
after(() => store.close())

const question = [{ id: '1', role: 'user', parts: [{ type: 'text', text: 'Who are you?' }] }]

function asking(sourceIp: string, body: unknown = { messages: question }) {
  return buildFunctionUrlEvent({ method: 'POST', sourceIp, body: JSON.stringify(body) })
}

/** What the AI SDK's client reads. */
function partsOf(text: string): { readonly type: string; readonly delta?: string }[] {
  const parts: never[] = []
  const parser = createParser({
    onEvent: ({ data }) => {
      if (data !== '[DONE]') parts.push(JSON.parse(data) as never)
    },
  })
  parser.feed(text)
  return parts
}

test('an answer is streamed word by word, as the client of the AI SDK reads it', async () => {
  const { invokeStreaming } = createTestEnv()
  const arrived: string[] = []
  let saidSecond = false
  const model = scriptedModel(async function* () {
    yield 'I am '
    while (!arrived.join('').includes('I am ')) await new Promise(setImmediate)
    saidSecond = true
    yield 'a script.'
  })

  const { outcome, statusCode, headers, text } = await invokeStreaming(
    streamifyResponse(chat(model)),
    asking('198.51.100.1'),
    {
      onChunk: (chunk) => {
        arrived.push(Buffer.from(chunk).toString())
      },
    },
  )

  const words = partsOf(text).filter(({ type }) => type === 'text-delta')
  assert.deepEqual([outcome, statusCode, saidSecond], ['completed', 200, true])
  assert.deepEqual(
    words.map(({ delta }) => delta),
    ['I am ', 'a script.'],
  )
  assert.equal(headers['content-type'], 'text/event-stream')
  assert.equal(headers['x-vercel-ai-ui-message-stream'], 'v1')
  assert.equal(headers['x-ratelimit-remaining'], '19')
})

test('the model is told what was asked', async () => {
  const { invokeStreaming } = createTestEnv()
  const model = scriptedModel(() => ['yes'])

  await invokeStreaming(streamifyResponse(chat(model)), asking('198.51.100.2'))

  const [message] = model.doStreamCalls[0]?.prompt ?? []
  assert.equal(message?.role, 'user')
  assert.match(JSON.stringify(message), /Who are you\?/)
})

test('a caller has 20 answers an hour, and what is not a question is refused', async () => {
  const { invokeStreaming } = createTestEnv()
  const handler = streamifyResponse(chat(scriptedModel(() => ['yes'])), { onEarlyError: () => {} })

  const statuses: number[] = []
  for (let answer = 0; answer < 21; answer++) {
    statuses.push((await invokeStreaming(handler, asking('198.51.100.3'))).statusCode)
  }
  const wrong = [{}, { messages: 'hello' }, { messages: [{ role: 'user' }] }]
  for (const [index, body] of wrong.entries()) {
    const { statusCode } = await invokeStreaming(handler, asking(`198.51.100.${10 + index}`, body))
    assert.equal(statusCode, 400)
  }

  assert.deepEqual(statuses, [...Array.from({ length: 20 }, () => 200), 429])
})

test('a model that fails in the middle ends the stream with an event that says so, and not why', async () => {
  const { invokeStreaming } = createTestEnv()
  const model = scriptedModel(function* () {
    yield 'I am '
    throw new Error('no more words')
  })

  const { outcome, text } = await invokeStreaming(streamifyResponse(chat(model)), asking('198.51.100.4'))

  assert.equal(outcome, 'late_error')
  assert.match(text, /"delta":"I am ".*event: error\ndata: \{"error":\{"code":"app.internal"\}\}\n\n$/s)
  assert.doesNotMatch(text, /no more words/)
})

test('the function that is deployed is the chat with the model that CHAT_MODEL names', async () => {
  process.env['CHAT_MODEL'] = 'openai/gpt-5-mini'
  const { handler } = await import('./handler.ts')
  const { invokeStreaming } = createTestEnv()

  const { statusCode } = await invokeStreaming(handler, asking('198.51.100.5', {}))

  assert.equal(statusCode, 400)
})
