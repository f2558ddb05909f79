import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { isAppTheoryError } from '../../../errors.ts'
import type { EventInput } from '../event/event.ts'
import { codeIs, type MakeScene, rejectionOf, start } from './scene.contract.ts'

const thrower = (name: string) => (event: EventInput) =>
  Object.defineProperty({ ...event }, name, {
    enumerable: true,
    get() {
      throw new RangeError('a getter that throws')
    },
  })

/** Events that cannot be read. */
const brokenEvents: Readonly<Record<string, (event: EventInput) => EventInput>> = {
  'a payload whose getter throws': thrower('payload'),
  'a tenant whose getter throws': thrower('tenantId'),
  'an ID whose getter throws': thrower('id'),
  'tags whose getter throws': thrower('tags'),
  'a payload whose toJSON throws nothing useful': (event) => ({
    ...event,
    payload: {
      toJSON() {
        throw undefined
      },
    },
  }),
  'a proxy that throws': (event) =>
    new Proxy(event, {
      get() {
        throw new Error('no')
      },
    }),
  'a payload whose toJSON throws an object without a prototype': (event) => ({
    ...event,
    payload: {
      toJSON() {
        throw Object.create(null)
      },
    },
  }),
  'a getter that throws a proxy that throws': (event) =>
    Object.defineProperty({ ...event }, 'tenantId', {
      get() {
        const no = () => {
          throw new Error('no')
        }
        throw new Proxy(new Error('yes'), { get: no, has: no, getPrototypeOf: no })
      },
    }),
  'a revoked proxy': () => {
    const { proxy, revoke } = Proxy.revocable({} as EventInput, {})
    revoke()
    return proxy
  },
  'tags with a getter that throws': (event) => ({ ...event, tags: thrower('0')(event) as never }),
  'metadata with a getter that throws': (event) => ({ ...event, metadata: thrower('a')(event) as never }),
}

