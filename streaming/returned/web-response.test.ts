import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Readable } from 'node:stream'
import { describe, test } from 'node:test'
import { gzipSync } from 'node:zlib'
import middy from '@middy/core'
import httpCors from '@middy/http-cors'
import {
  buildFunctionUrlEvent,
  buildRestApiV1Event,
  createTestEnv,
  type LambdaStreamingHandler,
  type StreamedOutcome,
} from '../../testkit/index.ts'
import { bufferResponse, type StreamedResult, streamifyExecutionMode, streamifyResponse } from '../index.ts'

type Answer = () => StreamedResult | Promise<StreamedResult>

const quiet = { onEarlyError: () => {} }
const forms: Readonly<Record<string, (answer: Answer) => LambdaStreamingHandler<object>>> = {
  'a plain function': (answer) => streamifyResponse(async () => answer(), quiet),
  'a wrapped chain': (answer) => streamifyResponse(middy(async () => answer()).use(cors()), quiet),
  'an execution mode': (answer) => {
    const chain = middy({ executionMode: streamifyExecutionMode(quiet) }).use(cors())
    const handler = chain.handler(async () => answer())
    return handler
  },
}

function cors(): middy.MiddlewareObj {
  return httpCors({ origin: '*' }) as middy.MiddlewareObj
}

function run(
  form: string,
  answer: Answer,
  event: object = buildFunctionUrlEvent(),
): Promise<StreamedOutcome> {
  const handler = forms[form]?.(answer) ?? assert.fail(form)
  return createTestEnv().invokeStreaming(handler, event)
}

/** Of a polyfill, or of another realm: the members of a `Response`, and no class of this realm. */
function foreign(status: number, headers: readonly [string, string][], body: unknown): StreamedResult {
  const values = (wanted: string) => headers.filter(([name]) => name === wanted).map(([, value]) => value)
  return {
    status,
    body,
    bodyUsed: false,
    arrayBuffer: async () => new ArrayBuffer(0),
    headers: {
      get: (name: string) => values(name).join(', ') || null,
      forEach: (callback: (value: string, name: string) => void) => {
        for (const name of new Set(headers.map(([name]) => name))) callback(values(name).join(', '), name)
      },
      raw: () => ({ 'set-cookie': values('set-cookie') }),
    },
  }
}

