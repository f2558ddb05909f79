import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { FrameLimit } from './frame-limit.ts'

/** A masked frame, as a client sends it. */
function frame(length: number): Buffer {
  const mask = [1, 2, 3, 4]
  if (length < 126) return Buffer.concat([Buffer.from([0x81, 0x80 | length, ...mask]), Buffer.alloc(length)])
  if (length < 65_536) {
    return Buffer.concat([
      Buffer.from([0x81, 0xfe, length >> 8, length & 255, ...mask]),
      Buffer.alloc(length),
    ])
  }
  const size = Buffer.alloc(8)
  size.writeBigUInt64BE(BigInt(length))
  return Buffer.concat([Buffer.from([0x81, 0xff]), size, Buffer.from(mask), Buffer.alloc(length)])
}

test('law: a frame over the limit is found, and no other, however the bytes are cut', () => {
  const lengths = fc.array(fc.integer({ min: 0, max: 70_000 }), { maxLength: 6 })
  fc.assert(
    fc.property(lengths, fc.integer({ min: 1, max: 5000 }), (sizes, step) => {
      const bytes = Buffer.concat(sizes.map(frame))
      const limit = new FrameLimit(32_768)
      let exceeded = false
      for (let at = 0; at < bytes.length && !exceeded; at += step) {
        exceeded = limit.isExceededBy(bytes.subarray(at, at + step))
      }
      assert.equal(
        exceeded,
        sizes.some((size) => size > 32_768),
      )
    }),
  )
})
