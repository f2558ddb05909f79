import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { root } from './entry-points.ts'

/** The path of Node 22, out of the npm package that carries the binary. */
export function node22(): string {
  const folder = resolve(root, '.cache/node22')
  const binary = resolve(folder, 'node_modules/node/bin/node')
  if (existsSync(binary)) return binary
  mkdirSync(folder, { recursive: true })
  writeFileSync(
    resolve(folder, 'package.json'),
    JSON.stringify({ private: true, allowScripts: { node: true } }),
  )
  execFileSync('npm', ['install', '--no-audit', '--no-fund', '--loglevel=error', 'node@22'], {
    cwd: folder,
    stdio: 'inherit',
  })
  return binary
}
