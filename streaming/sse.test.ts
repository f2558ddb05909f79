import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createParser, type EventSourceMessage } from 'eventsource-parser'
import fc from 'fast-check'
import { buildFunctionUrlEvent, createTestEnv, ManualClock } from '../testkit/index.ts'
import { type SseEvent, type SseOptions, sse, streamifyResponse } from './index.ts'

const oneLine = fc.string({ unit: 'binary', maxLength: 20 }).filter((text) => !/[\r\n\0]/.test(text))
const anyEvent = fc.record(
  {
    data: fc.string({ unit: 'binary', maxLength: 60 }),
    event: oneLine,
    id: oneLine,
    retry: fc.nat(),
  },
  { requiredKeys: ['data'] },
)

async function streamed(
  events: AsyncIterable<SseEvent> | Iterable<SseEvent>,
  options?: SseOptions,
): Promise<string> {
  const env = createTestEnv()
  const handler = streamifyResponse(async () => sse(events, options))
  const { outcome, text } = await env.invokeStreaming(handler, buildFunctionUrlEvent())
  assert.equal(outcome, 'completed')
  return text
}

/** What an independent parser reads, fed in pieces of `size` characters. */
function parsed(
  text: string,
  size: number,
): { events: EventSourceMessage[]; comments: string[]; retries: number[] } {
  const read = { events: [] as EventSourceMessage[], comments: [] as string[], retries: [] as number[] }
  const parser = createParser({
    onEvent: (event) => read.events.push(event),
    onComment: (comment) => read.comments.push(comment),
    onRetry: (retry) => read.retries.push(retry),
    onError: (error) => assert.fail(error),
  })
  for (let start = 0; start < text.length; start += size) parser.feed(text.slice(start, start + size))
  return read
}

test('an independent parser reads every stream of events back', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(anyEvent, { maxLength: 8 }),
      fc.integer({ min: 1, max: 64 }),
      async (events, size) => {
        const read = parsed(await streamed(events), size)

        assert.deepEqual(
          read.events.map(({ data, event, id }) => ({ data, event, id })),
          events.map(({ data, event, id }) => ({
            data: data.replace(/\r\n|\r/g, '\n'),
            event: event?.trim() || undefined,
            id: id?.trim() || undefined,
          })),
        )
        assert.deepEqual(
          read.retries,
          events.flatMap(({ retry }) => (retry === undefined ? [] : [retry])),
        )
      },
    ),
  )
})

test('data that is neither text nor bytes is JSON', async () => {
  const { events } = parsed(
    await streamed([{ data: { list: [1, 'a\nb'] } }, { data: 5 }, { data: false }]),
    10,
  )

  assert.deepEqual(
    events.map(({ data }) => JSON.parse(data)),
    [{ list: [1, 'a\nb'] }, 5, false],
  )
})

test('an event has its fields in one order, and always data: browsers drop events without any', async () => {
  const events = [
    { data: 'x', retry: 5, event: ' note ', id: '  7 ' },
    { event: 'empty' },
    { data: undefined },
    { data: null },
    { data: '', id: ' ', event: '' },
    { data: Buffer.from('zw\u00f6lf\nBoxk\u00e4mpfer') },
  ]

  const text = await streamed(events)

  assert.equal(
    text,
    'id: 7\nevent: note\nretry: 5\ndata: x\n\nevent: empty\ndata: \n\ndata: \n\ndata: \n\ndata: \n\n' +
      'data: zw\u00f6lf\ndata: Boxk\u00e4mpfer\n\n',
  )
  assert.equal(parsed(text, 7).events.length, events.length)
})

test('heartbeats go out only while nothing else does', async () => {
  const clock = new ManualClock()
  const gates = [Promise.withResolvers<SseEvent>(), Promise.withResolvers<SseEvent>()]
  async function* events(): AsyncGenerator<SseEvent> {
    for (const { promise } of gates) yield await promise
  }
  const body = sse(events(), { heartbeatMs: 1000, retryMs: 500, clock }).body[Symbol.asyncIterator]()
  const read: unknown[] = []
  const reading = (async () => {
    for (let next = await body.next(); !next.done; next = await body.next()) read.push(next.value)
  })()

  await clock.advanceAsync(2500)
  gates[0]?.resolve({ data: 'a' })
  await clock.advanceAsync(999)
  assert.deepEqual(read, ['retry: 500\n\n:\n\n', ':\n\n', 'data: a\n\n'])

  await clock.advanceAsync(1)
  gates[1]?.resolve({ data: 'b' })
  await clock.advanceAsync(0)
  await reading

  assert.deepEqual(read.slice(3), [':\n\n', 'data: b\n\n'])
  assert.equal(clock.pendingTimers, 0)
})

test('an idle stream whose reader leaves stops its heartbeats and its events', async () => {
  const env = createTestEnv()
  let closed = false
  const events: AsyncIterable<SseEvent> = {
    [Symbol.asyncIterator]: () => ({
      next: () => new Promise(() => {}),
      return: async () => {
        closed = true
        return { done: true, value: undefined }
      },
    }),
  }
  const handler = streamifyResponse(async () => sse(events, { heartbeatMs: 1000, clock: env.clock }), {
    clock: env.clock,
  })

  const running = env.invokeStreaming(handler, buildFunctionUrlEvent(), {
    leaveAfterBytes: 1,
    timeoutMs: 60_000,
  })
  await env.clock.advanceAsync(1000)
  const { outcome, text } = await running

  assert.deepEqual([outcome, text, closed], ['late_error', ':\n\n', true])
  assert.equal(env.clock.pendingTimers, 0)
})

test('events that cannot be framed are refused', async () => {
  const odd: readonly unknown[] = [
    { data: 'a', event: 'x\ny' },
    { data: 'a', id: 'x\ry' },
    { data: 'a', id: 'x\0y' },
    { data: 'a', event: 5 },
    { data: 'a', retry: -1 },
    { data: 'a', retry: 1.5 },
    { data: () => {} },
    'text',
    null,
  ]
  for (const event of odd) {
    const body = sse([event] as never).body[Symbol.asyncIterator]()

    await assert.rejects(body.next(), { code: 'stream.invalid_event' })
  }
})

test('options are checked where the response is made', () => {
  const wrong: readonly [object, RegExp][] = [
    [{ heartbeatMs: 0 }, /heartbeatMs/],
    [{ heartbeatMs: '5' }, /heartbeatMs/],
    [{ retryMs: -1 }, /retryMs/],
    [{ retryMS: 1 }, /unknown option 'retryMS'/],
    // Node's timers would fire after 1 ms, again and again.
    [{ heartbeatMs: 2 ** 31 }, /option 'heartbeatMs' must be a number of milliseconds from 1 to 2147483647/],
    [{ clock: null }, /option 'clock' must be an object with the method now/],
    [{ clock: 5 }, /option 'clock' must be an object with the method now/],
    [null as never, /options must be an object/],
  ]
  for (const [options, message] of wrong) {
    assert.throws(() => sse([], options as never), { name: 'TypeError', message })
  }
})
