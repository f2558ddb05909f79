import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { existsSync, globSync, readFileSync } from 'node:fs'
import { dirname, relative, resolve } from 'node:path'
import { describe, test } from 'node:test'

const root = resolve(import.meta.dirname, '../..')
const pages = globSync(['*.md', 'docs/**/*.md', 'fixtures/*.md', 'examples/**/*.md'], { cwd: root })

/** The names by which headings can be linked to, as GitHub makes them. */
function anchorsOf(path: string): ReadonlySet<string> {
  const prose = readFileSync(path, 'utf8').replaceAll(/^```.*?^```$/gms, '')
  const headings = [...prose.matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) => heading)
  return new Set(
    headings.map((heading) =>
      heading
        .toLowerCase()
        .replaceAll(/[^\p{L}\p{N} _-]/gu, '')
        .replaceAll(' ', '-'),
    ),
  )
}

/** What a page links to within the repository, as written. */
function localLinks(path: string): readonly string[] {
  const text = readFileSync(path, 'utf8').replaceAll(/^```.*?^```$/gms, '')
  const targets = text.matchAll(/\]\(([^)\s]+)\)|(?:src|href)="([^"]+)"/g)
  return [...targets]
    .map(([, markdown, html = '']) => markdown ?? html)
    .filter((target) => !/^[a-z]+:/.test(target))
}

/** The files of the package, as npm packs them. */
function packedFiles(): readonly string[] {
  const output = execFileSync('npm', ['pack', '--dry-run', '--json', '--ignore-scripts'], {
    cwd: root,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  const [{ files }] = JSON.parse(output)
  return files.map(({ path }: { path: string }) => path)
}

describe('links within the docs lead somewhere', () => {
  test('there are pages', () => assert.ok(pages.length > 5))

  for (const page of pages) {
    test(page, () => {
      const path = resolve(root, page)
      for (const target of localLinks(path)) {
        const [file = '', anchor] = target.split('#')
        const linked = file === '' ? path : resolve(dirname(path), file)
        assert.ok(existsSync(linked), `${target}: no such file`)
        if (anchor) assert.ok(anchorsOf(linked).has(anchor), `${target}: no such heading`)
      }
    })
  }
})

test('a page that is packed links only to what is packed', () => {
  const packed = packedFiles()
  const packedPages = packed.filter((file) => file.endsWith('.md'))
  assert.ok(packedPages.length > 5)
  const missing = packedPages.flatMap((page) =>
    localLinks(resolve(root, page))
      .map((target) => target.split('#')[0] ?? '')
      .filter((file) => file !== '')
      .map((file) => relative(root, resolve(root, dirname(page), file)))
      .filter((file) => !packed.includes(file))
      .map((file) => `${page}: ${file}`),
  )
  assert.deepEqual(missing, [])
})
