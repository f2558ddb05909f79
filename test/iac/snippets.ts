import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'

const docs = resolve(import.meta.dirname, '../../docs')

/** The block of a page that follows the comment `<!-- iac:name -->`. */
export function snippet(page: string, name: string): string {
  const text = readFileSync(resolve(docs, `${page}.md`), 'utf8')
  const [, code] = new RegExp(`<!-- iac:${name} -->\n+\`\`\`\\w+\n(.*?)\`\`\``, 's').exec(text) ?? []
  return code ?? assert.fail(`docs/${page}.md has no block iac:${name}`)
}
