import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { globSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { basename, dirname, resolve } from 'node:path'
import { env, execPath } from 'node:process'
import { before, describe, test } from 'node:test'

// Inside the project, so that the blocks import the package by its own name, as a user does.
const root = resolve(import.meta.dirname, '../..')
const folder = resolve(root, '.cache/docs-blocks')

interface Block {
  readonly title: string
  readonly file: string
}

function writeBlocks(): readonly Block[] {
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder, { recursive: true })
  return globSync(['README.md', 'docs/**/*.md'], { cwd: root }).flatMap((page) => {
    const text = readFileSync(resolve(root, page), 'utf8')
    // A page that builds a small project names its files: <!-- file: handler.ts -->
    const blocks = text.matchAll(/(?:^<!-- file: (\S+) -->\n+)?^```ts\n(.*?)^```$/gms)
    const name = basename(page, '.md').toLowerCase()
    return [...blocks].map(([, namedFile, code = ''], i) => {
      const file = namedFile ? `${name}/${namedFile}` : `${name}-${i + 1}.ts`
      mkdirSync(dirname(resolve(folder, file)), { recursive: true })
      writeFileSync(resolve(folder, file), code)
      return { title: `${page}, block ${i + 1}`, file }
    })
  })
}

const isInProject = ({ file }: Block): boolean => file.includes('/')

interface Outcome {
  readonly file: string
  readonly problem: string
}

function run(args: readonly string[]): string {
  const sandbox = { AWS_REGION: 'us-east-1', AWS_ACCESS_KEY_ID: 'docs', AWS_SECRET_ACCESS_KEY: 'docs' }
  const { status, stdout, stderr } = spawnSync(execPath, args, {
    cwd: folder,
    encoding: 'utf8',
    // Without the variables by which Node's test runner recognises its own children.
    env: { PATH: env['PATH'], ...sandbox },
  })
  assert.equal(status, 0, `${stdout}\n${stderr}`)
  return stdout
}

/** Runs all blocks in one process: most of the time of a process goes into loading the package. */
function runAll(files: readonly string[]): Map<string, string> {
  const program = resolve(import.meta.dirname, 'run-blocks.ts')
  const output = run(['--import', 'tsx', program, ...files.map((file) => resolve(folder, file))])
  const outcomes = [...output.matchAll(/^outcome (.*)$/gm)].map(([, json = '']): Outcome => JSON.parse(json))
  return new Map(outcomes.map(({ file, problem }) => [basename(file), problem]))
}

describe('TypeScript in the docs', () => {
  const blocks = writeBlocks()
  let problems = new Map<string, string>()

  before(() => {
    const compilerOptions = { noUnusedLocals: false, noUnusedParameters: false, isolatedDeclarations: false }
    const config = { extends: '../../tsconfig.json', compilerOptions, include: ['**/*.ts'], exclude: [] }
    writeFileSync(resolve(folder, 'tsconfig.json'), JSON.stringify(config))
  })

  test('there is some', () => assert.ok(blocks.length > 0))

  test('compiles', () => {
    run([resolve(root, 'node_modules/typescript/bin/tsc'), '-p', folder])
  })

  test('runs, and its own tests pass', () => {
    problems = runAll(blocks.filter((block) => !isInProject(block)).map(({ file }) => file))
  })

  test('runs as the project that a page builds, and its tests pass', () => {
    const files = blocks.filter(isInProject).map(({ file }) => file)
    run(['--import', 'tsx', '--test', ...files.filter((file) => file.endsWith('.test.ts'))])
  })

  for (const { title, file } of blocks.filter((block) => !isInProject(block)))
    test(`${title} runs`, () => assert.equal(problems.get(file), ''))
})
