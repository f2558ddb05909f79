import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { test } from 'node:test'
import fc from 'fast-check'
import { buildDynamoDBStreamEvent } from './dynamodb-stream.ts'
import { buildKinesisEvent } from './kinesis.ts'
import { buildSqsEvent } from './sqs.ts'
import { md5OfMessageAttributes } from './sqs-checksums.ts'
import { streamImage } from './stream-image.ts'

const text = fc.string({ unit: 'grapheme' })

test('law: Kinesis data comes back byte for byte, under sequence numbers that rise', () => {
  fc.assert(
    fc.property(fc.array(fc.oneof(text, fc.uint8Array()), { minLength: 1 }), (sent) => {
      const { Records } = buildKinesisEvent({ records: sent.map((data) => ({ data })) })
      assert.deepEqual(
        Records.map(({ kinesis }) => Buffer.from(kinesis.data, 'base64')),
        sent.map((data) => Buffer.from(data as string)),
      )
      const numbers = Records.map(({ kinesis }) => BigInt(kinesis.sequenceNumber))
      assert.ok(numbers.every((number, i) => i === 0 || number > (numbers[i - 1] ?? number)))
      assert.equal(new Set(Records.map(({ eventID }) => eventID)).size, sent.length)
    }),
  )
})

test('law: messages have the MD5 of their bodies, and identifiers of their own', () => {
  fc.assert(
    fc.property(fc.array(text, { minLength: 1 }), (bodies) => {
      const { Records } = buildSqsEvent({ records: bodies.map((body) => ({ body })) })
      for (const { body, md5OfBody } of Records)
        assert.equal(md5OfBody, createHash('md5').update(body).digest('hex'))
      assert.equal(new Set(Records.map(({ messageId }) => messageId)).size, bodies.length)
      assert.equal(new Set(Records.map(({ receiptHandle }) => receiptHandle)).size, bodies.length)
    }),
  )
})

test('law: the order in which attributes were written does not change their checksum', () => {
  fc.assert(
    fc.property(fc.dictionary(text, text), (attributes) => {
      const entries = Object.entries(attributes).map(
        ([name, stringValue]) => [name, { dataType: 'String', stringValue }] as const,
      )
      assert.equal(
        md5OfMessageAttributes(Object.fromEntries(entries)),
        md5OfMessageAttributes(Object.fromEntries(entries.toReversed())),
      )
    }),
  )
})

const attributeName = fc.stringMatching(/^[a-z][a-zA-Z0-9]{0,6}$/)
const plain = fc.letrec((tie) => ({
  value: fc.oneof(
    { maxDepth: 3 },
    text,
    fc.integer(),
    fc.boolean(),
    fc.constant(null),
    fc.uniqueArray(text, { minLength: 1 }).map((members) => new Set(members)),
    fc.array(tie('value'), { maxLength: 3 }),
    fc.dictionary(attributeName, tie('value'), { maxKeys: 3, noNullPrototype: true }),
  ),
})).value

/** The reverse of what the builder does, written independently of it. */
function unmarshalled(value: Record<string, unknown>): unknown {
  const [[type, content] = []] = Object.entries(value)
  if (type === 'N') return Number(content)
  if (type === 'NULL') return null
  if (type === 'L') return (content as Record<string, unknown>[]).map(unmarshalled)
  if (type === 'SS') return new Set(content as string[])
  if (type !== 'M') return content
  return Object.fromEntries(
    Object.entries(content as Record<string, Record<string, unknown>>).map(([k, v]) => [k, unmarshalled(v)]),
  )
}

test('law: a plain image comes back, and a marshalled one stays as it is', () => {
  fc.assert(
    fc.property(fc.dictionary(attributeName, plain, { maxKeys: 4 }), (rest) => {
      // An attribute that is plain beyond doubt.
      const item = { ...rest, PK: 'key' }
      const image = streamImage(item)
      assert.deepEqual(unmarshalled({ M: image }), item)
      assert.deepEqual(streamImage(image), image)
    }),
  )
})

test('the name of a change follows from its images, and its size from what the record holds', () => {
  const image = fc.option(fc.record({ PK: text, note: text }), { nil: undefined })
  fc.assert(
    fc.property(image, image, (oldImage, newImage) => {
      fc.pre(Boolean(oldImage ?? newImage))
      const [record] = buildDynamoDBStreamEvent({ records: [{ oldImage, newImage }] }).Records
      assert.equal(record?.eventName, oldImage ? (newImage ? 'MODIFY' : 'REMOVE') : 'INSERT')
      const sizeOf = ({ PK, note }: { PK: string; note: string }): number =>
        'PK'.length + Buffer.byteLength(PK) + 'note'.length + Buffer.byteLength(note)
      const key = 'PK'.length + Buffer.byteLength((newImage ?? oldImage)?.PK ?? '')
      const images = [oldImage, newImage].reduce((size, item) => size + (item ? sizeOf(item) : 0), 0)
      assert.equal(record?.dynamodb?.SizeBytes, key + images)
    }),
  )
})
