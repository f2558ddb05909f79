import { spawnSync } from 'node:child_process'
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, relative, resolve } from 'node:path'
import { execPath, exit, stdout } from 'node:process'
import { root } from '../../scripts/entry-points.ts'
import { type Drift, drifts } from './drifts.ts'

// Lets code and contract come apart in a copy of the checkout, in each of the ways that there are, and
// asserts that the gate turns red.
const copy = mkdtempSync(join(tmpdir(), 'apptheory-middy-drift-'))
const leftOut = new Set(['.git', '.cache', 'node_modules', 'coverage'])
let unnoticed = 0

try {
  cpSync(root, copy, { recursive: true, filter: (path) => !leftOut.has(relative(root, path)) })
  symlinkSync(resolve(root, 'node_modules'), join(copy, 'node_modules'))
  spawnSync('git', ['init', '--quiet', copy])
  build()
  assertGreen(drifts.map(({ check }) => check))
  for (const drift of drifts) {
    const problem = noticed(drift)
    if (problem !== undefined) unnoticed += 1
    stdout.write(`${problem === undefined ? 'red  ' : 'MISSED'} ${drift.name}${problem ?? ''}\n`)
  }
} finally {
  rmSync(copy, { recursive: true, force: true })
}
if (unnoticed > 0) exit(1)
stdout.write(`${drifts.length} drifts, and the gate noticed each\n`)

/** Undefined where the gate is red for the right reason, else what it is instead. */
function noticed({ file, change, check, says, built }: Drift): string | undefined {
  const path = join(copy, file)
  const before = readFileSync(path, 'utf8')
  const after = change(before)
  if (after === before) return `: nothing to change in ${file}`
  if (after === undefined) rmSync(path)
  else writeFileSync(path, after)
  if (built) build()
  const { status, output } = run(check)
  writeFileSync(path, before)
  if (built) build()
  if (status === 0) return `: ${check.join(' ')} is green`
  return says.test(output) ? undefined : `: ${check.join(' ')} does not say ${says}\n${output}`
}

/** A check that fails already cannot show a drift. */
function assertGreen(checks: readonly Drift['check'][]): void {
  const unique = new Map(checks.map((check) => [check.join(' '), check]))
  for (const [name, check] of unique) {
    const { status, output } = run(check)
    if (status !== 0) throw new Error(`${name} is red before any drift:\n${output}`)
  }
}

function build(): void {
  const { status, output } = run([
    'node',
    'node_modules/typescript/bin/tsc',
    '-p',
    'tsconfig.build.json',
    '--noCheck',
  ])
  if (status !== 0) throw new Error(output)
}

function run([command = '', ...args]: readonly string[]): { status: number | null; output: string } {
  const program = command === 'node' ? execPath : command
  const { status, stdout: out, stderr } = spawnSync(program, args, { cwd: copy, encoding: 'utf8' })
  return { status, output: `${out}${stderr}` }
}
