import { spawnSync } from 'node:child_process'
import { globSync, readFileSync } from 'node:fs'
import { stripTypeScriptTypes } from 'node:module'
import { resolve } from 'node:path'
import { argv, execPath, exit } from 'node:process'
import { root } from './entry-points.ts'

// Runs all tests (or what follows on the command line) and fails where they reach less than 98% of the lines
// or 95% of the branches of the sources: of all modules that do something, whether a test loads them or not.
const sources = ['index.ts', 'errors.ts', '{middlewares,services,streaming,testkit}/**/*.ts']
const noSources = ['**/*.test.ts', '**/*.contract.ts', '**/*.helper.ts']

const idle = globSync(sources, { cwd: root, exclude: noSources }).filter((file) => !doesSomething(file))
const { status } = spawnSync(
  resolve(root, 'node_modules/.bin/c8'),
  [
    ...['--all', '--check-coverage', '--lines=98', '--branches=95', '--functions=0', '--statements=0'],
    ...['--reporter', 'text', '--reporter', 'json', '--reports-dir', 'coverage'],
    ...['--src', root],
    ...sources.flatMap((pattern) => ['--include', pattern]),
    ...[...noSources, ...idle].flatMap((pattern) => ['--exclude', pattern]),
    ...(argv.length > 2 ? argv.slice(2) : [execPath, '--import', 'tsx', 'test/run.ts']),
  ],
  { cwd: root, stdio: 'inherit' },
)
exit(status ?? 1)

/** Whether anything is left of a module without its types and what it passes on. */
function doesSomething(file: string): boolean {
  const code = stripTypeScriptTypes(readFileSync(resolve(root, file), 'utf8'))
    .replace(/\/\*.*?\*\/|^\s*\/\/.*$/gms, '')
    .replace(/export \{[^}]*\} from '[^']*'/g, '')
  return /\S/.test(code)
}
