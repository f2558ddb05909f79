import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ManualClock } from '../manual-clock.ts'
import { connectQueue } from './connect-queue.ts'
import { FakeQueue } from './fake-queue.ts'
import { consumer } from './queue-consumer.helper.ts'

test('a dead letter names where it came from, and goes back as new', async () => {
  const clock = new ManualClock()
  const dead = new FakeQueue({ name: 'dead', clock })
  const queue = new FakeQueue({ name: 'orders', clock, deadLetterQueue: dead, maxReceiveCount: 1 })
  const letter = queue.send('a')
  const { handler, batches } = consumer((_, call) => call === 1)
  const mapping = connectQueue(queue, { handler })
  const [delivery] = await mapping.drain()
  assert.deepEqual([delivery?.status, delivery?.redelivered], ['failed', [letter.messageId]])
  assert.deepEqual(
    dead.messages.map(({ messageId, deadLetterQueueSourceArn }) => [messageId, deadLetterQueueSourceArn]),
    [[letter.messageId, queue.arn]],
  )
  assert.equal(dead.redrive(queue), 1)
  assert.deepEqual(dead.messages, [])
  const [again] = await mapping.drain()
  assert.equal(again?.event.Records[0]?.attributes.ApproximateReceiveCount, '1')
  assert.notEqual(again?.event.Records[0]?.messageId, letter.messageId)
  assert.deepEqual(batches, ['a', 'a'])
})

// setting-up-dead-letter-queue-retention
for (const [name, ageMs] of [
  ['orders', 60_000],
  ['orders.fifo', 0],
] as const) {
  test(`in the dead-letter queue of ${name}, a message is ${ageMs} ms old`, async () => {
    const clock = new ManualClock()
    const isFifo = name.endsWith('.fifo')
    const dead = new FakeQueue({ name: isFifo ? 'dead.fifo' : 'dead', clock })
    const queue = new FakeQueue({ name, clock, deadLetterQueue: dead, maxReceiveCount: 2 })
    queue.send('a', isFifo ? { groupId: 'g', deduplicationId: '1' } : {})
    await connectQueue(queue, { handler: consumer(() => true).handler }).drain()
    const [letter] = dead.messages
    assert.equal(clock.now() - (letter?.sentAt ?? 0), ageMs)
    dead.redrive(queue)
    const [again] = queue.messages
    assert.equal(again?.sentAt, clock.now())
    assert.equal(again?.sequenceNumber !== letter?.sequenceNumber, isFifo)
  })
}
