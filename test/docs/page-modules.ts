import assert from 'node:assert/strict'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { resolve } from 'node:path'

const root = resolve(import.meta.dirname, '../..')

/** The module that a page shows behind the comment `<!-- name -->`, as a user would import it. */
export async function moduleOfPage<T>(page: string, name: string): Promise<T> {
  const text = readFileSync(resolve(root, `docs/${page}.md`), 'utf8')
  const [, code] = new RegExp(`<!-- ${name} -->\n+\`\`\`ts\n(.*?)^\`\`\``, 'ms').exec(text) ?? []
  // Inside the project, so that it imports the package by its own name.
  const folder = resolve(root, '.cache/docs-modules')
  mkdirSync(folder, { recursive: true })
  const file = resolve(folder, `${page}-${name.replace(/.*:/, '')}.ts`)
  writeFileSync(file, code ?? assert.fail(`docs/${page}.md has no block ${name}`))
  return import(file)
}
