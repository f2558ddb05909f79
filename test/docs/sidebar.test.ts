import assert from 'node:assert/strict'
import { existsSync, globSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { test } from 'node:test'

const root = resolve(import.meta.dirname, '../..')
const config = readFileSync(resolve(root, 'scripts/docs/vitepress.config.ts'), 'utf8')
const links = [...config.matchAll(/link: '(\/[^']*)'/g)].map(([, link = '']) => link)
const pages = globSync('docs/*.md', { cwd: root }).map((page) => page.replace(/(?:index)?\.md$/, ''))
const examples = globSync('examples/*/README.md', { cwd: root }).map((page) => page.split('/')[1] ?? '')

test('the sidebar of the site has each page and each example', () => {
  for (const page of pages) assert.ok(links.includes(`/${page}`), page)
  for (const example of examples) assert.ok(config.includes(`'${example}',`), example)
})

test('each entry of the sidebar is a page', () => {
  for (const link of links) {
    if (link === '/' || link.startsWith('/reference')) continue
    const page = resolve(root, `.${link.endsWith('/') ? `${link}index` : link}.md`)
    assert.ok(existsSync(page), link)
  }
})

test('docs/index.md and llms.txt list each page', () => {
  const index = readFileSync(resolve(root, 'docs/index.md'), 'utf8')
  const forModels = readFileSync(resolve(root, 'llms.txt'), 'utf8')
  for (const page of pages.filter((page) => page !== 'docs/')) {
    assert.ok(index.includes(`(${page.replace('docs/', '')}.md)`), `docs/index.md: ${page}`)
    assert.ok(forModels.includes(`(${page}.md)`), `llms.txt: ${page}`)
  }
})
