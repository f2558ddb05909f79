import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { after, before, test } from 'node:test'
import { buildFunctionUrlEvent, createTestEnv } from 'apptheory-middy/testkit'
import { escapeHtml } from './escape-html.ts'

let service: Server
/** Lets the slow service answer. */
let answerSlowly = () => {}

before(async () => {
  const mayAnswer = new Promise<void>((resolve) => {
    answerSlowly = resolve
  })
  service = createServer(async ({ url }, response) => {
    if (url === '/slow') await mayAnswer
    response.writeHead(url === '/broken' ? 503 : 200).end()
  }).listen(0, '127.0.0.1')
  await once(service, 'listening')
  const origin = `http://127.0.0.1:${(service.address() as AddressInfo).port}`
  process.env['STATUS_URLS'] = `slow ${origin}/slow,quick ${origin}/quick,broken ${origin}/broken`
})
after(() => {
  service.closeAllConnections()
  service.close()
})

test('the page comes first, then every answer as soon as it is there', async () => {
  const { handler } = await import('./handler.ts')
  const { invokeStreaming } = createTestEnv()
  let sent = ''

  const { outcome, headers, text } = await invokeStreaming(handler, buildFunctionUrlEvent(), {
    timeoutMs: 60_000,
    onChunk(chunk) {
      sent += Buffer.from(chunk).toString()
      if (sent.includes('slot="quick"') && sent.includes('slot="broken"')) answerSlowly()
    },
  })

  assert.equal(outcome, 'completed')
  assert.equal(headers['content-type'], 'text/html; charset=utf-8')
  assert.match(text, /<dd>asking …<\/dd>.*<dd slot="(quick|broken)">/s)
  assert.match(text, /<dd slot="quick">up<\/dd>.*<dd slot="slow">up<\/dd>\n<\/main>/s)
  assert.match(text, /<dd slot="broken">answers with 503<\/dd>.*<dd slot="slow">/s)
})

test('text cannot become markup', () => {
  assert.equal(escapeHtml(`<a href="'&'">`), '&lt;a href=&quot;&#39;&amp;&#39;&quot;&gt;')
})
