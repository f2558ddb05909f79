import { execFileSync, spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { delimiter, resolve } from 'node:path'
import { argv, env, exit } from 'node:process'
import { root } from './entry-points.ts'

// Runs a command with Node 22 first on the PATH, from the npm package that carries the binary.
const folder = resolve(root, '.cache/node22')
const bin = resolve(folder, 'node_modules/node/bin')
if (!existsSync(resolve(bin, 'node'))) {
  mkdirSync(folder, { recursive: true })
  writeFileSync(
    resolve(folder, 'package.json'),
    JSON.stringify({ private: true, allowScripts: { node: true } }),
  )
  execFileSync('npm', ['install', '--no-audit', '--no-fund', '--loglevel=error', 'node@22'], {
    cwd: folder,
    stdio: 'inherit',
  })
}
const [command = 'node', ...args] = argv.slice(2)
const path = [bin, env['PATH']].join(delimiter)
const { status } = spawnSync(command, args, { stdio: 'inherit', env: { ...env, PATH: path } })
exit(status ?? 1)
