import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { APIGatewayProxyEventV2 } from 'aws-lambda'
import fc from 'fast-check'
import { buildAlbEvent } from './alb.ts'
import type { HttpRequestInput } from './http/http-request.ts'
import { buildFunctionUrlEvent, buildHttpApiV2Event } from './http-api-v2.ts'
import { buildRestApiV1Event } from './rest-api-v1.ts'

const text = fc.string({ unit: 'grapheme' })
const name = fc.string({ minLength: 1, unit: 'grapheme' })
const query = fc.dictionary(name, fc.array(text, { minLength: 1, maxLength: 3 }), { maxKeys: 4 })
const headerName = fc.stringMatching(/^x-[a-z]{1,8}$/)
const headerValue = fc.stringMatching(/^[!-+\--~]{0,12}$/)
const headers = fc.dictionary(headerName, fc.array(headerValue, { minLength: 1, maxLength: 3 }), {
  maxKeys: 4,
})
const cookies = fc.array(fc.stringMatching(/^[a-z]{1,5}=[a-zA-Z0-9%]{0,8}$/), { maxLength: 4 })
const contentType = fc.constantFrom(
  'text/plain',
  'application/json; charset=utf-8',
  'application/x-www-form-urlencoded',
  'application/problem+json',
  'image/png',
  'Application/JSON',
)
const body = fc.oneof(text, fc.uint8Array())

type Input = Omit<HttpRequestInput, 'authorizer' | 'requestId'>

const builders: Readonly<
  Record<string, (input: Input) => { body?: string | null; isBase64Encoded: boolean }>
> = {
  'HTTP API': buildHttpApiV2Event,
  'Function URL': buildFunctionUrlEvent,
  'load balancer': buildAlbEvent,
  'REST API': buildRestApiV1Event,
}

function bytesOf({ body = '', isBase64Encoded }: { body?: string | null; isBase64Encoded: boolean }): Buffer {
  return Buffer.from(body ?? '', isBase64Encoded ? 'base64' : 'utf8')
}

describe('law: a body comes back byte for byte', () => {
  for (const [trigger, build] of Object.entries(builders)) {
    test(trigger, () => {
      fc.assert(
        fc.property(body, fc.option(contentType, { nil: undefined }), (sent, type) => {
          const event = build({
            body: sent,
            ...(type !== undefined && { headers: { 'Content-Type': type } }),
          })
          assert.deepEqual(bytesOf(event), Buffer.from(sent as string))
        }),
      )
    })
  }
})

describe('law: JSON comes back as it was', () => {
  for (const [trigger, build] of Object.entries(builders)) {
    test(trigger, () => {
      fc.assert(
        fc.property(fc.dictionary(text, fc.jsonValue()), (sent) => {
          assert.deepEqual(
            JSON.parse(bytesOf(build({ body: sent })).toString()),
            JSON.parse(JSON.stringify(sent)),
          )
        }),
      )
    })
  }
})

describe('law: a query comes back, raw and in the maps', () => {
  const lists = (search: URLSearchParams): Record<string, string[]> =>
    Object.fromEntries([...new Set(search.keys())].map((key) => [key, search.getAll(key)]))

  const payloadV2: readonly ((input: Input) => APIGatewayProxyEventV2)[] = [
    buildHttpApiV2Event,
    buildFunctionUrlEvent,
  ]
  for (const build of payloadV2) {
    test(build.name, () => {
      fc.assert(
        fc.property(query, (sent) => {
          const event = build({ query: sent })
          assert.deepEqual(lists(new URLSearchParams(event.rawQueryString)), { ...sent })
          for (const [key, values] of Object.entries(sent))
            assert.equal(event.queryStringParameters?.[key], values.join(','))
        }),
      )
    })
  }

  test('buildRestApiV1Event', () => {
    fc.assert(
      fc.property(query, (sent) => {
        const event = buildRestApiV1Event({ query: sent })
        const isEmpty = Object.keys(sent).length === 0
        assert.deepEqual(event.multiValueQueryStringParameters, isEmpty ? null : { ...sent })
        for (const [key, values] of Object.entries(sent))
          assert.equal(event.queryStringParameters?.[key], values.at(-1))
      }),
    )
  })

  test('buildAlbEvent, which does not decode', () => {
    fc.assert(
      fc.property(query, (sent) => {
        const { multiValueQueryStringParameters = {} } = buildAlbEvent({
          query: sent,
          multiValueHeaders: true,
        })
        const raw = Object.entries(multiValueQueryStringParameters).flatMap(([key, values = []]) =>
          values.map((value) => `${key}=${value}`),
        )
        assert.deepEqual(lists(new URLSearchParams(raw.join('&'))), { ...sent })
      }),
    )
  })
})

describe('law: headers and cookies come back', () => {
  test('joined in payload format 2.0, the cookies apart', () => {
    fc.assert(
      fc.property(headers, cookies, (sent, jar) => {
        const event = buildHttpApiV2Event({ headers: sent, cookies: jar })
        for (const [key, values] of Object.entries(sent)) assert.equal(event.headers[key], values.join(','))
        assert.deepEqual(event.cookies ?? [], jar)
        assert.equal(event.headers['cookie'], undefined)
      }),
    )
  })

  test('as lists behind a REST API and a load balancer, the cookies in one header', () => {
    fc.assert(
      fc.property(headers, cookies, (sent, jar) => {
        const input = { headers: sent, cookies: jar }
        for (const event of [
          buildRestApiV1Event(input),
          buildAlbEvent({ ...input, multiValueHeaders: true }),
        ]) {
          for (const [key, values] of Object.entries(sent))
            assert.deepEqual(event.multiValueHeaders?.[key], values)
          assert.deepEqual(event.multiValueHeaders?.['cookie'], jar.length > 0 ? [jar.join('; ')] : undefined)
        }
      }),
    )
  })

  test('a cookie header says the same as cookies', () => {
    fc.assert(
      fc.property(cookies, (jar) => {
        const written = jar.length > 0 ? { cookie: jar.join('; ') } : {}
        assert.deepEqual(
          buildFunctionUrlEvent({ headers: written }),
          buildFunctionUrlEvent({ headers: {}, cookies: jar }),
        )
      }),
    )
  })
})

test('law: the same input builds the same event, which is JSON and nothing else', () => {
  fc.assert(
    fc.property(query, headers, body, fc.webPath(), (q, h, b, path) => {
      for (const build of Object.values(builders)) {
        const input = { query: q, headers: h, body: b, path }
        assert.deepEqual(build(input), build(input))
        assert.deepEqual(JSON.parse(JSON.stringify(build(input))), build(input))
      }
    }),
  )
})
