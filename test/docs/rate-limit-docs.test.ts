import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { test } from 'node:test'
import { leasePicture } from '../../scripts/lease-picture.ts'
import { strategyPictures } from '../../scripts/strategy-pictures.ts'

const docs = resolve(import.meta.dirname, '../../docs')

test('the pictures are what the limiter draws now (npm run docs:pictures)', async () => {
  for (const [name, svg] of Object.entries(await strategyPictures())) {
    assert.equal(readFileSync(resolve(docs, 'images', name), 'utf8'), svg, name)
  }
})

test('the picture of leases has the figures of the table (npm run docs:pictures)', () => {
  const page = readFileSync(resolve(docs, 'cost-and-scale.md'), 'utf8')
  assert.equal(readFileSync(resolve(docs, 'images/leases.svg'), 'utf8'), leasePicture(page))
})
