import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parseBase64 } from './attribute-wire.ts'

test('base64 with bits beyond its last byte is refused, and no other', () => {
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'
  const refused = {
    name: 'SerializationException',
    message: 'Invalid last non-pad Base64 character dectected',
  }
  for (const last of alphabet) {
    for (const text of [`AAA${last}`, `AA${last}=`, `A${last}==`, `////${last}A==`, `////A${last}==`]) {
      const isCanonical = Buffer.from(text, 'base64').toString('base64') === text
      if (isCanonical) assert.equal(parseBase64(text), text)
      else assert.throws(() => parseBase64(text), refused, text)
    }
  }
})
