import { globSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { exit, stdout } from 'node:process'
import { root } from './entry-points.ts'
import { faultsOfComments, faultsOfPage, MAX_COLUMNS, MAX_WORDS, type ProseFaults } from './prose.ts'

// Fails on what makes the docs and the comments hard to read, and names each place.
const pages = globSync(['*.md', 'docs/**/*.md', 'fixtures/*.md', 'examples/**/*.md'], {
  cwd: root,
  exclude: ['**/node_modules/**'],
})
const sources = globSync('{*.ts,{middlewares,services,streaming,testkit}/**/*.ts}', {
  cwd: root,
  exclude: ['**/*.{test,helper,contract}.ts'],
})

const found = [...pages.map(faultsIn(faultsOfPage)), ...sources.map(faultsIn(faultsOfComments))]
const total = (of: keyof ProseFaults): number => found.reduce((sum, faults) => sum + faults[of].length, 0)
const [sentences, lines, words] = [total('sentences'), total('lines'), total('words')]
stdout.write(
  `In all ${sentences} sentences of more than ${MAX_WORDS} words, ${lines} lines of more than ` +
    `${MAX_COLUMNS} columns, ${words} words of dialect, in ${pages.length} pages and the comments of ` +
    `${sources.length} sources\n`,
)
if (sentences + lines + words > 0) exit(1)

function faultsIn(count: (text: string) => ProseFaults): (file: string) => ProseFaults {
  return (file) => {
    const faults = count(readFileSync(resolve(root, file), 'utf8'))
    for (const sentence of faults.sentences) stdout.write(`${file}: long sentence: ${sentence}\n`)
    for (const line of faults.lines) stdout.write(`${file}: long line: ${line}\n`)
    for (const word of faults.words) stdout.write(`${file}: word: ${word}\n`)
    return faults
  }
}
