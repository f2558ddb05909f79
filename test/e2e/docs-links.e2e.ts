import assert from 'node:assert/strict'
import { globSync, readFileSync } from 'node:fs'
import { posix, resolve } from 'node:path'
import { before, test } from 'node:test'

const site = resolve(import.meta.dirname, '../../.cache/docs/site')
/** What can be linked to on each page, by its path. */
const anchors = new Map<string, ReadonlySet<string>>()

before(() => {
  for (const page of globSync('**/*.html', { cwd: site })) {
    const ids = readPage(page).matchAll(/ id="([^"]+)"/g)
    anchors.set(page, new Set([...ids].map(([, id = '']) => id)))
  }
})

test('each link between pages of the site leads to a page and a heading that exist', () => {
  assert.ok(anchors.size > 20, 'npm run docs builds the site')
  const dead = [...anchors.keys()].flatMap((page) =>
    linksOf(page)
      .filter((link) => !leadsSomewhere(page, link))
      .map((link) => `${page}: ${link}`),
  )
  assert.deepEqual(dead, [])
})

function linksOf(page: string): readonly string[] {
  const [content = ''] = /<main[\s\S]*<\/main>/.exec(readPage(page)) ?? []
  return [...content.matchAll(/ href="([^"]+)"/g)]
    .map(([, link = '']) => link)
    .filter((link) => !/^[a-z]+:/.test(link) && /^[^#]*\.html|^#/.test(link))
}

function leadsSomewhere(page: string, link: string): boolean {
  const [path = '', anchor] = link.split('#')
  const absolute = path.startsWith('/') ? path.slice(1) : posix.join(posix.dirname(page), path)
  const found = anchors.get(path === '' ? page : absolute)
  return found !== undefined && (!anchor || found.has(decodeURIComponent(anchor)))
}

function readPage(page: string): string {
  return readFileSync(resolve(site, page), 'utf8')
}
