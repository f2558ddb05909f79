import { globSync, readFileSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { exit, stdout } from 'node:process'
import { root } from './entry-points.ts'

// The rules of sources that Biome does not check: the length of comments and strings, the size of folders.
const MAX_COLUMNS = 110
const MAX_SOURCES_IN_A_FOLDER = 25

// A URL, an import and a regular expression cannot be wrapped.
const UNBREAKABLE = /\S{65}|^import .* from '.*'$|^\s*\/\S.*\/\w*[,;)]*$/

const folders = '{.ci,bench,examples,middlewares,scripts,services,streaming,test,testkit}'
const files = globSync([`${folders}/**/*.{ts,js,mjs,css}`, '*.ts', '.ci/run'], { cwd: root })
const isSource = (file: string): boolean => /(?<!\.(?:test|helper|contract|e2e))\.ts$/.test(file)

const longLines = files.flatMap((file) =>
  readFileSync(resolve(root, file), 'utf8')
    .split('\n')
    .flatMap((line, i) =>
      line.length > MAX_COLUMNS && !UNBREAKABLE.test(line)
        ? [`${file}:${i + 1} has ${line.length} columns`]
        : [],
    ),
)
const fullFolders = [...Map.groupBy(files.filter(isSource), dirname)]
  .filter(([, sources]) => sources.length > MAX_SOURCES_IN_A_FOLDER)
  .map(([folder, sources]) => `${folder} holds ${sources.length} sources`)

const problems = [...longLines, ...fullFolders]
if (problems.length > 0) {
  stdout.write(`${problems.join('\n')}\n`)
  stdout.write(`At most ${MAX_COLUMNS} columns, and ${MAX_SOURCES_IN_A_FOLDER} sources in a folder.\n`)
  exit(1)
}
