import assert from 'node:assert/strict'
import { EventEmitter, once } from 'node:events'
import { resolve } from 'node:path'
import { after, before, test } from 'node:test'
import { type LambdaRuntime, startLambdaRuntime } from '../../../testkit/gateway/index.ts'
import { canMeasureMemory, readSlowly } from './resident-memory.ts'
import { expectations, type Way } from './ways.ts'

const messages = new EventEmitter()
let runtime: LambdaRuntime

before(async () => {
  runtime = await startLambdaRuntime({
    handlerFile: resolve(import.meta.dirname, 'functions.ts'),
    onMessage: (message) => messages.emit('message', message),
  })
})
after(() => runtime.close())

const ways = Object.keys(expectations) as Way[]
const lateWays = ways.filter((way) => /^late|limit|deadline|leaves/.test(way))
const otherWays = ways.filter((way) => !lateWays.includes(way))

test('1,000 invocations of one process, a third of which fail late, all end as expected', async () => {
  const pid = runtime.pid

  for (let index = 0; index < 1000; index++) {
    const late = index % 3 === 0
    const way =
      (late ? lateWays[(index / 3) % lateWays.length] : otherWays[index % otherWays.length]) ?? 'text'
    await check(way)
  }

  assert.equal(runtime.starts, 1)
  assert.equal(runtime.pid, pid)
})

async function check(way: Way): Promise<void> {
  const timeoutMs = way === 'at the deadline' ? 1200 : 10_000
  const leaveAfterBytes = way === 'reader that leaves' ? 1 : undefined
  const expected: { statusCode: number; outcome: string; text: string | RegExp; code?: string } =
    expectations[way]

  const { outcome, statusCode, text, streamErrorCode } = await runtime.invokeStreaming(
    { way },
    { timeoutMs, leaveAfterBytes },
  )

  assert.deepEqual(
    { way, outcome, statusCode, code: streamErrorCode },
    { way, outcome: expected.outcome, statusCode: expected.statusCode, code: expected.code },
  )
  if (expected.text instanceof RegExp) assert.match(text, expected.text)
  else assert.equal(text, expected.text)
}

test('the source is closed within 100 ms of a reader that leaves', async (t) => {
  const delays: number[] = []
  for (let round = 0; round < 20; round++) {
    const closed = once(messages, 'message')
    let leftAt = 0
    await runtime.invokeStreaming(
      { way: 'reader that leaves' },
      {
        leaveAfterBytes: 3000,
        onChunk: () => {
          leftAt = performance.timeOrigin + performance.now()
        },
      },
    )
    const [{ closedAt }] = await closed
    delays.push(closedAt - leftAt)
  }

  const sorted = delays.sort((one, other) => one - other).map((delay) => delay.toFixed(1))
  t.diagnostic(`closed after ${sorted.at(10)} ms, after ${sorted.at(-1)} ms at most`)
  // The median, because a busy machine may stop any of the processes for longer.
  assert.ok(Number(sorted.at(10)) < 100, `took ${sorted.join(', ')} ms`)
})

// What fresh buffers need is for V8 to say, which collects their memory when it likes: see `npm run bench`.
for (const kind of ['one buffer', 'strings'] as const) {
  test(`memory stays flat while a slow reader reads ${kind}`, { skip: !canMeasureMemory }, async (t) => {
    const fresh = await startLambdaRuntime({
      handlerFile: resolve(import.meta.dirname, 'functions.ts'),
    })
    t.after(fresh.close)

    const memory = await readSlowly(fresh, {
      event: { way: 'megabytes', megabytes: 64, kind },
      megabytesPerSecond: 48,
      timeoutMs: 20_000,
    })

    assert.equal(memory.bytes, 64 * 1024 * 1024)
    assert.ok(memory.peakMb - memory.idleMb <= 32, JSON.stringify(memory))
  })
}
