import assert from 'node:assert/strict'
import { Readable } from 'node:stream'
import { test } from 'node:test'
import { buildFunctionUrlEvent, createTestEnv } from '../testkit/index.ts'
import { bufferResponse, html, sse } from './index.ts'

test('a streamed response becomes one that a handler without streaming can return', async () => {
  const { invoke } = createTestEnv()

  const page = await invoke(() => bufferResponse(html(['<p>', 'ü'])), buildFunctionUrlEvent())
  const events = await invoke(() => bufferResponse(sse([{ data: 'a' }])), buildFunctionUrlEvent())

  assert.deepEqual([page.statusCode, page.headers, page.body], [200, html('').headers, '<p>ü'])
  assert.equal(events.body, 'data: a\n\n')
})

test('a body that is no text becomes base64, and base64 stays what it was', async () => {
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
