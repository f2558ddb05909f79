import { spawnSync } from 'node:child_process'
import { delimiter, dirname } from 'node:path'
import { argv, env, exit } from 'node:process'
import { node22 } from './node22-binary.ts'

// Runs a command with Node 22 first on the PATH.
const [command = 'node', ...args] = argv.slice(2)
const path = [dirname(node22()), env['PATH']].join(delimiter)
const { status } = spawnSync(command, args, { stdio: 'inherit', env: { ...env, PATH: path } })
exit(status ?? 1)