for (const form of Object.keys(forms)) {
  describe(`a web Response from ${form}`, () => {
    test('keeps status, headers, every cookie and its body', async () => {
      const response = new Response('no', {
        status: 404,
        headers: { 'X-A': '1', 'content-type': 'text/plain' },
      })
      response.headers.append('set-cookie', 'a=1; Expires=Wed, 21 Oct 2026 07:28:00 GMT')
      response.headers.append('set-cookie', 'b=2')

      const { outcome, statusCode, headers, cookies, text } = await run(form, () => response)

      assert.deepEqual([outcome, statusCode, text], ['completed', 404, 'no'])
      assert.deepEqual([headers['x-a'], headers['content-type']], ['1', 'text/plain'])
      assert.deepEqual(cookies, ['a=1; Expires=Wed, 21 Oct 2026 07:28:00 GMT', 'b=2'])
    })

    test('may have no body, be a redirect, or JSON', async () => {
      const answers: readonly [Response, number, string][] = [
        [new Response(null, { status: 204 }), 204, ''],
        [new Response(null, { status: 200 }), 200, ''],
        [Response.redirect('https://example.com/', 302), 302, ''],
        [Response.json({ a: 1 }, { status: 201 }), 201, '{"a":1}'],
        [new Response(new Uint8Array([104, 105])), 200, 'hi'],
        [new Response(ReadableStream.from([Buffer.from('one'), Buffer.from('two')])), 200, 'onetwo'],
      ]
      for (const [response, status, body] of answers) {
        const { outcome, statusCode, text } = await run(form, () => response)
        assert.deepEqual([outcome, statusCode, text], ['completed', status, body])
      }
    })

    test('that fails late is a late error; one that was read, or is an error, is answered', async () => {
      async function* failing(): AsyncGenerator<Uint8Array> {
        yield Buffer.from('one')
        throw new Error('late')
      }
      const read = new Response('read')
      await read.text()

      const late = await run(form, () => new Response(ReadableStream.from(failing())))
      const used = await run(form, () => read)
      const error = await run(form, () => Response.error())

      assert.deepEqual([late.outcome, late.statusCode, late.text], ['late_error', 200, 'one'])
      assert.deepEqual(
        [used.statusCode, used.text],
        [500, '{"error":{"code":"stream.invalid_body","message":"internal error","request_id":"test-id-1"}}'],
      )
      assert.deepEqual(
        [error.statusCode, error.text],
        [
          500,
          '{"error":{"code":"stream.invalid_response","message":"internal error","request_id":"test-id-1"}}',
        ],
      )
    })

    test('may be of another realm, or of a polyfill whose body is a Readable', async () => {
      const cookies: readonly [string, string][] = [
        ['set-cookie', 'a=1'],
        ['set-cookie', 'b=2'],
      ]
      const answers = [
        foreign(202, [['x-a', '1'], ...cookies], Readable.from([Buffer.from('poly'), Buffer.from('fill')])),
        foreign(202, [['x-a', '1'], ...cookies], new Response('polyfill').body),
      ]
      for (const answer of answers) {
        const outcome = await run(form, () => answer)
        assert.deepEqual([outcome.statusCode, outcome.text], [202, 'polyfill'])
        assert.deepEqual([outcome.headers['x-a'], outcome.cookies], ['1', ['a=1', 'b=2']])
      }
    })

    test('has several values of a header as a REST API takes them, and no body for HEAD', async () => {
      const response = (): Response => new Response('body', { headers: { 'x-a': '1, 2' } })

      const rest = await run(form, response, buildRestApiV1Event())
      const head = await run(form, response, buildFunctionUrlEvent({ method: 'HEAD' }))

      assert.deepEqual([rest.headers['x-a'], rest.text], ['1, 2', 'body'])
      assert.deepEqual([head.headers['x-a'], head.text], ['1, 2', ''])
    })

    test('of fetch is passed on: with the decoded body, and without its content-encoding', async (t) => {
      const server = createServer((request, response) => {
        response.setHeader('set-cookie', ['a=1', 'b=2'])
        if (request.url === '/gzip') response.setHeader('content-encoding', 'gzip').end(gzipSync('zipped'))
        else response.setHeader('content-encoding', 'x-own').end('as it is')
      }).listen(0, '127.0.0.1')
      t.after(() => server.close())
      await once(server, 'listening')
      const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`

      const zipped = await run(form, () => fetch(`${origin}/gzip`))
      const other = await run(form, () => fetch(`${origin}/other`))

      assert.deepEqual([zipped.text, zipped.headers['content-encoding']], ['zipped', undefined])
      assert.deepEqual([other.text, other.headers['content-encoding']], ['as it is', 'x-own'])
      assert.deepEqual(zipped.cookies, ['a=1', 'b=2'])
    })

    test('that was compressed by its maker stays so', async () => {
      const headers = { 'content-encoding': 'gzip' }
      const { body, headers: sent } = await run(form, () => new Response(gzipSync('zipped'), { headers }))

      assert.deepEqual([sent['content-encoding'], Buffer.from(body)], ['gzip', gzipSync('zipped')])
    })
  })
}

test('a web Response can be buffered, for any trigger', async () => {
  const response = (): Response => {
    const made = new Response('no', { status: 404, headers: { 'x-a': '1' } })
    for (const cookie of ['a=1', 'b=2']) made.headers.append('set-cookie', cookie)
    return made
  }
  const { invoke } = createTestEnv()
  const url = buildFunctionUrlEvent()
  const rest = buildRestApiV1Event()

  const outcomes = [
    await invoke(() => bufferResponse(response(), url), url),
    await invoke(() => bufferResponse(response(), rest), rest),
  ]

  for (const { statusCode, headers, cookies, body } of outcomes) {
    assert.deepEqual([statusCode, headers['x-a'], cookies, body], [404, '1', ['a=1', 'b=2'], 'no'])
  }
})

test('an object that is not a response is JSON, and one that cannot be is answered', async () => {
  const circular: Record<string, unknown> = {}
  circular['self'] = circular
  class Order {
    readonly id = 1
  }
  const answers: readonly [object, number, string][] = [
    [{ a: 1 }, 200, '{"a":1}'],
    [{}, 200, '{}'],
    [{ id: 1, body: 'text' }, 200, '{"id":1,"body":"text"}'],
    [Object.create(null, { a: { value: 1, enumerable: true } }), 200, '{"a":1}'],
    [new Order(), 200, '{"id":1}'],
    [{ body: 'text' }, 200, 'text'],
    [
      circular,
      500,
      '{"error":{"code":"stream.invalid_response","message":"internal error","request_id":"test-id-1"}}',
    ],
    [
      new Date(0),
      500,
      '{"error":{"code":"stream.invalid_response","message":"internal error","request_id":"test-id-1"}}',
    ],
  ]
  for (const form of Object.keys(forms)) {
    for (const [answer, status, body] of answers) {
      const { statusCode, headers, text } = await run(form, () => answer as StreamedResult)
      assert.deepEqual([statusCode, text], [status, body])
      if (body !== 'text')
        assert.match(String(headers['content-type']), /^application\/json(?:; charset=utf-8)?$/)
    }
  }
})
