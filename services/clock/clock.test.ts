import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ManualClock } from '../../testkit/manual-clock.ts'
import { systemClock, timersOf } from './clock.ts'
import { monotonic } from './monotonic.ts'

test('a monotonic view repeats the newest time until the clock has passed it again', () => {
  const clock = new ManualClock(1000)
  const view = monotonic(clock)
  assert.equal(view.now(), 1000)
  clock.set(400)
  assert.equal(view.now(), 1000)
  clock.set(1001)
  assert.equal(view.now(), 1001)
})

test('a clock with timers keeps its own, any other gets those of the machine', () => {
  const manual = new ManualClock(0)
  assert.equal(timersOf(manual), manual)
  assert.equal(timersOf({ now: () => 0 }), systemClock)
})

test('a timer of the machine fires once and can be cancelled', async () => {
  await new Promise<void>((resolve) => {
    const keepAlive = setInterval(() => {}, 1000)
    systemClock.schedule(0, () => assert.fail('was cancelled'))()
    systemClock.schedule(0, () => {
      clearInterval(keepAlive)
      resolve()
    })
  })
})
