import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { execPath } from 'node:process'
import { test } from 'node:test'
import { ManualClock } from '../../testkit/manual-clock.ts'
import { sleep } from './sleep.ts'

test('sleep follows the clock', async () => {
  const clock = new ManualClock()
  let woken = false
  const sleeping = sleep(clock, 100).then(() => {
    woken = true
  })
  await clock.advanceAsync(99)
  assert.equal(woken, false)
  await clock.advanceAsync(1)
  await sleeping
  assert.equal(woken, true)
})

test('sleep keeps the process alive, though nothing else does', () => {
  const script = `
    import { systemClock } from './clock.ts'
    import { sleep } from './sleep.ts'
    await sleep(systemClock, 20)
    console.log('awake')`
  assert.equal(outputOf(script), 'awake\n')
})

test('a sleep that ends leaves the process alive for another, and the last one lets it end', () => {
  const script = `
    import { systemClock } from './clock.ts'
    import { sleep } from './sleep.ts'
    const longer = sleep(systemClock, 40)
    await sleep(systemClock, 20)
    console.log('first')
    await longer
    await sleep(systemClock, 1)
    console.log('last')`
  assert.equal(outputOf(script), 'first\nlast\n')
})

/** What a process of its own prints, which ends when nothing keeps it alive. */
function outputOf(script: string): string {
  return execFileSync(execPath, ['--import', 'tsx', '--input-type=module', '--eval', script], {
    cwd: import.meta.dirname,
    encoding: 'utf8',
  })
}