/** What is refused before anything is stored. */
export function badInputContract(adapter: string, scene: MakeScene): void {
  describe(`${adapter}: bad input`, () => {
    const cycle: Record<string, unknown> = {}
    cycle['self'] = cycle
    const bad: Readonly<Record<string, unknown>> = {
      'a blank tenant': { tenantId: ' \t' },
      'a tenant with #': { tenantId: 'a#b' },
      'no tenant': { tenantId: undefined },
      'a tenant of 1001 bytes': { tenantId: 'é'.repeat(501) },
      'a blank type': { eventType: '' },
      'the type *': { eventType: ' * ' },
      'a type and tenant of more than 2048 bytes': { eventType: 'x'.repeat(2048) },
      'half of a surrogate pair': { eventType: 'a\ud800' },
      'no payload': { payload: undefined },
      'a function as payload': { payload: () => 1 },
      'a circular payload': { payload: cycle },
      'a BigInt payload': { payload: { n: 1n } },
      '__proto__ in the payload': { payload: JSON.parse('{"a":[{"__proto__":{"admin":true}}]}') },
      'constructor.prototype in the payload': { payload: { constructor: { prototype: { admin: true } } } },
      '__proto__ in metadata': { metadata: JSON.parse('{"__proto__":"x"}') },
      'constructor in metadata': { metadata: { constructor: 'x' } },
      'an empty name in metadata': { metadata: { '': 'x' } },
      'a number in metadata': { metadata: { a: 1 } },
      'metadata that is a list': { metadata: ['a'] },
      'an invalid publishedAt': { publishedAt: new Date('x') },
      'a publishedAt that is not a Date': { publishedAt: start },
      'a publishedAt before 1970': { publishedAt: new Date(-1) },
      'a publishedAt after 2262': { publishedAt: new Date('2262-04-12') },
      'an invalid createdAt': { createdAt: new Date(Number.NaN) },
      'an invalid expiresAt': { expiresAt: new Date(Number.NaN) },
      '10,000 tags': { tags: Array.from({ length: 10_000 }, (_, i) => `tag-${i}`) },
      'a tag that is a number': { tags: [1] },
      'tags that are a text': { tags: 'a,b' },
      'an invalid version': { version: 1.5 },
      'an ID of 1001 bytes': { id: 'x'.repeat(1001) },
      'an ID that is a number': { id: 5 },
    }
    for (const [title, parts] of Object.entries(bad)) {
      test(`${title} is refused, and nothing is stored`, async () => {
        const { bus, input, idsOf, metrics } = scene()
        const event = { ...input(), ...(parts as object) }
        await assert.rejects(bus.publish(event as never), codeIs('event_bus.invalid_event'))
        const [result] = await bus.publishMany([event as never])
        assert.equal(result?.error?.code, 'event_bus.invalid_event')
        assert.deepEqual(metrics, [])
        assert.deepEqual(await idsOf(), [])
      })
    }

    for (const version of [0, 1, 10, 11, 100, 101, 110, 1000, 1100, 1010, 12_345, Number.MAX_SAFE_INTEGER]) {
      test(`version ${version}: an event is stored at the largest size, and not above it`, async () => {
        await assertLargestSize({ version })
      })
    }

    for (const seconds of [1, 10, 110, 1100, 1_772_359_210, 1_772_360_000, 2_000_000_000]) {
      test(`expiry after ${seconds} s: an event is stored at the largest size`, async () => {
        await assertLargestSize({ expiresAt: new Date(Date.parse(start) + seconds * 1000) })
      })
    }

    const assertLargestSize = async (own: Partial<EventInput>): Promise<void> => {
      const { bus, tenantId, input, idsOf } = scene()
      const parts = {
        id: 'a',
        publishedAt: new Date(start),
        tags: ['t'],
        metadata: { k: 'v' },
        correlationId: 'c',
        ...own,
      }
      const error = await rejectionOf(bus.publish(input({ ...parts, payload: 'x'.repeat(500_000) })))
      assert.ok(isAppTheoryError(error, 'event_bus.event_too_large'))
      const { bytes, maxBytes } = (error.cause as { data: { bytes: number; maxBytes: number } }).data
      assert.equal(maxBytes, 409_600)
      const largest = 500_000 - (bytes - maxBytes)

      const tooLarge = bus.publish(input({ ...parts, payload: 'x'.repeat(largest + 1) }))
      await assert.rejects(tooLarge, codeIs('event_bus.event_too_large'))
      assert.deepEqual(await idsOf(), [])
      await bus.publish(input({ ...parts, payload: 'x'.repeat(largest) }))
      assert.equal(((await bus.getEvent(`${tenantId}.a`)).payload as string).length, largest)
    }

    for (const [title, broken] of Object.entries(brokenEvents)) {
      test(`${title} fails its event alone`, async () => {
        const { bus, input, idsOf } = scene({ onConflict: 'error' })
        const [own] = await bus.publishMany([input({ id: 'a' }), broken(input()), input({ id: 'b' })])
        assert.equal(own?.error, undefined)
        const results = await bus.publishMany([broken(input()), input({ id: 'c' })])
        assert.deepEqual(
          results.map(({ error }) => error?.code),
          ['event_bus.invalid_event', undefined],
        )
        assert.deepEqual((await idsOf()).toSorted(), ['a', 'b', 'c'])
        await assert.rejects(bus.publish(broken(input())), codeIs('event_bus.invalid_event'))
      })
    }

    for (const depth of [100, 2500]) {
      test(`two events with a payload nested ${depth} deep are compared`, async () => {
        const { bus, input } = scene({ onConflict: 'error' })
        const nested = (leaf: number) => JSON.parse(`${'['.repeat(depth)}${leaf}${']'.repeat(depth)}`)
        const event = (leaf: number, member: object = {}) =>
          input({ id: 'a', publishedAt: new Date(start), payload: { nested: nested(leaf), ...member } })
        const results = await bus.publishMany([event(1), event(1), event(2), event(1, { more: 1 })])
        assert.deepEqual(
          results.map(({ deduplicated, error }) => error?.code ?? deduplicated),
          [false, true, 'event_bus.conflict', 'event_bus.conflict'],
        )
        const reordered = { ...event(1), payload: { nested: nested(1) } }
        assert.equal((await bus.publish(reordered)).deduplicated, true)
      })
    }

    test('something that is not an event at all is refused', async () => {
      const { bus } = scene()
      for (const event of [null, undefined, 'event', 5] as never[]) {
        await assert.rejects(bus.publish(event), codeIs('event_bus.invalid_event'))
      }
    })
  })
}
