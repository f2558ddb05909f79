import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { test } from 'node:test'

const demo = resolve(import.meta.dirname, '../../examples/demo')
const page = readFileSync(resolve(demo, 'functions/page.html'), 'utf8')
const unescaped = (text: string): string =>
  text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&')
const figures = [...page.matchAll(/<figure class="lines" data-file="([^"]+)">.*?<pre>(.*?)<\/pre>/gs)]

test('each panel of the demo shows lines of code', () => {
  const panels = page.split(/<(?:section id|form class="card limit"|div slot="lead")/).slice(1)
  assert.equal(panels.length, 10)
  for (const panel of panels.filter((panel) => !panel.startsWith('="limits"')))
    assert.ok(panel.includes('class="lines"'), panel.slice(0, 80))
})

for (const [, file = '', lines = ''] of figures) {
  test(`the lines that the demo shows of ${file} are there`, () => {
    const source = readFileSync(resolve(demo, file), 'utf8')
    const shown = unescaped(lines).split('\n')
    assert.ok(shown.length <= 3)
    for (const line of shown) assert.ok(source.includes(line), line)
  })
}
