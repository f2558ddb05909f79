import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ManualClock } from './manual-clock.ts'

test('stands still until it is advanced', () => {
  const clock = new ManualClock('2026-03-01T10:00:00Z')
  assert.equal(clock.now(), Date.UTC(2026, 2, 1, 10))
  clock.advance(1500.5)
  assert.equal(clock.now(), Date.UTC(2026, 2, 1, 10) + 1500.5)
})

test('fires timers in the order in which they fall due, each at its own moment', () => {
  const clock = new ManualClock(0)
  const fired: [string, number][] = []
  clock.schedule(30, () => fired.push(['late', clock.now()]))
  clock.schedule(10, () => {
    fired.push(['early', clock.now()])
    clock.schedule(5, () => fired.push(['nested', clock.now()]))
  })
  clock.advance(29)
  assert.deepEqual(fired, [
    ['early', 10],
    ['nested', 15],
  ])
  clock.advance(1)
  assert.deepEqual(fired.at(-1), ['late', 30])
  assert.equal(clock.pendingTimers, 0)
})

test('a cancelled timer does not fire', () => {
  const clock = new ManualClock(0)
  const cancel = clock.schedule(10, () => assert.fail('fired'))
  cancel()
  clock.advance(20)
})

test('set corrects the time and fires nothing', () => {
  const clock = new ManualClock(1000)
  clock.schedule(10, () => assert.fail('fired'))
  clock.set(500)
  assert.equal(clock.now(), 500)
})

test('time that passes while it is moved is not taken back', async () => {
  const clock = new ManualClock(0)
  clock.schedule(10, () => clock.advance(1000))
  clock.advance(100)
  assert.equal(clock.now(), 1010)

  clock.schedule(10, () => queueMicrotask(() => clock.advance(1000)))
  await clock.advanceAsync(100)
  assert.equal(clock.now(), 2020)
})

test('advanceAsync lets what a timer resolves run before the next timer', async () => {
  const clock = new ManualClock(0)
  const seen: number[] = []
  const first = new Promise<void>((resolve) => clock.schedule(10, resolve))
  const chained = first.then(() => clock.schedule(10, () => seen.push(clock.now())))
  await clock.advanceAsync(30)
  await chained
  assert.deepEqual(seen, [20])
})

test('refuses what is not a time', () => {
  assert.throws(() => new ManualClock('yesterday'), TypeError)
  assert.throws(() => new ManualClock(0).advance(-1), TypeError)
  assert.throws(() => new ManualClock(0).advance(Number.NaN), TypeError)
})

test('one large step has the result of many small ones, whatever turns the code takes', async () => {
  const times: number[][] = []
  for (const step of [1, 7, 1000]) {
    const clock = new ManualClock(0)
    const seen: number[] = []
    const work = async (): Promise<void> => {
      for (const turns of [0, 1, 3, 20]) {
        await new Promise<void>((resolve) => clock.schedule(100, resolve))
        for (let turn = 0; turn < turns; turn++) await new Promise(setImmediate)
        seen.push(clock.now())
      }
    }
    const working = work()
    for (let at = 0; at < 1000; at += step) await clock.advanceAsync(step)
    await working
    times.push(seen)
  }
  assert.deepEqual(times, [
    [100, 200, 300, 400],
    [100, 200, 300, 400],
    [100, 200, 300, 400],
  ])
})

test('code that polls turn after turn does not keep time from moving', async () => {
  const clock = new ManualClock(0)
  let polling = true
  const poll = (): void => {
    if (polling) setImmediate(poll)
  }
  poll()
  await clock.advanceAsync(10)
  polling = false
  assert.equal(clock.now(), 10)
})
