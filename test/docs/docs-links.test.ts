import assert from 'node:assert/strict'
import { existsSync, globSync, readFileSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
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

describe('links within the docs lead somewhere', () => {
  test('there are pages', () => assert.ok(pages.length > 5))

  for (const page of pages) {
    test(page, () => {
      const path = resolve(root, page)
      const text = readFileSync(path, 'utf8').replaceAll(/^```.*?^```$/gms, '')
      const targets = [...text.matchAll(/\]\(([^)\s]+)\)/g)].map(([, target = '']) => target)
      for (const target of targets.filter((one) => !/^[a-z]+:/.test(one))) {
        const [file = '', anchor] = target.split('#')
        const linked = file === '' ? path : resolve(dirname(path), file)
        assert.ok(existsSync(linked), `${target}: no such file`)
        if (anchor) assert.ok(anchorsOf(linked).has(anchor), `${target}: no such heading`)
      }
    })
  }
})
