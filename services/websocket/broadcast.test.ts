import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { AppTheoryError } from '../../errors.ts'
import { broadcast } from './broadcast.ts'
import { ConnectionOrder } from './connection-order.ts'

const gone = new AppTheoryError('websocket.gone', 'gone')
const throttled = new AppTheoryError('websocket.throttled', 'throttled')

test('law: every target has exactly one outcome, once, however it comes out', async () => {
  const outcome = fc.constantFrom('sent', 'gone', 'failed')
  const targets = fc.array(fc.tuple(fc.string(), outcome), { maxLength: 40 })
  await fc.assert(
    fc.asyncProperty(targets, fc.integer({ min: 1, max: 50 }), async (pairs, concurrency) => {
      const outcomes = new Map(pairs)
      let calls = 0
      const send = async (connectionId: string) => {
        calls += 1
        await Promise.resolve()
        if (outcomes.get(connectionId) === 'gone') throw gone
        if (outcomes.get(connectionId) === 'failed') throw throttled
      }
      const told: string[] = []
      const onGone = (connectionId: string) => {
        told.push(connectionId)
        throw new Error('a hook that throws')
      }

      const result = await broadcast(
        pairs.map(([id]) => id),
        send,
        { concurrency, onGone },
      )

      const expected = (kind: string) => [...outcomes].filter(([, o]) => o === kind).map(([id]) => id)
      assert.deepEqual(result.sent.toSorted(), expected('sent').sort())
      assert.deepEqual(result.gone.toSorted(), expected('gone').sort())
      assert.deepEqual(told.sort(), result.gone.toSorted())
      assert.deepEqual(
        result.failed.map(({ connectionId }) => connectionId).sort(),
        expected('failed').sort(),
      )
      assert.equal(calls, outcomes.size)
    }),
  )
})

test('an error that would meet every connection is met once', async () => {
  let calls = 0
  const send = async () => {
    calls += 1
    throw new AppTheoryError('websocket.missing_credentials', 'none')
  }
  const { failed } = await broadcast(['a', 'b', 'c', 'd'], send, { concurrency: 2 })
  assert.deepEqual([failed.length, calls], [4, 2])
})

test('a wrong option is a TypeError that names it', async () => {
  await assert.rejects(
    broadcast([], async () => {}, { concurrency: 0 }),
    { name: 'TypeError', message: /concurrency/ },
  )
  await assert.rejects(
    broadcast([], async () => {}, { onGone: 5 as never }),
    { name: 'TypeError', message: /onGone/ },
  )
})

test('one ID is not taken for a list of its letters', async () => {
  const send = async (connectionId: string) => assert.fail(connectionId)
  await assert.rejects(broadcast('ann=', send), {
    name: 'TypeError',
    message: /connectionIds.*postToConnection/,
  })
})

test('actions of one connection run in order, past failures, and leave nothing behind', async () => {
  const order = new ConnectionOrder()
  const log: string[] = []
  const step =
    (name: string, fails = false) =>
    async () => {
      log.push(`${name} begins`)
      await Promise.resolve()
      log.push(`${name} ends`)
      if (fails) throw new Error(name)
    }
  const first = assert.rejects(order.run('a', step('a1', true)))
  await Promise.all([first, order.run('a', step('a2')), order.run('b', step('b1'))])
  assert.deepEqual(
    log.filter((entry) => entry.startsWith('a')),
    ['a1 begins', 'a1 ends', 'a2 begins', 'a2 ends'],
  )
  assert.ok(log.indexOf('b1 begins') < log.indexOf('a2 begins'))
  assert.equal(order.size, 0)
})
