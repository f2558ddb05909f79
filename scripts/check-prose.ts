import { globSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { argv, exit, stdout } from 'node:process'
import { root } from './entry-points.ts'

// Counts what makes the docs hard to read: long sentences, long lines, and words of a private dialect. With
// --strict it fails where a page has such a word.
const MAX_WORDS = 30
const MAX_COLUMNS = 100
const dialect = /\b(?:is no|hears of|whom|whoever|befalls|that is none|anew|whosoever)\b/gi

const pages = globSync(['*.md', 'docs/**/*.md'], { cwd: root, exclude: ['docs/parity.md'] })
const sources = globSync('{*.ts,{middlewares,services,streaming,testkit}/**/*.ts}', {
  cwd: root,
  exclude: ['**/*.{test,helper,contract}.ts'],
})

interface Count {
  readonly where: string
  readonly sentences: number
  readonly lines: number
  readonly words: readonly string[]
}

const counts = [...pages.map(ofPage), ...sources.map(ofComments)].filter(
  ({ sentences, lines, words }) => sentences + lines + words.length > 0,
)
for (const { where, sentences, lines, words } of counts) {
  const found = words.length > 0 ? `, words: ${words.join(', ')}` : ''
  stdout.write(`${where}: ${sentences} long sentences, ${lines} long lines${found}\n`)
}
const total = (of: (count: Count) => number): number => counts.reduce((sum, count) => sum + of(count), 0)
const words = total((count) => count.words.length)
stdout.write(
  `In all ${total(({ sentences }) => sentences)} sentences of more than ${MAX_WORDS} words, ` +
    `${total(({ lines }) => lines)} lines of more than ${MAX_COLUMNS} columns, ${words} words of dialect\n`,
)
if (argv.includes('--strict') && words > 0) exit(1)

/** Tables, code and links have lines as long as they need. */
function ofPage(page: string): Count {
  const text = readFileSync(resolve(root, page), 'utf8').replaceAll(/^```[\s\S]*?^```$/gm, '')
  const lines = text.split('\n').filter((line) => !/^\||^ {4}|\S{60}/.test(line))
  return { where: page, ...countOf(lines.join('\n')), lines: lines.filter(isLong).length }
}

function ofComments(file: string): Count {
  const source = readFileSync(resolve(root, file), 'utf8')
  const comments = source.match(/\/\*\*[\s\S]*?\*\/|^\s*\/\/ .*$/gm) ?? []
  const marks = /^\s*(?:\/\*\*|\*\/|\*|\/\/)/gm
  const text = comments.map((comment) => comment.replaceAll(marks, '')).join('\n\n')
  return { where: file, ...countOf(text), lines: 0 }
}

function countOf(text: string): Pick<Count, 'sentences' | 'words'> {
  const paragraphs = text.replaceAll(/`[^`]*`/g, 'code').split(/\n\s*(?:\n|[-*|#]|\d+\.|@)/)
  const sentences = paragraphs.flatMap((paragraph) => paragraph.split(/[.!?](?:\s|$)/))
  const long = sentences.filter((sentence) => sentence.split(/\s+/).filter(Boolean).length > MAX_WORDS)
  return {
    sentences: long.length,
    words: (text.match(dialect) ?? []).map((word) => word.toLowerCase()),
  }
}

function isLong(line: string): boolean {
  return line.length > MAX_COLUMNS
}
