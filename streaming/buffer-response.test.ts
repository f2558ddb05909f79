import assert from 'node:assert/strict'
import { Readable } from 'node:stream'
import { test } from 'node:test'
import { buildAlbEvent, buildFunctionUrlEvent, buildRestApiV1Event, createTestEnv } from '../testkit/index.ts'
import { bufferResponse, html, sse } from './index.ts'

test('a streamed response becomes one that a handler without streaming can return', async () => {
  const { invoke } = createTestEnv()

  const page = await invoke(() => bufferResponse(html(['<p>', 'ü'])), buildFunctionUrlEvent())
  const events = await invoke(() => bufferResponse(sse([{ data: 'a' }])), buildFunctionUrlEvent())

  assert.deepEqual([page.statusCode, page.headers, page.body], [200, html('').headers, '<p>ü'])
  assert.equal(events.body, 'data: a\n\n')
})

test('a body that is not text becomes base64, and base64 stays what it was', async () => {
  const bytes = await bufferResponse(Readable.from([Buffer.from([0xff]), Buffer.from([0])]))
  const decoded = await bufferResponse({ isBase64Encoded: true, body: '/wA=' })

  assert.deepEqual([bytes.body, bytes.isBase64Encoded], ['/wA=', true])
  assert.deepEqual([decoded.body, decoded.isBase64Encoded], ['/wA=', true])
})

test('a body that fails rejects, and is closed', async () => {
  let closed = false
  function* body(): Generator<string> {
    try {
      yield 'a'
      yield 5 as never
    } finally {
      closed = true
    }
  }

  await assert.rejects(bufferResponse(body()), { code: 'stream.invalid_body' })
  assert.equal(closed, true)
})

test('204 and HEAD have no body', async () => {
  const noContent = await bufferResponse({ statusCode: 204, body: 'a' })
  const head = await bufferResponse({ statusCode: 200, body: 'a' }, buildFunctionUrlEvent({ method: 'HEAD' }))

  assert.deepEqual([noContent.body, head.body], ['', ''])
})

test('headers and cookies are where the trigger reads them', async () => {
  const { invoke } = createTestEnv()
  const headers = { 'content-type': 'text/html', 'x-list': ['1', '2'] }
  const response = { headers, cookies: ['a=1', 'b=2'], body: ['page'] }
  const oneCookie = { ...response, cookies: ['a=1'] }
  const rest = buildRestApiV1Event()
  const manyValues = buildAlbEvent({ multiValueHeaders: true })
  const oneValue = buildAlbEvent()

  const outcomes = [
    await invoke(() => bufferResponse(response, rest), rest),
    await invoke(() => bufferResponse(response, manyValues), manyValues),
  ]
  const last = await invoke(() => bufferResponse(oneCookie, oneValue), oneValue)

  const seen = { 'content-type': 'text/html', 'x-list': '1, 2' }
  for (const outcome of outcomes) assert.deepEqual([outcome.headers, outcome.cookies], [seen, ['a=1', 'b=2']])
  assert.deepEqual([last.headers, last.cookies], [seen, ['a=1']])
  // Its one map of headers has room for one.
  await assert.rejects(bufferResponse(response, oneValue), { code: 'stream.invalid_header' })
})

test('a body is closed where its headers cannot be sent', async () => {
  const body = new Readable({ read() {} })

  await assert.rejects(bufferResponse({ headers: { 'x-a': '\n' }, body }), { code: 'stream.invalid_header' })
  assert.equal(body.destroyed, true)
})
