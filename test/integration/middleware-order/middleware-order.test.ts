import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { describe, test } from 'node:test'
import { buildHttpApiV2Event, buildSqsEvent } from '../../../testkit/index.ts'
import { chainWith, type Place, setups } from './chain.ts'
import { subjects } from './subjects.ts'

process.env['AWS_LAMBDA_FUNCTION_NAME'] ??= 'orders'
const page = readFileSync(resolve(import.meta.dirname, '../../../docs/middleware-order.md'), 'utf8')

/** The rows of the page's table: a middleware, and its place. */
const rows = [...page.matchAll(/^\| (`@middy\/\S+`|Powertools `\w+`) \| (before|after|either) \|/gm)].map(
  ([, name = '', place = '']) => ({ name: name.startsWith('`') ? name.slice(1, -1) : name, place }),
)

test('docs/middleware-order.md has a row for each middleware that is run here', () => {
  assert.deepEqual(rows.map(({ name }) => name).sort(), Object.keys(subjects).sort())
})

for (const { name, place } of rows) {
  describe(name, () => {
    const places: readonly Place[] = place === 'either' ? ['before', 'after'] : [place as Place]
    for (const setup of setups) {
      for (const where of places) {
        test(`${where} rateLimit, ${setup}: one request is admitted, the next denied`, async () => {
          const { request, published } = await chainWith(name, where, setup)
          const [admitted, denied] = [await request(), await request()]
          assert.equal(admitted.statusCode, 200)
          assert.equal(admitted.headers['x-ratelimit-remaining'], '0')
          assert.equal(denied.statusCode, 429)
          assert.equal(denied.headers['retry-after'], '60')
          assert.equal(await published(), 1)
        })
      }
    }
  })
}

for (const setup of setups) {
  describe(`what the order changes: ${setup}`, () => {
    test('a 429 has the CORS and security headers of middlewares that come before rateLimit', async () => {
      for (const [name, header] of [
        ['@middy/http-cors', 'access-control-allow-origin'],
        ['@middy/http-cors', 'access-control-expose-headers'],
        ['@middy/http-security-headers', 'x-content-type-options'],
      ] as const) {
        for (const place of ['before', 'after'] as const) {
          const { request } = await chainWith(name, place, setup)
          await request()
          assert.equal(header in (await request()).headers, place === 'before', `${name} ${place}`)
        }
      }
    })

    test('http-cors before rateLimit answers preflights, which are not counted', async () => {
      const headers = { origin: 'https://shop.example', 'access-control-request-method': 'POST' }
      const preflight = buildHttpApiV2Event({ method: 'OPTIONS', headers })
      const statusCodes = async (place: Place) => {
        const { request } = await chainWith('@middy/http-cors', place, setup)
        return [(await request(preflight)).statusCode, (await request(preflight)).statusCode]
      }
      assert.deepEqual(await statusCodes('before'), [204, 204])
      assert.deepEqual(await statusCodes('after'), [204, 429])
    })

    test('http-error-handler after rateLimit: its responses have the rate-limit headers', async () => {
      for (const place of ['before', 'after'] as const) {
        const { request } = await chainWith('@middy/http-error-handler', place, setup, true)
        const { statusCode, headers } = await request()
        assert.equal(statusCode, 404)
        assert.equal('x-ratelimit-remaining' in headers, place === 'after', place)
      }
    })

    test('makeHandlerIdempotent before rateLimit replays old headers and counts no replay', async () => {
      const { request, published } = await chainWith('Powertools `makeHandlerIdempotent`', 'before', setup)
      const [first, second] = [await request(), await request()]
      assert.deepEqual([second.statusCode, second.headers], [200, first.headers])
      assert.equal(await published(), 1)
    })

    test('error-logger gets a denial', async () => {
      const { request, logged } = await chainWith('@middy/error-logger', 'before', setup)
      await request()
      await request()
      assert.deepEqual(
        logged.map((error) => (error as Error).name),
        ['RateLimitExceededError'],
      )
    })
  })
}

for (const setup of ['Middy 6', 'Middy 7'] as const) {
  test(`warmup before rateLimit answers a warm-up; after it, the warm-up fails: ${setup}`, async () => {
    const event = { source: 'serverless-plugin-warmup' }
    const first = await chainWith('@middy/warmup', 'before', setup)
    assert.equal(await first.send(event), 'warmup')
    const late = await chainWith('@middy/warmup', 'after', setup)
    await assert.rejects(late.send(event), { code: 'rate_limiter.identity_missing' })
  })

  test(`http-error-handler before rateLimit turns an error of SQS into a result: ${setup}`, async () => {
    const event = buildSqsEvent({ records: [{ body: 'x' }] })
    for (const place of ['before', 'after'] as const) {
      const { send } = await chainWith('@middy/http-error-handler', place, setup)
      const outcome = send(event)
      if (place === 'before') assert.equal(((await outcome) as { statusCode: number }).statusCode, 500)
      else await assert.rejects(outcome, { code: 'rate_limiter.identity_missing' })
    }
  })
}
